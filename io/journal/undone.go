package journal

import (
	"slices"
)

// KindRedo is what an undo of an undo is for people; its manifest says KindUndo.
const KindRedo = "redo"

// History is the runs of a folder, and which of them undid which.
type History struct {
	// Runs are in the order of List, with no more than what their manifests say.
	Runs []Summary
	byID map[string]int
	// undos are the runs that undo one, the latest first.
	undos map[string][]int
	read  map[int]Summary
	// undone is what Undone has said.
	undone map[string]Undoing
}

// ReadHistory reads the manifests of the runs below root. Journals are read when
// they are asked about.
func ReadHistory(root string) (*History, error) {
	runs, err := manifests(root)
	if err != nil {
		return nil, err
	}
	h := &History{Runs: runs, byID: map[string]int{}, undos: map[string][]int{},
		read: map[int]Summary{}, undone: map[string]Undoing{}}
	for i := range runs {
		m := &runs[i].Manifest
		if runs[i].Err != nil {
			continue
		}
		h.byID[m.ID] = i
		if m.Kind == KindUndo && m.Of != m.ID {
			h.undos[m.Of] = append(h.undos[m.Of], i)
		}
	}
	return h, nil
}

// Kind says what a run is: KindApply, KindUndo, or KindRedo, which undoes an undo.
func (h *History) Kind(m *Manifest) string {
	kind := m.Kind
	for n := 0; n < len(h.Runs); n++ {
		i, found := h.byID[m.Of]
		if m.Kind != KindUndo || !found {
			break
		}
		m = &h.Runs[i].Manifest
		switch {
		case m.Kind != KindUndo:
			return kind
		case kind == KindUndo:
			kind = KindRedo
		default:
			kind = KindUndo
		}
	}
	return kind
}

// Undoing is what other runs did to take one back; the zero Undoing is nothing.
type Undoing struct {
	// By is the latest run that took it back, or that took back a part of the run
	// which did. Its journal was read.
	By *Summary
	// Part is true where something is left to be taken back: By did not come to its
	// end, failed in part, cannot be read, or only gave back a part.
	Part bool
}

// Undone says what took a run back. A run that was undone and redone since is not
// undone.
func (h *History) Undone(id string) Undoing {
	u, known := h.undone[id]
	if !known {
		h.undone[id] = Undoing{} // edited files may go round
		u = h.lookUp(id)
		h.undone[id] = u
	}
	return u
}

func (h *History) lookUp(id string) Undoing {
	for _, i := range h.undos[id] {
		switch again := h.Undone(h.Runs[i].Manifest.ID); {
		case again.Part:
			return again
		case again.By == nil:
			s := h.Summary(i)
			return Undoing{By: &s, Part: !s.whole()}
		}
	}
	return Undoing{}
}

// Summary reads the journal of one of Runs.
func (h *History) Summary(i int) Summary {
	s, ok := h.read[i]
	if !ok {
		s = Summarize(h.Runs[i].Dir)
		h.read[i] = s
	}
	return s
}

// Find gives the index in Runs of the run with an id; -1 when it is not there.
func (h *History) Find(id string) int {
	return slices.IndexFunc(h.Runs, func(s Summary) bool { return s.Err == nil && s.Manifest.ID == id })
}

// whole reports whether a run did all that it was to do.
func (s *Summary) whole() bool {
	return s.Err == nil && s.Finished && !s.Running && s.Counts.Failed == 0
}
