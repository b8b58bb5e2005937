package signin_test

import (
	"testing"

	"licet/io/graph/signin"
)

func TestClouds(t *testing.T) {
	for word, want := range map[string]string{
		"": "https://graph.microsoft.com/.default", "global": "https://graph.microsoft.com/.default", "USGov": "https://graph.microsoft.us/.default",
		"usgov-dod": "https://dod-graph.microsoft.us/.default", "china": "https://microsoftgraph.chinacloudapi.cn/.default",
	} {
		c, err := signin.ParseCloud(word)
		if err != nil || c.Scope() != want {
			t.Errorf("%q: %s, %v", word, c.Scope(), err)
		}
	}
	for _, word := range []string{"gcc", "germany"} {
		if _, err := signin.ParseCloud(word); err == nil {
			t.Errorf("%q was taken", word)
		}
	}
}
