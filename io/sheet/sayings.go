package sheet

import (
	"strings"
	"sync"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// maxSayings bounds the different things that plain lines may say.
const maxSayings = 1 << 14

// odd is the number of what only the reader of lines understands.
const odd = -1

// sayings numbers the different things that lines say beside the name of their
// user: the user's domain, and what the other cells say. Each is read once, by
// the reader of lines; sheets repeat few.
type sayings struct {
	mu sync.Mutex
	// layout makes a reader of lines.
	layout func() layoutReader
	user   int
	width  int
	ids    map[string]int32
	all    []saying
}

// saying is what lines say, and of what layout they are by it.
type saying struct {
	reconcile.Saying
	layout string
}

// id gives the number of what a line says: key tells it from others, columns are
// those that are read beside the user's.
func (s *sayings) id(key string, columns []int, line []string, domain string) int32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id, ok := s.ids[key]; ok {
		return id
	}
	if len(s.ids) == maxSayings {
		return odd
	}
	id := s.read(columns, line, domain)
	s.ids[key] = id
	return id
}

// read reads a line that says the same of somebody, in the common way. What is
// remarked on is odd: each line has to be told with its place.
func (s *sayings) read(columns []int, texts []string, domain string) int32 {
	clones := make([]string, s.width)
	clones[s.user] = "somebody" + domain
	for _, c := range columns {
		clones[c] = strings.Clone(texts[c])
	}
	said := saying{Saying: reconcile.Saying{Domain: strings.Clone(domain)}}
	out := &sink{found: &notebook{}, yield: func(row reconcile.Row) bool {
		row.User, row.At.Row = "", 0
		said.Rows = append(said.Rows, row)
		return true
	}}
	layout := s.layout()
	layout.read(cells.Line{Number: 1, Cells: clones}, out)
	if len(out.found.all) > 0 || out.found.hidden > 0 || len(said.Rows) == 0 {
		return odd
	}
	said.layout = layout.name()
	s.all = append(s.all, said)
	return int32(len(s.all) - 1)
}

// domain gives the domain of a saying.
func (s *sayings) domain(id int32) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all[id].Domain
}

// sayingCache remembers sayings by their texts, those that came lately at hand.
type sayingCache struct {
	all    map[string]textSaid
	recent [256]textSaid
}

// textSaid is a text and the number of what it says.
type textSaid struct {
	text string
	id   int32
}

func newSayingCache() sayingCache { return sayingCache{all: map[string]textSaid{}} }

func (c *sayingCache) get(text string) (id int32, ok bool) {
	if text == "" {
		return odd, false
	}
	near := &c.recent[text[0]^text[len(text)/2]*3^text[len(text)-1]*5^uint8(len(text))*7]
	if near.text == text {
		return near.id, true
	}
	x, ok := c.all[text]
	if ok {
		*near = x
	}
	return x.id, ok
}

// put remembers a text, unless there are so many that remembering is no use.
func (c *sayingCache) put(text string, id int32) {
	if len(c.all) < maxSayings {
		c.all[text] = textSaid{text, id}
	}
}
