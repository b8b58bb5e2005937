//go:build linux

package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// book writes a workbook with one worksheet.
func book(w workbook) func(testing.TB, io.Writer) {
	return func(t testing.TB, out io.Writer) { w.write(t, out, 1) }
}

// withPart is a workbook with another part, or with one in place of what it has.
func withPart(name string, c ...stretch) func(testing.TB, io.Writer) {
	w := ofSheet(once(`<row r="2"><c r="A2" t="s"><v>0</v></c></row>`))
	w[name] = append(content{once(xmlHead)}, c...)
	return book(w)
}

func hostileWorkbooks() []hostile {
	const cell, wide = `<c><v>1</v></c>`, `<row r="%d"><c r="XFD%[1]d"><v>1</v></c></row>`
	index := []string{"what says which worksheets it has is longer than 16 MiB"}
	row := []string{"s1", "a row or a text of it is longer than 32 MiB"}
	memory := []string{"s1", "its cells take more memory"}
	unusual := []string{"s1", "unusual way and longer than 64 MiB"}
	return []hostile{
		{name: "strings.xlsx", says: memory, write: withPart("xl/sharedStrings.xml", once("<sst>"), again("<si><t>x</t></si>", 60*mb), once("</sst>"))},
		{name: "empty-strings.xlsx", says: memory, write: withPart("xl/sharedStrings.xml", once("<sst>"), again("<si/>", 200*mb), once("</sst>"))},
		{name: "one-string.xlsx", says: row, write: withPart("xl/sharedStrings.xml", once("<sst><si><t>"), again("x", 900*mb), once("</t></si></sst>"))},
		{name: "runs.xlsx", says: row, write: withPart("xl/sharedStrings.xml", once("<sst><si>"), again("<r><t>xxxxxxxx</t></r>", 40*mb), once("</si></sst>"))},
		{name: "styles.xlsx", write: withPart("xl/styles.xml", once("<styleSheet><cellXfs>"), again(`<xf numFmtId="0"/>`, 50*mb), once("</cellXfs></styleSheet>"))},
		{name: "calc-chain.xlsx", write: withPart("xl/calcChain.xml", once("<calcChain>"), again(`<c r="A1"/>`, 80*mb), once("</calcChain>"))},
		{name: "theme.xlsx", write: withPart("xl/theme/theme1.xml", once("<a>"), again("x", 900*mb), once("</a>"))},
		{name: "names.xlsx", says: index, write: withPart("xl/workbook.xml", once(`<workbook><definedNames>`), again(`<definedName name="a">1</definedName>`, 25*mb), once("</definedNames></workbook>"))},
		{name: "few-names.xlsx", write: withPart("xl/workbook.xml", once(`<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><definedNames>`), again(`<definedName name="a">1</definedName>`, 440_000), once("</definedNames></workbook>"))},
		{name: "types.xlsx", says: index, write: withPart("[Content_Types].xml", once(`<Types>`), again(`<Default Extension="a" ContentType="b"/>`, 20*mb), once("</Types>"))},
		{name: "deep-workbook.xlsx", says: index, write: withPart("xl/workbook.xml", again(`<a>`, 300*mb))},
		{name: "relations.xlsx", says: index, write: withPart("xl/_rels/workbook.xml.rels", once(`<Relationships>`), again(`<Relationship Id="a" Target="b"/>`, 25*mb), once("</Relationships>"))},
		{name: "cells.xlsx", says: memory, write: book(ofSheet(numbered(`<row r="%d">`+strings.Repeat(cell, 60)+`</row>`, 900_000)))},
		{name: "formulas.xlsx", says: memory, write: book(ofSheet(numbered(`<row r="%d">`+strings.Repeat(`<c><f>A1</f></c>`, 50)+`</row>`, 900_000)))},
		{name: "texts.xlsx", says: memory, write: book(ofSheet(numbered(`<row r="%d"><c t="inlineStr"><is><t>ann@contoso.com</t></is></c><c t="inlineStr"><is><t>`+
			strings.Repeat("x", 800)+`%[1]d</t></is></c></row>`, 900_000)))},
		{name: "empty-cells.xlsx", says: []string{"no-rows"}, write: book(ofSheet(numbered(`<row r="%d">`+strings.Repeat(`<c/>`, 200)+`</row>`, 900_000)))},
		{name: "no-numbers.xlsx", says: unusual, write: book(ofSheet(again(`<row>`+strings.Repeat(cell, 60)+`</row>`, 1_000_000)))},
		{name: "empty-rows.xlsx", says: unusual, write: book(ofSheet(again(`<row/>`, 170*mb)))},
		{name: "one-row.xlsx", says: row, write: book(ofSheet(once(`<row>`), again("<c/>", 200*mb), once(`</row>`)))},
		{name: "one-cell.xlsx", says: row, write: book(ofSheet(once(`<row><c t="inlineStr"><is><t>`), again("x", 900*mb), once(`</t></is></c></row>`)))},
		{name: "attribute.xlsx", says: row, write: book(ofSheet(once(`<row a="`), again("1", 900*mb), once(`"/>`)))},
		{name: "merged.xlsx", says: row, write: book(workbook{sheetPart: append(ofSheet()[sheetPart][:1], once(`</sheetData><mergeCells>`), again(`<mergeCell ref="A1:B2"/>`, 40*mb), once(`</mergeCells></worksheet>`))})},
		{name: "columns.xlsx", says: []string{"s1", "at most 16,384 columns"}, write: book(ofSheet(once(`<row>`), again(cell, 100_000), once(`</row>`)))},
		{name: "far-row.xlsx", quick: true, says: []string{"s1", "at most 1,048,576 rows"}, write: book(ofSheet(once(`<row r="99999999"><c r="A99999999"><v>1</v></c></row>`)))},
		{name: "places.xlsx", says: []string{"s1", "67 million places"}, write: book(ofSheet(numbered(wide, 100_000)))},
		{name: "deep.xlsx", says: row, write: book(ofSheet(once(`<row r="2"><c r="A2">`), again(`<a>`, 300*mb)))},
		{name: "entities.xlsx", says: unusual, write: book(workbook{sheetPart: {once(`<!DOCTYPE a [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData><row><c t="inlineStr"><is><t>`),
			again("&b;", 200*mb), once(`</t></is></c></row></sheetData></worksheet>`)}})},
		{name: "comments.xlsx", says: unusual, write: book(ofSheet(again(`<!-- x --><row>`+cell+`</row>`, 25*mb)))},
		{name: "unusual-strings.xlsx", says: unusual, write: withPart("xl/sharedStrings.xml", once("<sst>"), again("<si a='1'><t>x</t></si>", 40*mb), once("</sst>"))},
		// Just within the bound on what excelize reads.
		{name: "excelize-strings.xlsx", write: withPart("xl/sharedStrings.xml", once(`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" a='1'>`), again("<si><t>x</t></si>", 1_450_000), once("</sst>"))},
		{name: "excelize-cells.xlsx", says: []string{"s1", "at most 16,384 columns"}, write: book(ofSheet(once(`<row a='1'>`), again(`<c/>`, 7*mb), once(`</row>`)))},
		{name: "excelize-values.xlsx", write: book(ofSheet(once(`<row a='1'/>`), again(`<row>`+strings.Repeat(cell, 100)+`</row>`, 42_000)))},
		{name: "excelize-formulas.xlsx", says: memory, write: book(ofSheet(once(`<row a='1'/>`), again(`<row>`+strings.Repeat(`<c><f/></c>`, 100)+`</row>`, 58_000)))},
		{name: "excelize-merged.xlsx", write: book(workbook{sheetPart: append(ofSheet(once(`<row a='1'/>`))[sheetPart][:2], once(`</sheetData><mergeCells>`), again(`<mergeCell ref="A1:B2"/>`, 2_000_000), once(`</mergeCells></worksheet>`))})},
		{name: "excelize-depth.xlsx", says: []string{"s1", "more than 1,000 deep"}, write: book(ofSheet(once(`<row a='1'>`), again(`<a>`, 10*mb), once(`</row>`)))},
		{name: "worksheets.xlsx", says: []string{"more than 1000 worksheets"}, write: func(t testing.TB, out io.Writer) {
			workbook{sheetPart: sheetOf(again(`<row>`+cell+`</row>`, 40))}.write(t, out, 3000)
		}},
		{name: "wide-worksheets.xlsx", says: []string{"no-header"}, write: func(t testing.TB, out io.Writer) {
			workbook{sheetPart: {once(xmlHead + `<worksheet><sheetData>`), numbered(wide, 50), once(`</sheetData></worksheet>`)}}.write(t, out, 200)
		}},
		{name: "zeros.xlsx", says: []string{"larger than 384 MiB"}, write: sparse(1900*mb, "PK\x03\x04")},
		{name: "lying.xlsx", quick: true, says: []string{"damaged or cut off"}, write: lying},
		{name: "packed.xlsx", says: memory, write: func(t testing.TB, out io.Writer) {
			var inner bytes.Buffer
			withPart("xl/sharedStrings.xml", once("<sst>"), again("<si><t>x</t></si>", 60*mb), once("</sst>"))(t, &inner)
			content{once(inner.String())}.gzip(t, out)
		}},
		{name: "cut.xlsx", quick: true, says: []string{"damaged or cut off"}, write: func(t testing.TB, out io.Writer) {
			var whole bytes.Buffer
			ofSheet(again("<row><c/></row>", 1000)).write(t, &whole, 1)
			must(t, out, whole.Bytes()[:whole.Len()-100])
		}},
	}
}

// lying is a workbook whose directory says that a part of 900 MB has ten bytes.
func lying(t testing.TB, out io.Writer) {
	var b bytes.Buffer
	w := ofSheet()
	w["xl/workbook.xml"] = content{again("x", 900*mb)}
	w.write(t, &b, 1)
	raw := b.Bytes()
	at := bytes.LastIndex(raw, []byte{0, 0, 0x40, 0x38})
	if at < 0 {
		t.Fatal("the size was not found")
	}
	copy(raw[at:], []byte{10, 0, 0, 0})
	must(t, out, raw)
}
