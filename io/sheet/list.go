package sheet

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"licet/reconcile"
)

// skimmer gives the skimmer of a CSV file; nil for a worksheet, and for a sheet
// with several columns for the user.
func (s *Sheet) skimmer(o Options) *skimmer {
	if s.text == "" || o.lineByLine {
		return nil
	}
	p := &skimmer{text: s.text, delim: s.Info.Delimiter[0], header: s.header, user: -1, width: s.width, tagger: o.Tagger, chunk: cmp.Or(o.chunk, chunkBytes)}
	for _, c := range s.Info.Columns {
		switch {
		case c.Field != fieldUser:
			p.others = append(p.others, c.Number-1)
		case p.user >= 0:
			return nil
		default:
			p.user = c.Number - 1
		}
	}
	lines := splitter{text: s.text, delim: p.delim}
	for lines.row < s.header && lines.next() {
	}
	p.from = lines.pos
	p.sayings = &sayings{layout: s.layout, user: p.user, width: p.width, ids: map[string]int32{}}
	return p
}

// judgePlain reads a CSV file for its findings, and for its list.
func (s *Sheet) judgePlain(ctx context.Context, p *skimmer, found *notebook) error {
	chunks, err := p.skim(ctx)
	if err != nil {
		return err
	}
	named := map[string]bool{}
	out := &sink{at: s.place(), found: found, yield: func(row reconcile.Row) bool {
		named[row.User] = true
		return true
	}}
	layout := s.layout()
	for i := range chunks {
		c := &chunks[i]
		s.Info.Rows += c.filled
		s.Info.Odd += len(c.odd)
		for _, o := range c.odd {
			layout.read(p.line(o, c.piece.Row), out)
		}
	}
	said := p.said(chunks)
	s.Info.Layout = layout.name()
	for _, x := range said {
		if x.First > 0 && x.layout == List {
			s.Info.Layout = List
		}
	}
	if p.tagger != nil {
		s.list = s.listOf(p, chunks, said)
		for name := range named {
			s.list.Others = p.tagger.add(s.list.Others, name)
		}
	}
	return nil
}

// said gives the sayings with the rows that say them first. Those of chunks
// that were read from a wrong place have none.
func (s *skimmer) said(chunks []chunk) []saying {
	all := slices.Clone(s.sayings.all)
	for i := range chunks {
		c := &chunks[i]
		for said, row := range c.first {
			if first := &all[said].First; row > 0 && *first == 0 {
				*first = c.piece.Row + row
			}
		}
	}
	return all
}

// line splits an odd line again.
func (s *skimmer) line(o oddLine, before uint32) line {
	lines := splitter{text: s.text, delim: s.delim, pos: int(o.start)}
	lines.next()
	lines.line.number = int(before + o.row)
	return lines.line
}

// listOf puts together what the chunks have. Others are left for later.
func (s *Sheet) listOf(p *skimmer, chunks []chunk, said []saying) *reconcile.List {
	l := &reconcile.List{At: s.place(), Rest: s.rest(p, chunks)}
	for _, x := range said {
		if x.First == 0 {
			x.Rows = nil
		}
		l.Sayings = append(l.Sayings, x.Saying)
	}
	for i := range chunks {
		l.Pieces = append(l.Pieces, chunks[i].piece)
	}
	return l
}

// rest yields the rows of the odd lines.
func (s *Sheet) rest(p *skimmer, chunks []chunk) iter.Seq[reconcile.Row] {
	return func(yield func(reconcile.Row) bool) {
		out := &sink{at: s.place(), found: &notebook{silent: true}, yield: yield}
		layout := s.layout()
		for i := range chunks {
			for _, o := range chunks[i].odd {
				if layout.read(p.line(o, chunks[i].piece.Row), out); out.stopped {
					return
				}
			}
		}
	}
}

// List gives the plain lines of a sheet that was read with a Tagger; nil for
// one that is no CSV file, or has several columns for the user.
func (s *Sheet) List() *reconcile.List { return s.list }
