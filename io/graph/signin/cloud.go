package signin

import (
	"cmp"
	"fmt"
	"strings"

	"licet/io/graph/transport"
)

// Cloud is one of the national clouds, by the word of the --cloud flag. The
// empty Cloud is Global.
type Cloud string

// The clouds (Graph: National cloud deployments). Tokens of one are worth
// nothing in another.
const (
	// Global is the commercial cloud, and that of US Government GCC.
	Global Cloud = "global"
	// USGov is US Government L4 (GCC High).
	USGov Cloud = "usgov"
	// USGovDoD is US Government L5 (DoD).
	USGovDoD Cloud = "usgov-dod"
	// China is the cloud that 21Vianet runs.
	China Cloud = "china"
)

type endpoints struct{ root, login string }

var clouds = map[Cloud]endpoints{
	Global:   {"https://graph.microsoft.com", "https://login.microsoftonline.com"},
	USGov:    {"https://graph.microsoft.us", "https://login.microsoftonline.us"},
	USGovDoD: {"https://dod-graph.microsoft.us", "https://login.microsoftonline.us"},
	China:    {"https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn"},
}

// ParseCloud understands the word of the --cloud flag.
func ParseCloud(word string) (Cloud, error) {
	c := Cloud(strings.ToLower(strings.TrimSpace(word)))
	if c == "" {
		return Global, nil
	}
	if _, ok := clouds[c]; ok {
		return c, nil
	}
	if c == "gcc" {
		return "", fmt.Errorf("cloud %q: plain GCC tenants are in the global cloud; use global (GCC High is usgov)", word)
	}
	return "", fmt.Errorf("cloud %q is unknown; use global, usgov, usgov-dod or china", word)
}

// Root is the address of Graph without version.
func (c Cloud) Root() string { return c.endpoints().root }

// LoginHost is the address of the sign-in service.
func (c Cloud) LoginHost() string { return c.endpoints().login }

// Scope is what a token is asked for: every permission that was granted.
func (c Cloud) Scope() string { return c.endpoints().root + "/.default" }

func (c Cloud) endpoints() endpoints {
	e, ok := clouds[cmp.Or(c, Global)]
	if !ok {
		panic("signin: unexpected Cloud " + string(c))
	}
	return e
}

// CloudOf gives the cloud whose Graph is at root; empty for an address that is
// no cloud's, such as that of a proxy or a sandbox.
func CloudOf(root string) Cloud {
	u, err := transport.ParseRoot(root)
	if err != nil {
		return ""
	}
	for c, e := range clouds {
		if strings.EqualFold(e.root, u.Scheme+"://"+u.Host) {
			return c
		}
	}
	return ""
}
