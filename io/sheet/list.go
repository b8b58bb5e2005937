package sheet

import (
	"context"
	"iter"

	"licet/reconcile"
)

// plain gives the skimmer of a CSV file; nil for a worksheet, and for a sheet
// with several columns for the user.
func (s *Sheet) plain(t *Tagger) *skimmer {
	if s.text == "" || s.layout == nil {
		return nil
	}
	p := &skimmer{text: s.text, delim: s.Info.Delimiter[0], header: s.header, user: -1, width: s.width, tagger: t}
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
	p.sayings = &sayings{layout: s.layout(), user: p.user, width: p.width, ids: map[string]int32{}}
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
	for i := range chunks {
		c := &chunks[i]
		s.Info.Rows += c.filled
		s.Info.Odd += len(c.odd)
		for _, o := range c.odd {
			p.sayings.layout.read(p.line(o, c.piece.Row), out)
		}
	}
	s.Info.Layout = p.sayings.layout.name()
	if p.tagger != nil {
		s.list = s.listOf(p, chunks, named)
	}
	return nil
}

// line splits an odd line again.
func (s *skimmer) line(o oddLine, before uint32) line {
	lines := splitter{text: s.text, delim: s.delim, pos: int(o.start)}
	lines.next()
	lines.line.number = int(before + o.row)
	return lines.line
}

// listOf puts together what the chunks have. Others are those whom odd lines
// name; those of findings are added when all findings are known.
func (s *Sheet) listOf(p *skimmer, chunks []chunk, named map[string]bool) *reconcile.List {
	l := &reconcile.List{At: s.place(), Sayings: p.sayings.all, Pieces: make([]reconcile.Piece, len(chunks))}
	for i := range chunks {
		c := &chunks[i]
		l.Pieces[i] = c.piece
		for said, row := range c.first {
			if first := &l.Sayings[said].First; row > 0 && (*first == 0 || c.piece.Row+row < *first) {
				*first = c.piece.Row + row
			}
		}
	}
	l.Rest = s.rest(p, chunks)
	for name := range named {
		l.Others = p.tagger.add(l.Others, name)
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
