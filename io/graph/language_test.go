package graph_test

import (
	"errors"
	"strings"
	"testing"

	"licet/io/graph/signin"
	"licet/io/language"
	"licet/io/language/languagetest"
	"licet/reconcile"
)

// What keeps a person from reading their tenant is said in their language, also
// when it is wrapped; what Graph said stays as it was.
func TestErrorsInChinese(t *testing.T) {
	chinese := language.SpeakerOf(language.Chinese)
	for _, c := range []struct {
		answer canned
		want   []string
	}{
		{canned{status: 401, header: map[string]string{"request-id": "r-1"}}, []string{"无法读取租户的许可证：", "[request-id r-1]", "请重新登录"}},
		{canned{status: 403, body: `{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges."}}`}, []string{"Insufficient privileges (403 Authorization_RequestDenied)", "请授予权限 ", "管理员同意"}},
		{canned{status: 302, header: map[string]string{"Location": "https://proxy.example/login"}}, []string{"不会跟随"}},
	} {
		_, err := newClient(t, inMemory(&script{answers: []canned{c.answer}})).Seats(t.Context())
		said := chinese.Error(errors.Join(err))
		for _, want := range c.want {
			if !strings.Contains(said, want) {
				t.Errorf("%d: %q lacks %q", c.answer.status, said, want)
			}
		}
	}
	_, err := signin.Credential(t.Context(), signin.Options{Kind: signin.ClientSecret, Getenv: func(string) string { return "" }})
	var spoken reconcile.Spoken
	if !errors.As(err, &spoken) || languagetest.English(chinese.Sentence(spoken.Sentence())) != "" {
		t.Errorf("not all is Chinese: %v", chinese.Error(err))
	}
}
