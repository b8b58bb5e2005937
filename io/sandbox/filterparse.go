package sandbox

import (
	"strconv"
	"strings"
)

const (
	// mostClauses is how many alternatives a query may have that is not
	// advanced, longestValue how long a value may be (graph.md 3).
	mostClauses  = 15
	longestValue = 120
	// deepestFilter bounds the brackets of a filter.
	deepestFilter = 32
)

// parser reads a $filter: or < and < not < one clause.
type parser struct {
	schema   schema
	advanced bool
	tokens   []token
	depth    int
}

// token is a word, a mark, or a quoted text.
type token struct {
	text   string
	quoted bool
}

// parseFilter reads a filter and refuses what Graph refuses.
func parseFilter(text string, in schema, advanced bool) (expression, *refusal) {
	tokens, bad := scanFilter(text)
	if bad != nil {
		return nil, bad
	}
	p := &parser{schema: in, advanced: advanced, tokens: tokens}
	e, bad := p.or()
	if bad != nil {
		return nil, bad
	}
	if len(p.tokens) > 0 {
		return nil, p.invalid()
	}
	return e, nil
}

func (p *parser) invalid() *refusal {
	return refuse(400, "BadRequest", "Invalid filter clause: syntax error near '%s'.", p.peek())
}

func (p *parser) unsupportedFor(name string) *refusal {
	return unsupported("Unsupported or invalid query filter clause specified for property '%s' of resource '%s'.", name, p.schema.resource)
}

func scanFilter(text string) ([]token, *refusal) {
	var out []token
	for len(text) > 0 {
		switch c := text[0]; {
		case c == ' ' || c == '\t':
			text = text[1:]
		case strings.IndexByte("(),:/", c) >= 0:
			out = append(out, token{text: text[:1]})
			text = text[1:]
		case c == '\'':
			s, rest, ok := quoted(text[1:])
			if !ok {
				return nil, refuse(400, "BadRequest", "There is an unterminated string literal in the filter clause.")
			}
			out = append(out, token{s, true})
			text = rest
		default:
			n := strings.IndexAny(text, " \t(),:/'")
			if n < 0 {
				n = len(text)
			}
			out = append(out, token{text: text[:n]})
			text = text[n:]
		}
	}
	return out, nil
}

// quoted reads a text up to its closing quote; two quotes stand for one.
func quoted(s string) (text, rest string, ok bool) {
	for {
		i := strings.IndexByte(s, '\'')
		if i < 0 {
			return "", "", false
		}
		text += s[:i]
		if i+1 >= len(s) || s[i+1] != '\'' {
			return text, s[i+1:], true
		}
		text, s = text+"'", s[i+2:]
	}
}

func (p *parser) peek() string {
	if len(p.tokens) == 0 || p.tokens[0].quoted {
		return ""
	}
	return strings.ToLower(p.tokens[0].text)
}

// next takes the next token; at the end it is empty.
func (p *parser) next() token {
	if len(p.tokens) == 0 {
		return token{}
	}
	t := p.tokens[0]
	p.tokens = p.tokens[1:]
	return t
}

// accept takes the next token if it is word.
func (p *parser) accept(word string) bool {
	if p.peek() != word {
		return false
	}
	p.next()
	return true
}

// expect takes words in a row.
func (p *parser) expect(words ...string) bool {
	for _, w := range words {
		if !p.accept(w) {
			return false
		}
	}
	return true
}

func (p *parser) or() (expression, *refusal) {
	e, bad := p.and()
	children := 1
	for bad == nil && p.accept("or") {
		var other expression
		if other, bad = p.and(); bad == nil {
			e = either{e, other}
			children++
		}
	}
	if bad == nil && children > mostClauses && !p.advanced {
		bad = unsupported(messageTooManyClauses, children)
	}
	return e, bad
}

func (p *parser) and() (expression, *refusal) {
	e, bad := p.not()
	for bad == nil && p.accept("and") {
		var other expression
		if other, bad = p.not(); bad == nil {
			e = both{e, other}
		}
	}
	return e, bad
}

func (p *parser) not() (expression, *refusal) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > deepestFilter {
		return nil, p.invalid()
	}
	if p.accept("not") {
		e, bad := p.not()
		if bad == nil && !p.advanced {
			bad = unsupported("Operator 'Not' is not supported because the required parameters might be missing. Try adding $count=true query parameter and ConsistencyLevel:eventual header.")
		}
		return opposite{e}, bad
	}
	if p.accept("(") {
		e, bad := p.or()
		if bad == nil && !p.accept(")") {
			bad = p.invalid()
		}
		return e, bad
	}
	return p.clause()
}

// clause reads one comparison.
func (p *parser) clause() (expression, *refusal) {
	name := p.next()
	if name.quoted || name.text == "" {
		return nil, p.invalid()
	}
	low := strings.ToLower(name.text)
	switch {
	case low == "startswith" || low == "endswith":
		return p.function(low)
	case low == "assignedlicenses":
		return p.licenses()
	}
	f, ok := p.schema.field(name.text)
	if !ok {
		return nil, p.unsupportedFor(name.text)
	}
	op := strings.ToLower(p.next().text)
	if !f.allows(op) || op == "startswith" || op == "endswith" {
		return nil, p.unsupportedFor(f.name)
	}
	if op == "in" {
		return p.list(f)
	}
	v, bad := p.literal(f)
	if bad == nil && op == "ne" && !p.advanced {
		bad = unsupported("Operator 'NotEqualsMatch' is not supported because the required parameters might be missing. Try adding $count=true query parameter and ConsistencyLevel:eventual header.")
	}
	return comparison{f, op, v}, bad
}

// function reads startsWith(property,'text') and endsWith.
func (p *parser) function(op string) (expression, *refusal) {
	if !p.accept("(") {
		return nil, p.invalid()
	}
	name := p.next().text
	f, ok := p.schema.field(name)
	if !ok || !f.allows(op) {
		return nil, p.unsupportedFor(name)
	}
	if !p.accept(",") {
		return nil, p.invalid()
	}
	v, bad := p.literal(f)
	if bad == nil && (v.kind != kindText || !p.accept(")")) {
		bad = p.invalid()
	}
	if bad == nil && op == "endswith" && !p.advanced {
		bad = unsupported("Operator 'endsWith' is not supported because the required parameters might be missing. Try adding $count=true query parameter and ConsistencyLevel:eventual header.")
	}
	return comparison{f, op, v}, bad
}

// list reads the values of in.
func (p *parser) list(f field) (expression, *refusal) {
	e := among{field: f}
	if !p.accept("(") {
		return nil, p.invalid()
	}
	for {
		v, bad := p.literal(f)
		if bad != nil {
			return nil, bad
		}
		e.list = append(e.list, v)
		if p.accept(",") {
			continue
		}
		if !p.accept(")") {
			return nil, p.invalid()
		}
		if len(e.list) > mostClauses && !p.advanced {
			return nil, unsupported(messageTooManyClauses, len(e.list))
		}
		return e, nil
	}
}

// literal reads a value of the field's kind, or null.
func (p *parser) literal(f field) (value, *refusal) {
	t := p.next()
	low := strings.ToLower(t.text)
	switch {
	case !t.quoted && low == "null":
		return value{}, nil
	case f.kind == kindBool && !t.quoted && (low == "true" || low == "false"):
		return value{low, kindBool}, nil
	case f.kind == kindText && t.quoted:
		if len(t.text) > longestValue && !p.advanced {
			return value{}, unsupported("The value of property '%s' is longer than %d characters.", f.name, longestValue)
		}
		return value{t.text, kindText}, nil
	}
	return value{}, refuse(400, "BadRequest", "Invalid filter clause: A binary operator with incompatible types was detected for property '%s'.", f.name)
}

// licenses reads what comes after assignedLicenses: /any(x:x/skuId eq GUID),
// /any(), or /$count OPERATOR NUMBER, which is an advanced query.
func (p *parser) licenses() (expression, *refusal) {
	if !p.accept("/") {
		return nil, p.unsupportedFor("assignedLicenses")
	}
	if p.accept("$count") {
		op, number := p.next().text, p.next().text
		n, err := strconv.Atoi(number)
		if err != nil || !strings.Contains(" eq ne gt ge lt le ", " "+op+" ") {
			return nil, p.invalid()
		}
		if !p.advanced {
			return nil, p.unsupportedFor("assignedLicenses")
		}
		return licenseCount{op, n}, nil
	}
	if !p.expect("any", "(") {
		return nil, p.unsupportedFor("assignedLicenses")
	}
	if p.accept(")") {
		return anyLicense{}, nil
	}
	variable := strings.ToLower(p.next().text)
	if !p.expect(":", variable, "/") {
		return nil, p.invalid()
	}
	if !p.expect("skuid", "eq") {
		return nil, p.unsupportedFor("assignedLicenses")
	}
	id := p.next()
	if id.quoted || !isGUID(id.text) {
		return nil, refuse(400, "BadRequest", "Invalid filter clause: A binary operator with incompatible types was detected. Found operand types 'Edm.Guid' and 'Edm.String' for operator kind 'Equal'.")
	}
	if !p.accept(")") {
		return nil, p.invalid()
	}
	return anyLicense{id.text}, nil
}
