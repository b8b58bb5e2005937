package language_test

import (
	"go/ast"
	"go/constant"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// done are the packages whose words to people all go through a Speaker.
var done = []string{"licet/reconcile", "licet/reconcile/apply", "licet/reconcile/audit", "licet/io/sheet", "licet/io/sheet/cells", "licet/io/sheet/workbooks", "licet/io/report", "licet/io/terminal", "licet/io/settings", "licet/cmd/licet"}

// forPrograms are texts that programs read: headers and words of cells, how files
// of other kinds begin, names of commands, what the library says, the log of
// requests.
var forPrograms = []string{
	"all on", "display name", "enabled apps", "disabled apps", "usage location", "set location", "SQLite format 3", "<!doctype html",
	"runs show", "sandbox serve", "exit code %d", "flag provided but not defined: -", "flag needs an argument: -", " retry after ",
}

// tablesOfWords are files of words that sheets may hold.
var tablesOfWords = []string{"licet/io/sheet/aliases.go", "licet/io/sheet/words.go"}

// toType are commands as they are typed.
var toType = regexp.MustCompile(`^(%\*?s)? *(LICET_\S+ )?licet `)

// sentence is what people read: words one after the other.
var sentence = regexp.MustCompile(`[a-z]{2,} [a-z]{2,}`)

// TestNoSentenceGoesRoundTheSpeaker: in a package that is done, a sentence is a
// message, or part of an error or a panic.
func TestNoSentenceGoesRoundTheSpeaker(t *testing.T) {
	s := load(t)
	help := s.helpParts()
	for _, name := range done {
		p := s.packages[name]
		if p == nil {
			t.Fatalf("there is no package %s", name)
		}
		for _, f := range p.files {
			file := path.Join(name, path.Base(s.fset.Position(f.Pos()).Filename))
			if slices.Contains(tablesOfWords, file) {
				continue
			}
			for _, lit := range s.sentences(p, f) {
				text := constant.StringVal(p.info.Types[lit].Value)
				if !help[text] && !toType.MatchString(text) && !slices.Contains(forPrograms, text) {
					t.Errorf("%s: %q goes to people in English only: let a Speaker say it", inFolder(s.fset.Position(lit.Pos())), text)
				}
			}
		}
	}
}

// sentences gives the literals of a file that are sentences and no messages.
func (s *source) sentences(p *checked, f *ast.File) []*ast.BasicLit {
	excused := map[ast.Expr]bool{}
	excuse := func(x ast.Node) {
		ast.Inspect(x, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok {
				excused[lit] = true
			}
			return true
		})
	}
	s.eachMessage(p, f, func(x ast.Expr, _ *ast.CallExpr) { excuse(x) })
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			if n.Tag != nil {
				excused[n.Tag] = true
			}
		case *ast.CallExpr:
			if isError(n) {
				excuse(n)
			}
		}
		return true
	})
	var found []*ast.BasicLit
	ast.Inspect(f, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING || excused[lit] {
			return true
		}
		tv := p.info.Types[lit]
		if tv.Value != nil && tv.Type != s.text && sentence.MatchString(constant.StringVal(tv.Value)) {
			found = append(found, lit)
		}
		return true
	})
	return found
}

// isError reports whether a call makes an error or a panic, or a pattern.
func isError(call *ast.CallExpr) bool {
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		return fun.Name == "panic"
	case *ast.SelectorExpr:
		x, ok := fun.X.(*ast.Ident)
		return ok && slices.Contains([]string{"errors.New", "fmt.Errorf", "regexp.MustCompile"}, x.Name+"."+fun.Sel.Name)
	default:
		return false
	}
}

// The test is worth nothing if it takes what goes round for a message.
func TestSentencesAreFound(t *testing.T) {
	for text, want := range map[string]bool{
		"The row names no user.": true, "left out": true, "SPE_E3": false, "user,license": false, "A1:B2": false,
	} {
		if got := sentence.MatchString(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
	if strings.Contains(strings.Join(done, " "), "licet/io/language") {
		t.Error("this package says nothing")
	}
}
