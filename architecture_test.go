package licet_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// room says what the packages in a folder may import of ours, and what they may
// not import of others. A folder stands for what is below it too, an import
// path only with "/..." behind it; the room with the longest folder counts.
type room struct {
	folder string
	may    []string
	mayNot []string
}

var rooms = []room{
	{folder: "cmd", may: []string{"licet/io/...", "licet/reconcile/..."}},
	{folder: "io", may: []string{"licet/reconcile/...", "licet/io/atomicfile"}},
	{folder: "io/findings", may: []string{"licet/reconcile"}},
	{folder: "io/jsonlines"},
	{folder: "io/planfile", may: []string{"licet/reconcile", "licet/io/atomicfile", "licet/io/findings", "licet/io/jsonlines"}},
	{folder: "io/journal", may: []string{"licet/reconcile/...", "licet/io/atomicfile", "licet/io/findings"}},
	{folder: "io/graph", may: []string{"licet/reconcile/...", "licet/io/atomicfile", "licet/io/users"}},
	{folder: "io/graph/transport"},
	{folder: "io/graph/recording"},
	{folder: "io/graph/signin", may: []string{"licet/reconcile", "licet/io/graph/transport", "licet/io/graph/recording"}},
	{folder: "io/tenant", may: []string{"licet/reconcile/...", "licet/io/atomicfile", "licet/io/users"}},
	{folder: "io/sheet", may: []string{"licet/reconcile", "licet/io/sheet/cells"}},
	{folder: "io/sheet/cells"},
	{folder: "io/settings", may: []string{"licet/io/terminal"}},
	{folder: "io/atomicfile"},
	{folder: "io/supervisor"},
	{folder: "io/report", may: []string{"licet/reconcile/...", "licet/io/atomicfile", "licet/io/findings", "licet/io/jsonlines", "licet/io/language"}},
	{folder: "io/terminal", may: []string{"licet/reconcile/...", "licet/io/language"}},
	{folder: "io/sandbox", may: []string{"licet/io/tenant", "licet/io/catalog", "licet/io/atomicfile", "licet/reconcile"}},
	{folder: "io/sandbox/odata"},
	{folder: "io/sandbox/login"},
	{folder: "io/sandbox/quota"},
	{folder: "reconcile/names", may: []string{"licet/reconcile"}, mayNot: impure},
	{folder: "reconcile/order", may: []string{"licet/reconcile"}, mayNot: impure},
	{folder: "reconcile/plan", may: []string{"licet/reconcile", "licet/reconcile/names", "licet/reconcile/order"}, mayNot: impure},
	{folder: "reconcile/apply", may: []string{"licet/reconcile", "licet/reconcile/apply", "licet/reconcile/order"},
		mayNot: []string{"net/...", "os/...", "encoding/..."}},
	{folder: "reconcile/audit", may: []string{"licet/reconcile"}, mayNot: []string{"net/...", "os/...", "encoding/..."}},
	{folder: "reconcile", mayNot: impure},
}

// impure are the packages with which the core would do I/O, know the time, or
// leave something to chance.
var impure = []string{"os/...", "io/fs", "io/ioutil", "net/...", "time", "log/...", "math/rand/...", "embed", "context"}

// factsForTheSandbox are the names of the core that the sandbox may use: facts
// of the catalogue. With rules of the core it could not disagree with it.
var factsForTheSandbox = []string{
	"Catalog", "Product", "PlanName", "ExclusiveGroup", "Dependency", "Severity", "Error", "Warning", "Note",
}

// wordsOfOthers are texts of errors that may be looked for: packages that have no
// types for them, and the names that packages put before what they say.
var wordsOfOthers = []string{"flag provided but not defined: -", "flag needs an argument: -", "json: ", "toml: "}

func TestImportsPointInward(t *testing.T) {
	for _, breach := range breaches(t, os.DirFS(".")) {
		t.Error(breach)
	}
}

// The check is worth nothing if it lets through what it is for.
func TestBreachesAreFound(t *testing.T) {
	for file, c := range map[string]struct{ source, want string }{
		"reconcile/a.go":          {`import "os"`, `imports "os"`},
		"reconcile/b.go":          {`import "math/rand/v2"`, `imports "math/rand/v2"`},
		"reconcile/c.go":          {`import "licet/io/tenant"`, `imports "licet/io/tenant"`},
		"reconcile/d.go":          {`import "licet/reconcile/apply"`, `imports "licet/reconcile/apply"`},
		"reconcile/e.go":          {`import "licet/reconcile/names"`, `imports "licet/reconcile/names"`},
		"reconcile/names/a.go":    {`import "licet/reconcile/plan"`, `imports "licet/reconcile/plan"`},
		"reconcile/order/a.go":    {`import "licet/reconcile/names"`, `imports "licet/reconcile/names"`},
		"reconcile/plan/a.go":     {`import "time"`, `imports "time"`},
		"reconcile/apply/b.go":    {`import "licet/reconcile/audit"`, `imports "licet/reconcile/audit"`},
		"reconcile/apply/a.go":    {`import "net/http"`, `imports "net/http"`},
		"reconcile/audit/a.go":    {`import "licet/io/report"`, `imports "licet/io/report"`},
		"io/report/a.go":          {`import "licet/io/graph"`, `imports "licet/io/graph"`},
		"io/graph/signin/a.go":    {`import "licet/io/graph"`, `imports "licet/io/graph"`},
		"io/sandbox/a.go":         {`import "licet/io/graph"`, `imports "licet/io/graph"`},
		"io/sandbox/b.go":         {"import \"licet/reconcile\"\nvar _ = reconcile.Ways", "uses reconcile.Ways"},
		"io/atomicfile/a.go":      {`import "licet/reconcile"`, `imports "licet/reconcile"`},
		"io/sheet/a.go":           {`import "licet/cmd/licet"`, `imports "licet/cmd/licet"`},
		"io/journal/a.go":         {"import \"strings\"\nfunc f(err error) bool { return strings.Contains(err.Error(), `x`) }", "matches the text of an error"},
		"io/journal/b.go":         {"import \"strings\"\nfunc f(err error) { strings.CutPrefix(err.Error(), `x`) }", "matches the text of an error"},
		"io/journal/c.go":         {"import \"strings\"\nfunc f(err error) { strings.CutSuffix(err.Error(), `x`) }", "matches the text of an error"},
		"io/journal/d.go":         {"import \"strings\"\nfunc f(err error) { strings.TrimPrefix(err.Error(), `x`) }", "matches the text of an error"},
		"io/journal/e.go":         {"import \"strings\"\nfunc f(err error) { strings.TrimSuffix(err.Error(), `x`) }", "matches the text of an error"},
		"io/journal/f.go":         {"import \"strings\"\nfunc f(err error) { strings.LastIndex(err.Error(), `x`) }", "matches the text of an error"},
		"io/journal/g.go":         {"import \"strings\"\nfunc f(err error) { strings.Count(err.Error(), `x`) }", "matches the text of an error"},
		"io/util/a.go":            {``, "is no name for a package"},
		"elsewhere/a.go":          {``, "stands in no room"},
		"io/graph/transport/a.go": {`import "licet/io/graph"`, `imports "licet/io/graph"`},
	} {
		source := &fstest.MapFile{Data: []byte("package a\n" + c.source)}
		got := breaches(t, fstest.MapFS{file: source})
		if len(got) != 1 || !strings.Contains(got[0], c.want) {
			t.Errorf("%s: got %q, want one with %q", file, got, c.want)
		}
	}
	allowed := fstest.MapFS{
		"cmd/licet/main.go":       {Data: []byte("package main\nimport (\n\"os\"\n\"licet/io/graph\"\n)")},
		"io/sandbox/contoso/a.go": {Data: []byte("package a\nimport (\n\"licet/io/tenant\"\n\"licet/reconcile\"\n)\nvar _ reconcile.Catalog")},
		"io/journal/a.go":         {Data: []byte("package a\nimport \"strings\"\nfunc f(err error) string { return strings.TrimPrefix(err.Error(), `json: `) }")},
		"io/graph/a.go":           {Data: []byte("package a\nimport \"licet/io/graph/inner\"")},
		"reconcile/a_test.go":     {Data: []byte("package a\nimport \"os\"")},
	}
	if got := breaches(t, allowed); len(got) > 0 {
		t.Errorf("what is allowed was found: %q", got)
	}
}

// breaches gives a sentence for each rule that a file of the tree breaks. Tests
// may import what they like.
func breaches(t *testing.T, tree fs.FS) []string {
	t.Helper()
	var found []string
	err := fs.WalkDir(tree, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && file != "." && (name == "testdata" || name == "tools" || strings.HasPrefix(name, ".")) {
			return fs.SkipDir
		}
		if entry.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		source, err := fs.ReadFile(tree, file)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		found = append(found, breachesOf(file, parsed)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func breachesOf(file string, parsed *ast.File) []string {
	folder := path.Dir(file)
	r := roomOf(folder)
	if r == nil {
		return []string{file + " stands in no room of architecture_test.go"}
	}
	var found []string
	say := func(format string, args ...any) { found = append(found, file+" "+fmt.Sprintf(format, args...)) }
	if slices.Contains([]string{"util", "utils", "common", "helpers", "shared", "types"}, path.Base(folder)) {
		say("is in %s, which is no name for a package", path.Base(folder))
	}
	own := append([]string{ownRoom(folder, r)}, r.may...)
	for _, spec := range parsed.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		if within(imported, "licet") && !listed(imported, own) || listed(imported, r.mayNot) {
			say("imports %q, which %s may not", imported, r.folder)
		}
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if r.folder == "io/sandbox" && isName(n.X, "reconcile") && !slices.Contains(factsForTheSandbox, n.Sel.Name) {
				say("uses reconcile.%s: the sandbox has rules of its own", n.Sel.Name)
			}
		case *ast.CallExpr:
			if file != "io/graph/classify.go" && matchesErrorText(n) {
				say("matches the text of an error: decide by errors.Is and errors.As")
			}
		}
		return true
	})
	return found
}

func roomOf(folder string) *room {
	var best *room
	for i := range rooms {
		if within(folder, rooms[i].folder) && (best == nil || len(rooms[i].folder) > len(best.folder)) {
			best = &rooms[i]
		}
	}
	return best
}

// ownRoom says what belongs together with a package in folder: its room of io.
// Elsewhere each package stands for itself, and so does a package below a room of
// io that has a line of its own.
func ownRoom(folder string, r *room) string {
	if parts := strings.SplitN(folder, "/", 3); parts[0] == "io" && len(parts) > 1 && strings.Count(r.folder, "/") < 2 {
		return "licet/" + path.Join(parts[:2]...) + "/..."
	}
	return "licet/" + folder
}

// matchesErrorText reports whether call looks into what an Error method said.
func matchesErrorText(call *ast.CallExpr) bool {
	function, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !isName(function.X, "strings") {
		return false
	}
	switch function.Sel.Name {
	case "Contains", "HasPrefix", "HasSuffix", "EqualFold", "Index", "LastIndex", "Count",
		"Cut", "CutPrefix", "CutSuffix", "TrimPrefix", "TrimSuffix":
	default:
		return false
	}
	if slices.ContainsFunc(call.Args, isWordOfOthers) {
		return false
	}
	return slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
		inner, ok := arg.(*ast.CallExpr)
		if !ok {
			return false
		}
		method, ok := inner.Fun.(*ast.SelectorExpr)
		return ok && method.Sel.Name == "Error" && len(inner.Args) == 0
	})
}

func isWordOfOthers(x ast.Expr) bool {
	literal, ok := x.(*ast.BasicLit)
	if !ok {
		return false
	}
	text, err := strconv.Unquote(literal.Value)
	return err == nil && slices.Contains(wordsOfOthers, text)
}

func isName(x ast.Expr, name string) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == name
}

func within(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}

func listed(path string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		folder, below := strings.CutSuffix(p, "/...")
		return path == folder || below && within(path, folder)
	})
}
