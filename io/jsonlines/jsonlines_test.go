package jsonlines_test

import (
	"errors"
	"strings"
	"testing"

	"licet/io/jsonlines"
)

type pairs []any

func (p pairs) Fields(yield func(string, any) bool) {
	for i := 0; i+1 < len(p); i += 2 {
		if !yield(p[i].(string), p[i+1]) {
			return
		}
	}
}

func TestAnObjectIsAFieldAndAnItemALine(t *testing.T) {
	var b strings.Builder
	o := jsonlines.New(&b, "JSON")
	o.Field("name", "<Ada & Bob>")
	o.Field("sums", pairs{"users", 2, "none", pairs{}, "of", []jsonlines.Ordered{pairs{"a", nil}, pairs{"b", true}}})
	o.List("nobody", func(func(any) bool) {})
	o.List("items", func(yield func(any) bool) { _ = yield(1) && yield(pairs{"x", []string{}}) })
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	want := `{"name":"<Ada & Bob>",
"sums":{"users":2,"none":{},"of":[{"a":null},{"b":true}]},
"nobody":[],
"items":[
1,
{"x":[]}
]}
`
	if b.String() != want {
		t.Errorf("got %s want %s", b.String(), want)
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAnErrorOfTheWriterIsToldAtTheEnd(t *testing.T) {
	o := jsonlines.New(full{}, "the plan")
	o.Field("text", strings.Repeat("x", 1<<20))
	if err := o.Close(); !errors.Is(err, errFull) || !strings.HasPrefix(err.Error(), "write the plan: ") {
		t.Error(err)
	}
}
