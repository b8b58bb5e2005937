package planfile

import (
	"encoding/binary"
	"strings"

	"licet/reconcile"
)

// Most changes of a large plan say one of a few things: the same licence is
// given, the same two are held before. shared keeps one copy of each of these
// lists, and packs what differs from change to change, names and rows, one
// behind the other. Nothing in a plan that was read may be changed in place.
type shared struct {
	// texts keeps one copy of each GUID, file name, code and sentence.
	texts     map[string]string
	sets      lists[[]string]
	holdings  lists[[]reconcile.Holding]
	updates   lists[[]reconcile.Update]
	locations map[reconcile.Location]*reconcile.Location
	names     strings.Builder
	places    []reconcile.Place
}

func newShared() shared {
	return shared{
		texts: map[string]string{}, locations: map[reconcile.Location]*reconcile.Location{},
		sets: newLists[[]string](), holdings: newLists[[]reconcile.Holding](), updates: newLists[[]reconcile.Update](),
	}
}

// mostShared bounds how many different texts, and lists of a kind, are
// remembered: where all are different, that costs and gains nothing.
const mostShared = 1 << 16

// lists remembers lists by how they are written in the file.
type lists[L any] struct {
	known map[string]L
	// key is the room in which keys are written.
	key listKey
}

func newLists[L any]() lists[L] { return lists[L]{known: map[string]L{}} }

// get gives the list that is written as key says; make makes it where it was not
// met before, and says whether it is sound, so that what is wrong with a list is
// told wherever it stands.
func (l *lists[L]) get(key listKey, make func() (L, bool)) L {
	l.key = key
	if list, ok := l.known[string(key)]; ok {
		return list
	}
	list, sound := make()
	if sound && len(l.known) < mostShared {
		l.known[string(key)] = list
	}
	return list
}

// listKey is how a list is written: each text behind its length, and each list
// of texts behind its own, so that no two lists have one key.
type listKey []byte

func (k listKey) text(text string) listKey {
	return append(binary.AppendUvarint(k, uint64(len(text))), text...)
}

func (k listKey) texts(texts []string) listKey {
	k = binary.AppendUvarint(k, uint64(len(texts)))
	for _, text := range texts {
		k = k.text(text)
	}
	return k
}

// text gives the one copy of t that all of the plan uses.
func (s *shared) text(t string) string {
	if one, ok := s.texts[t]; ok {
		return one
	}
	if len(s.texts) < mostShared {
		s.texts[t] = t
	}
	return t
}

// location gives the one copy of a change of location.
func (s *shared) location(l reconcile.Location) *reconcile.Location {
	one, ok := s.locations[l]
	if !ok {
		one = &l
		s.locations[l] = one
	}
	return one
}

// namesRun and placesRun are for how many bytes of names, and how many places,
// room is made at once.
const (
	namesRun  = 64 << 10
	placesRun = 1024
)

// name gives a copy of a text that hardly another change has, in the room of
// such texts.
func (s *shared) name(text string) string {
	if s.names.Len()+len(text) > s.names.Cap() {
		s.names.Reset()
		s.names.Grow(max(namesRun, len(text)))
	}
	from := s.names.Len()
	s.names.WriteString(text)
	return s.names.String()[from:]
}

// room gives room for n places.
func (s *shared) room(n int) []reconcile.Place {
	if len(s.places) < n {
		s.places = make([]reconcile.Place, max(n, placesRun))
	}
	room := s.places[:n:n]
	s.places = s.places[n:]
	return room
}
