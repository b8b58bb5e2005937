package sheet

import (
	"cmp"
	"context"
	"slices"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// skimmer gives the skimmer of a CSV file; nil for a worksheet, and for a sheet
// with several columns for the user.
func (s *Sheet) skimmer(o Options) *skimmer {
	if s.text == "" || s.layout == nil || o.lineByLine {
		return nil
	}
	p := &skimmer{delim: s.Info.Delimiter[0], header: s.header, user: -1, width: s.width, tagger: o.Tagger, chunk: cmp.Or(o.chunk, chunkBytes)}
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
	lines := cells.Splitter{Text: s.text, Delim: p.delim}
	for lines.Row < s.header && lines.Next() {
	}
	p.from = lines.Pos
	p.sayings = &sayings{layout: s.layout, user: p.user, width: p.width, ids: map[string]int32{}}
	return p
}

// judgePlain reads a CSV file for its findings.
func (s *Sheet) judgePlain(ctx context.Context, p *skimmer, found *notebook) error {
	chunks, err := p.skim(ctx, s.text)
	if err != nil {
		return err
	}
	s.judgeChunks(p, chunks, found)
	return nil
}

// judgeChunks puts together what chunks have; it gives the sayings, and the
// users of the rows of odd lines.
func (s *Sheet) judgeChunks(p *skimmer, chunks []chunk, found *notebook) (said []saying, named map[string]bool) {
	named = map[string]bool{}
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
	said = p.said(chunks)
	s.Info.Layout = layout.name()
	for _, x := range said {
		if x.First > 0 && x.layout == List {
			s.Info.Layout = List
		}
	}
	return said, named
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
func (s *skimmer) line(o oddLine, before uint32) cells.Line {
	lines := cells.Splitter{Text: o.text, Delim: s.delim}
	lines.Next()
	lines.Line.Number = int(before + o.row)
	return lines.Line
}
