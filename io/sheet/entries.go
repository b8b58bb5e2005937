package sheet

import (
	"strings"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// maxEntries bounds the texts whose meaning is remembered: sheets repeat few.
const maxEntries = 1 << 14

// entry is what lines say.
type entry struct {
	reconcile.Entry
	// several is true when a cell of it names several licences.
	several bool
	// domain is the hash of Domain.
	domain uint64
	// key tells it from others; empty for one of a single line.
	key string
}

// shared reads a line that says the same of somebody, in the common way. It gives
// nil where anything is remarked on: each such line has to be told with its place.
func (r *chunkReader) shared(texts []string, domain string) *entry {
	clones := make([]string, r.width)
	clones[r.user] = "somebody" + domain
	for _, c := range r.others {
		if c < len(texts) {
			clones[c] = strings.Clone(texts[c])
		}
	}
	out := &sink{found: &notebook{}}
	r.layout.read(cells.Line{Number: 1, Cells: clones}, out)
	if len(out.found.all) > 0 || out.found.hidden > 0 || len(out.rows) == 0 {
		return nil
	}
	e := r.entry(out)
	e.key = string(r.key)
	return e
}

// entry is what a line gave.
func (r *chunkReader) entry(out *sink) *entry {
	_, domain := reconcile.CutUser(out.user)
	return &entry{
		Entry:   reconcile.Entry{Domain: domain, Rows: append([]reconcile.Row(nil), out.rows...)},
		several: out.several, domain: reconcile.HashText(domain),
	}
}

// known is an entry as a reader of chunks remembers it, with its number in the chunk
// that is read.
type known struct {
	*entry
	turn   int
	number uint32
}

// remember remembers what a text means, and begins anew where there are so many that
// remembering is no use.
func remember[T any](all *map[string]T, text string, means T) {
	if *all == nil || len(*all) == maxEntries {
		*all = map[string]T{}
	}
	(*all)[text] = means
}

// memory remembers entries by their texts, those that came lately at hand.
type memory struct {
	all    map[string]remembered
	recent [1024]remembered
}

// remembered is a text, which nobody changes, and its entry.
type remembered struct {
	text string
	*known
}

// get gives nil for a text that it does not know.
func (m *memory) get(text string) *known {
	if len(text) < 8 {
		return m.all[text].known
	}
	middle, end := reconcile.EightBytes(text[len(text)/2-4:]), reconcile.EightBytes(text[len(text)-8:])
	near := &m.recent[(middle^end)*0x9e3779b97f4a7c15>>54]
	if reconcile.SameBytes(near.text, text) {
		return near.known
	}
	x := m.all[text]
	if x.known != nil {
		*near = x
	}
	return x.known
}
