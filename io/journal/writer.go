package journal

import (
	"errors"
	"os"
	"sync"
)

// writer owns the file: one goroutine writes what has come in with one call
// and syncs once for all of it, so that batches in flight share the price of a
// sync. After an error it writes nothing more: half a line may stand there, and
// nothing may follow it.
type writer struct {
	records chan record
	stopped chan struct{}
	hook    func(Point)
	chain   *chain
	// gathered is the room of the latest write, used again by the next.
	gathered []byte

	// mu guards err, which is never touched during a write.
	mu  sync.Mutex
	err error
}

// urgency says when a record is answered.
type urgency uint8

const (
	// queued: at once; an error comes with a later call.
	queued urgency = iota
	// synced: when it is on disk.
	synced
)

type record struct {
	event   string
	data    []byte
	urgency urgency
	done    chan error
}

// queueLength is how many records may wait; most is how many are written at once.
const (
	queueLength = 64
	most        = 64
)

func newWriter(f *os.File, c *chain, hook func(Point)) *writer {
	if hook == nil {
		hook = func(Point) {}
	}
	w := &writer{records: make(chan record, queueLength), stopped: make(chan struct{}), chain: c, hook: hook}
	go w.run(f)
	return w
}

func (w *writer) put(r record) error {
	if err := w.failed(); err != nil {
		return err
	}
	if r.urgency == queued {
		w.records <- r
		return nil
	}
	r.done = make(chan error, 1)
	w.records <- r
	return <-r.done
}

func (w *writer) failed() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

func (w *writer) close() error {
	close(w.records)
	<-w.stopped
	return w.failed()
}

func (w *writer) run(f *os.File) {
	defer close(w.stopped)
	for first := range w.records {
		group := w.gather(first)
		err := w.failed()
		if err == nil {
			err = w.write(f, group)
		}
		if err != nil {
			w.fail(err)
		}
		for _, r := range group {
			if r.done != nil {
				r.done <- err
			}
		}
	}
	if err := f.Close(); err != nil {
		w.fail(err)
	}
}

func (w *writer) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.err = err
}

// gather takes what else has come in.
func (w *writer) gather(first record) []record {
	group := []record{first}
	for len(group) < most {
		select {
		case r, ok := <-w.records:
			if !ok {
				return group
			}
			group = append(group, r)
		default:
			return group
		}
	}
	return group
}

func (w *writer) write(f *os.File, group []record) error {
	data, sync := w.gathered[:0], false
	for _, r := range group {
		w.reach(r.event, BeforeIntend, BeforeSettle, BeforeEnd)
		data = w.chain.seal(data, r.data)
		sync = sync || r.urgency == synced
	}
	w.gathered = data
	if _, err := f.Write(data); err != nil {
		return plain(err)
	}
	for _, r := range group {
		w.reach(r.event, IntendWritten, SettleWritten, EndWritten)
	}
	if !sync {
		return nil
	}
	if err := f.Sync(); err != nil {
		return plain(err)
	}
	for _, r := range group {
		if r.event == eventIntend {
			w.hook(IntendSynced)
		}
	}
	return nil
}

func (w *writer) reach(event string, intend, settle, end Point) {
	switch event {
	case eventIntend:
		w.hook(intend)
	case eventSettle:
		w.hook(settle)
	case eventEnd:
		w.hook(end)
	}
}

// plain takes the path out of an error: the sentence around it names it.
func plain(err error) error {
	if pe, ok := errors.AsType[*os.PathError](err); ok {
		return pe.Err
	}
	return err
}
