package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A code that a reader meets and finds nowhere explained costs them an hour:
// every code of a finding stands in docs/findings.md, or in
// docs/audit.md for those of audits, and nothing else does.
func TestEveryFindingIsExplained(t *testing.T) {
	t.Parallel()
	var text []byte
	for _, path := range []string{"../../docs/findings.md", "../../docs/audit.md"} {
		part, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, part...)
	}
	declared := map[string]bool{}
	for _, pattern := range []string{"../../reconcile/*.go", "../../reconcile/*/*.go", "../../io/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if !strings.HasSuffix(f, "_test.go") {
				codes(t, f, declared)
			}
		}
	}
	if len(declared) < 60 {
		t.Fatalf("only %d codes were found in the source", len(declared))
	}
	explained := map[string]bool{}
	for _, line := range strings.Split(string(text), "\n") {
		if cell, ok := strings.CutPrefix(line, "| `"); ok {
			code, _, _ := strings.Cut(cell, "`")
			explained[code] = true
		}
	}
	for code := range declared {
		if !explained[code] {
			t.Errorf("%s is not explained in docs", code)
		}
	}
	for code := range explained {
		if !declared[code] {
			t.Errorf("the documents explain %s, which no source declares", code)
		}
	}
}

// codes gathers the constants of type Code that a file declares.
func codes(t *testing.T, path string, into map[string]bool) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			if len(v.Values) != 1 || !isCode(v.Type) {
				continue
			}
			if lit, ok := v.Values[0].(*ast.BasicLit); ok {
				if code, err := strconv.Unquote(lit.Value); err == nil {
					into[code] = true
				}
			}
		}
	}
}

func isCode(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name == "Code"
	case *ast.SelectorExpr:
		return x.Sel.Name == "Code"
	default:
		return false
	}
}
