package odata

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	// mostClauses is how many alternatives a query may have that is not
	// advanced, longestValue how long a value may be (graph.md 3).
	mostClauses  = 15
	longestValue = 120
	// deepest bounds the brackets of a filter.
	deepest = 32
)

// Codes and sentences of Graph's refusals.
const (
	codeBad   = "BadRequest"
	codeQuery = "Request_UnsupportedQuery"

	messageSyntax   = "Invalid filter clause: syntax error near '%s'."
	messageClause   = "Unsupported or invalid query filter clause specified for property '%s' of resource '%s'."
	messageClauses  = "Too many child clauses specified in search filter expression containing 'OR' operators: %d. Max allowed: 15."
	messageAdvanced = "Operator '%s' is not supported because the required parameters might be missing. " +
		"Try adding $count=true query parameter and ConsistencyLevel:eventual header."
	messageType   = "Invalid filter clause: A binary operator with incompatible types was detected for property '%s'."
	messageNoGUID = "Invalid filter clause: A binary operator with incompatible types was detected. " +
		"Found operand types 'Edm.Guid' and 'Edm.String' for operator kind 'Equal'."
)

// parser reads a $filter: or < and < not < one clause. The first thing that is
// wrong is kept and ends the text: what is read after it does not count.
type parser struct {
	schema   Schema
	advanced bool
	tokens   []token
	depth    int
	err      *Error
}

// token is a word, a mark, or a quoted text.
type token struct {
	text   string
	quoted bool
}

// Parse reads a filter and refuses with an *Error what Graph refuses.
func Parse(text string, in Schema, advanced bool) (Filter, error) {
	p := &parser{schema: in, advanced: advanced}
	p.scan(text)
	f := p.or()
	if len(p.tokens) > 0 {
		p.invalid()
	}
	if p.err != nil {
		return Filter{}, p.err
	}
	return f, nil
}

// fail keeps the first thing that is wrong.
func (p *parser) fail(code, format string, a ...any) {
	if p.err == nil {
		p.err = &Error{code, fmt.Sprintf(format, a...)}
	}
	p.tokens = nil
}

func (p *parser) invalid() { p.fail(codeBad, messageSyntax, p.peek()) }

func (p *parser) unsupported(property string) {
	p.fail(codeQuery, messageClause, property, p.schema.Resource)
}

// needsAdvanced refuses an operator in a query that is not advanced.
func (p *parser) needsAdvanced(operator string) {
	if !p.advanced {
		p.fail(codeQuery, messageAdvanced, operator)
	}
}

// tokenForm finds quoted texts, in which two quotes stand for one, marks (a quote
// among them that nothing closes), and words.
var tokenForm = regexp.MustCompile(`'(?:[^']|'')*'|[(),:/']|[^ \t(),:/']+`)

func (p *parser) scan(text string) {
	for _, t := range tokenForm.FindAllString(text, -1) {
		switch {
		case t == "'":
			p.fail(codeBad, "There is an unterminated string literal in the filter clause.")
			return
		case t[0] == '\'':
			p.tokens = append(p.tokens, token{strings.ReplaceAll(t[1:len(t)-1], "''", "'"), true})
		default:
			p.tokens = append(p.tokens, token{text: t})
		}
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

// accept takes the next tokens if they are these words.
func (p *parser) accept(words ...string) bool {
	for _, word := range words {
		if p.peek() != word {
			return false
		}
		p.next()
	}
	return true
}

// expect is accept for what cannot be otherwise.
func (p *parser) expect(words ...string) {
	if !p.accept(words...) {
		p.invalid()
	}
}

func (p *parser) or() Filter {
	f := p.and()
	children := 1
	for ; p.accept("or"); children++ {
		f = f.or(p.and())
	}
	p.atMost(children)
	return f
}

// atMost bounds the alternatives of a query that is not advanced.
func (p *parser) atMost(children int) {
	if children > mostClauses && !p.advanced {
		p.fail(codeQuery, messageClauses, children)
	}
}

func (p *parser) and() Filter {
	f := p.not()
	for p.accept("and") {
		f = f.and(p.not())
	}
	return f
}

func (p *parser) not() Filter {
	p.depth++
	defer func() { p.depth-- }()
	switch {
	case p.depth > deepest:
		p.invalid()
		return Filter{}
	case p.accept("not"):
		f := p.not().not()
		p.needsAdvanced("Not")
		return f
	case p.accept("("):
		f := p.or()
		p.expect(")")
		return f
	default:
		return p.clause()
	}
}

// clause reads one comparison.
func (p *parser) clause() Filter {
	name := p.next()
	if name.quoted || name.text == "" {
		p.invalid()
	}
	switch low := strings.ToLower(name.text); low {
	case "startswith", "endswith":
		return p.function(low)
	case "assignedlicenses":
		return p.licenses()
	}
	property, ok := p.property(name.text)
	op := strings.ToLower(p.next().text)
	if !ok || !allows(property, op) || op == "startswith" || op == "endswith" {
		p.unsupported(name.text)
	}
	if op == "in" {
		return p.list(property)
	}
	v := p.literal(property)
	if op == "ne" {
		p.needsAdvanced("NotEqualsMatch")
	}
	return compared(property, op, v)
}

// property finds a property of the schema. One that is unknown keeps its name,
// for the refusal.
func (p *parser) property(name string) (Property, bool) {
	i := slices.IndexFunc(p.schema.Properties, func(x Property) bool { return strings.EqualFold(x.Name, name) })
	if i < 0 {
		return Property{Name: name}, false
	}
	return p.schema.Properties[i], true
}

func allows(p Property, op string) bool { return slices.Contains(strings.Fields(p.Operators), op) }

// function reads startsWith(property,'text') and endsWith.
func (p *parser) function(op string) Filter {
	p.expect("(")
	name := p.next().text
	property, ok := p.property(name)
	if !ok || !allows(property, op) {
		p.unsupported(name)
	}
	p.expect(",")
	v := p.literal(property)
	if v.null || property.Boolean {
		p.invalid()
	}
	p.expect(")")
	if op == "endswith" {
		p.needsAdvanced("endsWith")
	}
	return compared(property, op, v)
}

// list reads the values of in.
func (p *parser) list(property Property) Filter {
	p.expect("(")
	list := []value{p.literal(property)}
	for p.accept(",") {
		list = append(list, p.literal(property))
	}
	p.expect(")")
	p.atMost(len(list))
	return among(property, list)
}

// literal reads a value of the property's kind, or null.
func (p *parser) literal(property Property) value {
	t := p.next()
	low := strings.ToLower(t.text)
	switch {
	case !t.quoted && low == "null":
		return value{null: true}
	case property.Boolean && !t.quoted && (low == "true" || low == "false"):
		return value{text: low}
	case !property.Boolean && t.quoted:
		if len(t.text) > longestValue && !p.advanced {
			p.fail(codeQuery, "The value of property '%s' is longer than %d characters.", property.Name, longestValue)
		}
		return value{text: low}
	}
	p.fail(codeBad, messageType, property.Name)
	return value{}
}

// licenses reads what comes after assignedLicenses: /any(x:x/skuId eq GUID),
// /any(), or /$count OPERATOR NUMBER, which is an advanced query.
func (p *parser) licenses() Filter {
	if !p.accept("/") {
		p.unsupported(licenses)
	}
	if p.accept("$count") {
		op := p.next().text
		n, err := strconv.Atoi(p.next().text)
		if err != nil || !slices.Contains([]string{"eq", "ne", "gt", "ge", "lt", "le"}, op) {
			p.invalid()
		}
		if !p.advanced {
			p.unsupported(licenses)
		}
		return counted(op, n)
	}
	if !p.accept("any", "(") {
		p.unsupported(licenses)
	}
	if p.accept(")") {
		return licensed("")
	}
	variable := strings.ToLower(p.next().text)
	p.expect(":", variable, "/")
	if !p.accept("skuid", "eq") {
		p.unsupported(licenses)
	}
	id := p.next()
	if id.quoted || !IsGUID(id.text) {
		p.fail(codeBad, messageNoGUID)
	}
	p.expect(")")
	return licensed(id.text)
}

var guidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// IsGUID reports whether s is an id as Graph writes them, an Edm.Guid.
func IsGUID(s string) bool { return guidForm.MatchString(s) }
