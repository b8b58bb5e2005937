package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
)

// patchUser is PATCH /users/{id}. Only usageLocation can be changed here.
func (s *Server) patchUser(c *call) (*answer, *refusal) {
	location, bad := readLocation(c.body)
	if bad != nil {
		return nil, bad
	}
	st, now := s.store, s.now()
	st.mu.Lock()
	defer st.mu.Unlock()
	i := st.find(c.path[1])
	if i < 0 {
		return nil, noResource(c.path[1])
	}
	if !isCountry(location) {
		return nil, badRequest(messageBadLocation)
	}
	done := &answer{status: http.StatusNoContent, header: http.Header{}}
	was := st.accounts[i]
	if was.profile.UsageLocation == location {
		s.watch.count(func(n *Stats) { n.Unchanged++ })
		return done, nil
	}
	next := was.clone(0)
	next.profile = new(*was.profile)
	next.profile.UsageLocation = location
	if err := st.commit(i, next, now); err != nil {
		return nil, internalError(err)
	}
	s.watch.count(func(n *Stats) { n.Committed++ })
	return done, nil
}

func readLocation(body []byte) (string, *refusal) {
	m, bad := fields(body)
	if bad != nil {
		return "", bad
	}
	if name := unknownIn(m, "usageLocation"); name != "" {
		return "", badRequest("The sandbox can change usageLocation only, not '%s'.", name)
	}
	raw, ok := m["usageLocation"]
	if !ok {
		return "", badRequest("The request body names no property to change.")
	}
	var location string
	if json.Unmarshal(raw, &location) != nil {
		return "", badRequest(messageBadLocation)
	}
	return strings.ToUpper(location), nil
}

// countries are the codes of ISO 3166-1 alpha-2.
const countries = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ " +
	"BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
	"CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ " +
	"DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR " +
	"GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU " +
	"ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ " +
	"LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ " +
	"NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW " +
	"SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ " +
	"TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"

func isCountry(code string) bool {
	return len(code) == 2 && !strings.Contains(code, " ") && strings.Contains(" "+countries+" ", " "+code+" ")
}
