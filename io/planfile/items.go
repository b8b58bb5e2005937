package planfile

import "runtime"

// run is a stretch of the items of a list, which one goroutine decodes.
type run[W any] struct {
	raw   []byte
	ends  []int // where each item of raw ends
	lines []int // the line on which each begins
	// values and errs are for the others to read once done is closed.
	values []W
	errs   []error
	done   chan struct{}
}

// runBytes is about how much text a run has.
const runBytes = 64 << 10

func (r *run[W]) add(raw []byte, line int) {
	r.raw = append(r.raw, raw...)
	r.ends = append(r.ends, len(r.raw))
	r.lines = append(r.lines, line)
}

func (r *run[W]) decode() {
	defer close(r.done)
	r.values, r.errs = make([]W, len(r.ends)), make([]error, len(r.ends))
	start := 0
	for i, end := range r.ends {
		r.errs[i] = unmarshalStrict(r.raw[start:end], &r.values[i])
		start = end
	}
}

// items decodes the items of a list on all cores and uses them in order.
type items[W any] struct {
	d       *decoder
	name    string
	use     func(*W)
	open    *run[W]
	waiting []*run[W]
	used    int
}

// add takes the next item, which the decoder has read.
func (l *items[W]) add(raw []byte, line int) {
	if l.open == nil {
		l.open = &run[W]{done: make(chan struct{})}
	}
	l.open.add(raw, line)
	if len(l.open.raw) >= runBytes {
		l.start()
		if len(l.waiting) > runtime.GOMAXPROCS(0) {
			l.settle()
		}
	}
}

func (l *items[W]) start() {
	if l.open != nil {
		go l.open.decode()
		l.waiting = append(l.waiting, l.open)
		l.open = nil
	}
}

// settle uses the items of the oldest run, noting what is wrong with them.
func (l *items[W]) settle() {
	r := l.waiting[0]
	<-r.done
	l.waiting = l.waiting[1:]
	for i := range r.values {
		l.d.item, l.d.line = item(l.name, l.used, "."), r.lines[i]
		l.used++
		if r.errs[i] != nil {
			l.d.fault(spot{}, "%s", decodeMessage(r.errs[i]))
			continue
		}
		l.use(&r.values[i])
	}
}

// finish uses all items that are left.
func (l *items[W]) finish() {
	l.start()
	for len(l.waiting) > 0 {
		l.settle()
	}
}
