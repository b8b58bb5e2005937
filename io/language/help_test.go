package language_test

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// What commands and flags say of themselves stands in English in the fields of
// their literals, where the library wants it, and is translated when help is
// shown. These fields are messages, too: wherever their constants are written,
// in the literal or in the call of a function that makes one.

// helpFields are the fields of commands and flags that help shows, and how help
// takes them apart.
var helpFields = map[string]func(string) []string{
	"Usage":       func(s string) []string { return []string{s} },
	"Category":    func(s string) []string { return []string{s} },
	"Description": paragraphs,
	"UsageText":   waysWithRemarks,
}

// paragraphs are those before the examples, each in one line.
func paragraphs(s string) (out []string) {
	words, _, _ := strings.Cut("\n"+s, "\nExamples:")
	for p := range strings.SplitSeq(words, "\n\n") {
		out = append(out, strings.Join(strings.Fields(p), " "))
	}
	return out
}

// waysWithRemarks are the lines that say something beside how to type a command.
func waysWithRemarks(s string) (out []string) {
	for line := range strings.SplitSeq(s, "\n") {
		if strings.Contains(line, " (") {
			out = append(out, strings.TrimSpace(line))
		}
	}
	return out
}

// helpParts are the texts that such fields are made of, as the code has them: a
// constant, and the literals that it is a sum of.
func (s *source) helpParts() map[string]bool {
	parts := map[string]bool{}
	s.eachHelpText(s.helpParameters(), func(p *checked, x ast.Expr, _ string) {
		ast.Inspect(x, func(n ast.Node) bool {
			if x, ok := n.(ast.Expr); ok {
				if text, ok := constantOf(p, x); ok {
					parts[text] = true
				}
			}
			return true
		})
	})
	return parts
}

// helpParameters are the parameters that go into such fields, and into which.
func (s *source) helpParameters() map[*types.Var]string {
	fields := map[*types.Var]string{}
	for before := -1; before != len(fields); {
		before = len(fields)
		s.eachHelpText(fields, func(p *checked, x ast.Expr, field string) {
			if id, ok := ast.Unparen(x).(*ast.Ident); ok {
				if v, ok := p.info.Uses[id].(*types.Var); ok {
					fields[v] = field
				}
			}
		})
	}
	return fields
}

// helpTexts gives the messages in such fields, in every package.
func (s *source) helpTexts() (said []message) {
	s.eachHelpText(s.helpParameters(), func(p *checked, x ast.Expr, field string) {
		if text, ok := constantOf(p, x); ok {
			for _, english := range helpFields[field](text) {
				if english != "" {
					said = append(said, message{english: english, at: s.fset.Position(x.Pos()), text: true, args: -1})
				}
			}
		}
	})
	return said
}

// eachHelpText yields the parts of what is given to a help field, or to a
// parameter that goes into one.
func (s *source) eachHelpText(fields map[*types.Var]string, yield func(p *checked, x ast.Expr, field string)) {
	for _, p := range s.packages {
		for _, f := range p.files {
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CompositeLit:
					helpOfLiteral(p, n, yield)
				case *ast.CallExpr:
					helpOfCall(p, n, fields, yield)
				}
				return true
			})
		}
	}
}

func helpOfLiteral(p *checked, n *ast.CompositeLit, yield func(p *checked, x ast.Expr, field string)) {
	typ := p.info.Types[n].Type
	if pointer, ok := typ.(*types.Pointer); ok {
		typ = pointer.Elem() // {...} in a list of pointers
	}
	named, ok := typ.(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "github.com/urfave/cli/v2" {
		return
	}
	for _, element := range n.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if field := pair.Key.(*ast.Ident).Name; helpFields[field] != nil {
			eachPart(p, pair.Value, func(x ast.Expr) { yield(p, x, field) })
		}
	}
}

func helpOfCall(p *checked, n *ast.CallExpr, fields map[*types.Var]string, yield func(p *checked, x ast.Expr, field string)) {
	f := called(p, n)
	if f == nil {
		return
	}
	params := f.Signature().Params()
	for i := range min(params.Len(), len(n.Args)) {
		if field := fields[params.At(i)]; field != "" {
			eachPart(p, n.Args[i], func(x ast.Expr) { yield(p, x, field) })
		}
	}
}

// eachPart yields the operands of a sum of strings that are no sums themselves.
func eachPart(p *checked, x ast.Expr, yield func(ast.Expr)) {
	sum, ok := ast.Unparen(x).(*ast.BinaryExpr)
	if _, whole := constantOf(p, x); whole || !ok || sum.Op != token.ADD {
		yield(x)
		return
	}
	eachPart(p, sum.X, yield)
	eachPart(p, sum.Y, yield)
}
