package language_test

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// The messages of licet are constants in its code. They are found as the
// compiler sees them, by type and not by name: the formats that reach
// Say and Count of reconcile and of a Speaker, through however many functions that
// pass them on, and the constants of type reconcile.Word.

// source is the program without its tests, type-checked.
type source struct {
	fset     *token.FileSet
	packages map[string]*checked
	// carriers are functions that pass on messages: the numbers of the
	// parameters that are messages, by function. Params are the same parameters.
	carriers map[*types.Func][]int
	params   map[*types.Var]bool
	text     types.Type
}

type checked struct {
	path  string
	files []*ast.File
	types *types.Package
	info  *types.Info
}

// message is an English message and where it is said.
type message struct {
	english string
	at      token.Position
	// text is true for a reconcile.Word, which is no format.
	text bool
	// call is the function that says it, args the number of arguments that it
	// gives for the verbs; -1 when that cannot be told.
	call string
	args int
}

// load gives the program, which is read once for all tests.
func load(t *testing.T) *source {
	t.Helper()
	s, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var program = sync.OnceValues(readProgram)

// readProgram reads the packages of the program in the order of their imports.
// What they import of others comes from the compiler's cache.
func readProgram() (*source, error) {
	list := exec.Command("go", "list", "-buildvcs=false", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}\t{{.Dir}}\t{{join .GoFiles \" \"}}", "licet/...")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	s := &source{fset: token.NewFileSet(), packages: map[string]*checked{}, carriers: map[*types.Func][]int{}, params: map[*types.Var]bool{}}
	exports := map[string]string{}
	others := importer.ForCompiler(s.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	for line := range strings.Lines(string(out)) {
		field := strings.Split(strings.TrimRight(line, "\n"), "\t")
		exports[field[0]] = field[1]
		if strings.HasPrefix(field[0], "licet/") {
			if err := s.check(others, field[0], field[2], strings.Fields(field[3])); err != nil {
				return nil, err
			}
		}
	}
	s.text = s.packages["licet/reconcile"].types.Scope().Lookup("Word").Type()
	s.findCarriers()
	return s, nil
}

// imports gives our packages as they were checked, and others by their exports.
type imports struct {
	s      *source
	others types.Importer
}

func (i imports) Import(path string) (*types.Package, error) {
	if p := i.s.packages[path]; p != nil {
		return p.types, nil
	}
	return i.others.Import(path)
}

func (s *source) check(others types.Importer, path, dir string, names []string) error {
	p := &checked{path: path, info: &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
	}}
	for _, name := range names {
		f, err := parser.ParseFile(s.fset, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		p.files = append(p.files, f)
	}
	config := types.Config{Importer: imports{s, others}}
	var err error
	if p.types, err = config.Check(path, s.fset, p.files, p.info); err != nil {
		return err
	}
	s.packages[path] = p
	return nil
}

// findCarriers begins with Say and Count and goes on until no function is found
// that passes a parameter of its own on as a message.
func (s *source) findCarriers() {
	core := s.packages["licet/reconcile"].types.Scope()
	s.carry(core.Lookup("Say").(*types.Func), 0)
	s.carry(core.Lookup("Count").(*types.Func), 1)
	s.carry(core.Lookup("Count").(*types.Func), 2)
	speaker := s.packages["licet/io/language"].types.Scope().Lookup("Speaker").Type().(*types.Named)
	for m := range speaker.Methods() {
		switch m.Name() {
		case "Say":
			s.carry(m, 0)
		case "Count":
			s.carry(m, 1)
			s.carry(m, 2)
		}
	}
	for before := -1; before != len(s.params); {
		before = len(s.params)
		for _, p := range s.packages {
			for _, f := range p.files {
				for _, d := range f.Decls {
					if d, ok := d.(*ast.FuncDecl); ok && d.Body != nil {
						s.passesOn(p, d)
					}
				}
			}
		}
	}
}

func (s *source) carry(f *types.Func, parameter int) {
	if !slices.Contains(s.carriers[f], parameter) {
		s.carriers[f] = append(s.carriers[f], parameter)
		s.params[f.Signature().Params().At(parameter)] = true
	}
}

func (s *source) passesOn(p *checked, d *ast.FuncDecl) {
	f := p.info.Defs[d.Name].(*types.Func)
	s.eachMessage(p, d.Body, func(x ast.Expr, _ *ast.CallExpr) {
		id, ok := ast.Unparen(x).(*ast.Ident)
		if !ok {
			return
		}
		for i := range f.Signature().Params().Len() {
			if p.info.Uses[id] == f.Signature().Params().At(i) {
				s.carry(f, i)
			}
		}
	})
}

// eachMessage yields the arguments of calls below n that are messages.
func (s *source) eachMessage(p *checked, n ast.Node, yield func(ast.Expr, *ast.CallExpr)) {
	ast.Inspect(n, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		for _, i := range s.carriers[called(p, call)] {
			if i < len(call.Args) {
				yield(call.Args[i], call)
			}
		}
		return true
	})
}

// called gives the function that a call calls; nil for a function value.
func called(p *checked, call *ast.CallExpr) *types.Func {
	fun := ast.Unparen(call.Fun)
	if generic, ok := fun.(*ast.IndexExpr); ok {
		fun = generic.X
	}
	var id *ast.Ident
	switch fun := fun.(type) {
	case *ast.Ident:
		id = fun
	case *ast.SelectorExpr:
		id = fun.Sel
	default:
		return nil
	}
	f, _ := p.info.Uses[id].(*types.Func)
	if f == nil {
		return nil
	}
	return f.Origin()
}

// messages gives every message of the program, and the places where something
// is said that is no constant.
func (s *source) messages() (said []message, unknown []token.Position) {
	for _, path := range slices.Sorted(maps.Keys(s.packages)) {
		p := s.packages[path]
		for _, f := range p.files {
			s.eachMessage(p, f, func(x ast.Expr, call *ast.CallExpr) {
				at := s.fset.Position(x.Pos())
				if text, ok := constantOf(p, x); ok {
					m := message{english: text, at: at, call: called(p, call).Name(), args: -1}
					if sig := called(p, call).Signature(); sig.Variadic() && !call.Ellipsis.IsValid() {
						m.args = len(call.Args) - sig.Params().Len() + 1
					}
					said = append(said, m)
				} else if id, ok := ast.Unparen(x).(*ast.Ident); !ok || !s.isParameter(p, id) {
					unknown = append(unknown, at)
				}
			})
			texts, others := s.texts(p, f)
			said, unknown = append(said, texts...), append(unknown, others...)
		}
		said = append(said, s.templates(p)...)
	}
	said = append(said, s.helpTexts()...)
	return said, unknown
}

func (s *source) isParameter(p *checked, id *ast.Ident) bool {
	v, ok := p.info.Uses[id].(*types.Var)
	return ok && s.params[v]
}

// texts gives the constants of type reconcile.Word of a file, and the places
// where such a text is made of something that is no constant.
func (s *source) texts(p *checked, f *ast.File) (said []message, unknown []token.Position) {
	ast.Inspect(f, func(n ast.Node) bool {
		x, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		tv, ok := p.info.Types[x]
		if !ok || tv.IsType() || tv.Type == nil || !types.Identical(tv.Type, s.text) {
			return true
		}
		at := s.fset.Position(x.Pos())
		if tv.Value != nil {
			if text := constant.StringVal(tv.Value); text != "" {
				said = append(said, message{english: text, at: at, text: true, args: -1})
			}
			return false
		}
		if call, ok := x.(*ast.CallExpr); ok && p.info.Types[call.Fun].IsType() {
			unknown = append(unknown, at)
		}
		return true
	})
	return said, unknown
}

func constantOf(p *checked, x ast.Expr) (string, bool) {
	tv := p.info.Types[x]
	if tv.Value == nil || tv.Value.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(tv.Value), true
}

// inFolder writes a place below the folder of the module, as the lists of tests
// have it.
func inFolder(at token.Position) string {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		return at.String()
	}
	rel, err := filepath.Rel(root, at.Filename)
	if err != nil {
		return at.String()
	}
	return fmt.Sprintf("%s:%d", filepath.ToSlash(rel), at.Line)
}
