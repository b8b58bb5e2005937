package sheet

import (
	"sync"

	"licet/reconcile"
)

// maxSayings bounds the different things that plain lines may say.
const maxSayings = 1 << 14

// odd is the number of what only the reader of lines understands.
const odd = -1

// sayings numbers the different things that lines say beside their user. Each
// is read once, by the reader of lines; sheets repeat few.
type sayings struct {
	mu     sync.Mutex
	layout layoutReader
	user   int
	width  int
	ids    map[string]int32
	all    []reconcile.Saying
}

// id gives the number of what a line says: key tells it from others, cells are
// those that are read but for the user's, by their columns.
func (s *sayings) id(key string, columns []int, l line) int32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id, ok := s.ids[key]; ok {
		return id
	}
	if len(s.ids) == maxSayings {
		return odd
	}
	id := s.read(columns, l)
	s.ids[key] = id
	return id
}

// read reads a line that says the same of somebody, in the common way. What is
// remarked on is odd: each line has to be told with its place.
func (s *sayings) read(columns []int, l line) int32 {
	cells := make([]string, s.width)
	cells[s.user] = "somebody@contoso.com"
	for _, c := range columns {
		cells[c] = l.cells[c]
	}
	var said reconcile.Saying
	out := &sink{found: &notebook{}, yield: func(row reconcile.Row) bool {
		row.User, row.At.Row = "", 0
		said.Rows = append(said.Rows, row)
		return true
	}}
	s.layout.read(line{number: 1, cells: cells}, out)
	if len(out.found.all) > 0 || out.found.hidden > 0 || len(said.Rows) == 0 {
		return odd
	}
	s.all = append(s.all, said)
	return int32(len(s.all) - 1)
}
