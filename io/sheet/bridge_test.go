package sheet

import (
	"strings"

	"licet/reconcile"
)

// LineByLine reads a sheet by nothing but the reader of lines, one line after the
// other: what is read in pieces is measured by it.
func LineByLine(content string, o Options) (info Info, findings []reconcile.Finding, rows []reconcile.Row, err error) {
	file, err := readFile(origin{path: "-"}, strings.NewReader(content))
	if err != nil {
		return Info{}, nil, nil, err
	}
	s := newReader("-", o)
	if err := s.open(file); err != nil || s.layout == nil {
		return s.Info, s.settled(), nil, err
	}
	layout, out, several, seen := s.layout(), &sink{at: s.place(), found: &s.notebook}, false, make(ticks, len(s.watched))
	for l := range s.source.lines {
		if l.Number <= s.Info.HeaderRow || l.Blank() {
			continue
		}
		s.Info.Rows++
		seen.look(s.watched, l.Cells)
		out.rows, out.several = nil, false
		layout.read(l, out)
		several = several || out.several && len(out.rows) > 0
		for _, row := range out.rows {
			row.User, row.At = out.user, s.at(l.Number, row.At.Column)
			rows = append(rows, row)
		}
	}
	s.Info.Layout = layout.name(several)
	if s.watch != nil {
		s.watch(seen)
	}
	if s.Info.Rows == 0 {
		s.noRows()
	}
	return s.Info, s.settled(), rows, nil
}

// WithChunks cuts texts into chunks of so many bytes, and takes any file for long.
func WithChunks(o Options, size int) Options {
	o.chunk, o.smallest = size, 1
	return o
}
