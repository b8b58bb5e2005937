package language_test

import (
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/template/parse"
)

// templates gives the messages of the templates (*.html) that stand beside the
// code of a package: the constants that they give to say, which is Speaker.Say.
func (s *source) templates(p *checked) (said []message) {
	if len(p.files) == 0 {
		return nil
	}
	folder := filepath.Dir(s.fset.Position(p.files[0].Pos()).Filename)
	paths, err := filepath.Glob(filepath.Join(folder, "*.html"))
	if err != nil {
		panic(err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		tree := parse.New(filepath.Base(path))
		tree.Mode = parse.SkipFuncCheck
		if _, err := tree.Parse(string(text), "", "", map[string]*parse.Tree{}); err != nil {
			panic(fmt.Sprintf("%s: %v", path, err))
		}
		eachCommand(tree.Root, func(c *parse.CommandNode) {
			if m, ok := sayCommand(c); ok {
				m.at = token.Position{Filename: path, Line: 1 + strings.Count(string(text[:c.Position()]), "\n")}
				said = append(said, m)
			}
		})
	}
	return said
}

// sayCommand reads {{say "format" arguments}}.
func sayCommand(c *parse.CommandNode) (message, bool) {
	name, ok := c.Args[0].(*parse.IdentifierNode)
	if !ok || name.Ident != "say" {
		return message{}, false
	}
	format, ok := c.Args[1].(*parse.StringNode)
	if !ok {
		panic("say without a constant: " + c.String())
	}
	text, err := strconv.Unquote(format.Quoted)
	if err != nil {
		panic(err)
	}
	return message{english: text, call: "Say", args: len(c.Args) - 2}, true
}

// eachCommand yields the commands below a node of a template.
func eachCommand(n parse.Node, yield func(*parse.CommandNode)) {
	branch := func(b *parse.BranchNode) {
		eachCommand(b.Pipe, yield)
		eachCommand(b.List, yield)
		if b.ElseList != nil {
			eachCommand(b.ElseList, yield)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, n := range n.Nodes {
			eachCommand(n, yield)
		}
	case *parse.ActionNode:
		eachCommand(n.Pipe, yield)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			eachCommand(c, yield)
		}
	case *parse.CommandNode:
		yield(n)
		for _, arg := range n.Args {
			eachCommand(arg, yield)
		}
	}
}
