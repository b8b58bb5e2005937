//go:build linux

package main

import "strings"

func hostileTenants() []hostile {
	const head = `{"format":"licet-tenant/1","tenant":{"id":"11111111-1111-4111-8111-111111111111","displayName":"x"},`
	const people = head + `"subscribedSkus":[],` + "\n" + `"users":[` + "\n"
	value, list := []string{"one value is larger than 16 MB"}, []string{"line 3 (users, entry 1)", "more than 1,000 entries"}
	deep := []string{"line 3 (users, entry 1)", "max depth"}
	memory := []string{"the tenant takes more memory", "384 MiB"}
	return []hostile{
		{name: "line.json.gz", says: append(value, "line 3 (users, entry 1)"), write: packed(once(people+`{"id":"`), again("x", 900*mb))},
		{name: "value.json.gz", says: append(value, "line 1"), write: packed(once(head+`"more":"`), again("x", 900*mb))},
		{name: "deep-line.json.gz", quick: true, says: deep, write: packed(once(people+`{"id":"1","more":`), again("[", 400_000), again("]", 400_000), once("},\n{\"id\":\"2\"}\n]}"))},
		{name: "deep-user.json.gz", says: deep, write: packed(once(people+`{"id":"1","more":`), again("[", 7*mb), again("]", 7*mb), once("}\n]}"))},
		{name: "deep-member.json.gz", says: []string{"max depth"}, write: packed(once(head+`"more":`), again(`{"a":`, 100*mb))},
		{name: "users.json.gz", says: memory, write: packed(once(people), numbered(`{"id":"%d"},`+"\n", 3_000_000))},
		{name: "names.json.gz", says: memory, write: packed(once(people), numbered(`{"id":"%d","displayName":"`+strings.Repeat("x", 500<<10)+`"},`+"\n", 3000))},
		{name: "holdings.json.gz", says: memory, write: packed(once(people), numbered(`{"id":"%d","assignedLicenses":[{"skuId":"%[1]d","disabledPlans":["`+strings.Repeat("x", 200)+`%[1]d"]}]},`+"\n", 2_000_000))},
		{name: "licences.json.gz", says: value, write: packed(once(people+`{"id":"1","assignedLicenses":[`), again(`{"skuId":"a"},`, 60*mb))},
		{name: "no-licences.json.gz", says: list, write: packed(once(people), numbered(`{"id":"%d","assignedLicenses":[`+strings.Repeat(`{},`, 300_000)+"{}]},\n", 300))},
		{name: "skus.json.gz", says: []string{"the lists besides the users take more memory", "256 MiB"}, write: packed(once(head+`"subscribedSkus":[`+"\n"), numbered(`{"skuId":"%d"},`+"\n", 3_000_000))},
		{name: "plans.json.gz", says: []string{"the lists besides the users take more memory"}, write: packed(once(head+`"subscribedSkus":[`+"\n"),
			numbered(`{"skuId":"%d","servicePlans":[`+strings.Repeat(`{},`, 1_000_000)+"{}]},\n", 300))},
		{name: "members.json.gz", says: []string{"line 999", "more than 1000 members"}, write: packed(once(head), numbered(`"m%d":1,`+"\n", 9_000_000))},
		{name: "white.json.gz", says: value, write: packed(once(people), again(" ", 900*mb))},
		{name: "white-lines.json.gz", says: []string{"cut off"}, write: packed(once(people), again("\n", 900*mb))},
	}
}

func hostilePlans() []hostile {
	const head = `{"format":"licet-plan/1",`
	value := []string{"one value is larger than 16 MB"}
	return []hostile{
		{name: "plan-text.json", says: value, write: asIs(once(head+`"created":"`), again("x", 300*mb), once(`"}`))},
		{name: "plan-format.json", says: value, write: asIs(once(`{"format":"`), again("x", 300*mb), once(`"}`))},
		{name: "plan-key.json", says: value, write: asIs(once(head+`"`), again("x", 300*mb), once(`":1}`))},
		{name: "plan-deep.json", says: []string{"max depth"}, write: asIs(once(head+`"summary":`), again(`[`, 300*mb))},
		{name: "plan-changes.json", says: []string{"line 1", "the plan takes more memory"}, write: asIs(once(head+`"changes":[`), again("{},", 4*mb), once("{}]}"))},
		{name: "plan-findings.json", says: []string{"the plan takes more memory", "480 MiB"}, write: asIs(once(head+`"findings":[`),
			again(`{"severity":"error","code":"a","source":{},"message":"","hint":""},`+"\n", 8*mb), once("{}]}"))},
		{name: "plan-white.json", says: value, write: asIs(once(head), again("\n", 900*mb))},
		{name: "plan-zeros.json", quick: true, says: []string{"not a plan"}, write: sparse(4000*mb, "")},
	}
}

func hostilePrices() []hostile {
	const head = "part_number,price,currency\n"
	large := []string{"larger than 8 MiB"}
	return []hostile{
		{name: "prices-cell.csv", says: large, write: asIs(once(head+"\""), again("x", 300*mb), once("\",1,EUR\n"))},
		{name: "prices-rows.csv", says: large, write: asIs(once(head), again("SPE_E3,1,EUR\n", 20*mb))},
		{name: "prices-faults.csv", says: []string{"row 2: no licence is named"}, write: asIs(once(head), again("x,1,EUR\n", 900_000))},
		{name: "prices-header.csv", says: large, write: asIs(again("a,", 100*mb), once("\n"))},
		{name: "prices-zeros.csv", says: large, write: sparse(4000*mb, head)},
	}
}

func hostileCatalogs() []hostile {
	const head = "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names"
	large := []string{"larger than 8 MB"}
	return []hostile{
		{name: "catalog-cell.csv", says: large, write: asIs(once(head+"\n\""), again("x", 300*mb), once("\",1,EUR\n"))},
		{name: "catalog-columns.csv", says: []string{"is empty"}, write: asIs(once(head), again(",", 4*mb), once("\n,,,,,,\n"))},
		{name: "catalog-zeros.csv", says: large, write: sparse(4000*mb, head)},
	}
}

func hostileSettings() []hostile {
	large := []string{"larger than 64 KiB"}
	return []hostile{
		{name: "settings-zeros.toml", quick: true, says: large, write: sparse(4000*mb, "")},
		{name: "settings-deep.toml", quick: true, says: []string{"settings-deep.toml:"}, write: asIs(once("ignore = "), again("[", 60<<10))},
		{name: "settings-keys.toml", says: []string{"settings-keys.toml:1: there is no setting"}, write: asIs(numbered("k%d = 1\n", 5000))},
	}
}

func hostileFaults() []hostile {
	large := []string{"larger than 1 MiB"}
	return []hostile{
		{name: "faults-zeros.json", quick: true, says: large, write: sparse(4000*mb, "")},
		{name: "faults-list.json", says: []string{"fault 1"}, write: asIs(once(`{"format":"licet-faults/1","faults":[`), again("{},", 300_000), once("{}]}"))},
	}
}
