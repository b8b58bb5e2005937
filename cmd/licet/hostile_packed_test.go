//go:build linux

package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"testing"
)

// Hostile files are made of a few texts, each many times in a row, so that what
// unpacks to a gigabyte is made in a moment and stays small.

// stretch is a text that stands so many times in a row.
type stretch struct {
	text  string
	times int
	// counts is true for a format, of which each has the number.
	counts bool
}

// once is a text that stands once, again one that stands so many times, and counted
// one of which each has its number.
func once(text string) stretch                  { return stretch{text, 1, false} }
func again(text string, times int) stretch      { return stretch{text, times, false} }
func numbered(format string, times int) stretch { return stretch{format, times, true} }

// content is what a hostile file, or a part of a workbook, has in it.
type content []stretch

// each hands the content over in blocks, each so many times in a row.
func (c content) each(write func(block []byte, times int)) {
	for _, s := range c {
		if s.counts {
			s.count(write)
			continue
		}
		in := max(1, min(s.times, 1<<20/max(1, len(s.text))))
		write([]byte(strings.Repeat(s.text, in)), s.times/in)
		if rest := s.times % in; rest > 0 {
			write([]byte(strings.Repeat(s.text, rest)), 1)
		}
	}
}

// count hands over a text with numbers.
func (s stretch) count(write func(block []byte, times int)) {
	var block []byte
	for i := range s.times {
		if block = fmt.Appendf(block, s.text, i+2); len(block) > 1<<20 || i == s.times-1 {
			write(block, 1)
			block = block[:0]
		}
	}
}

// plain writes the content as it is.
func (c content) plain(t testing.TB, out io.Writer) {
	c.each(func(block []byte, times int) {
		for range times {
			must(t, out, block)
		}
	})
}

func must(t testing.TB, out io.Writer, b []byte) {
	t.Helper()
	if _, err := out.Write(b); err != nil {
		t.Fatal(err)
	}
}

// deflated gives the content packed, with its size and check sum. A block is packed
// once and its bytes repeated, which they may be where nothing refers to before them.
func (c content) deflated(t testing.TB) (packed []byte, size uint64, sum uint32) {
	t.Helper()
	var out bytes.Buffer
	check := crc32.NewIEEE()
	c.each(func(block []byte, times int) {
		var one bytes.Buffer
		w, err := flate.NewWriter(&one, flate.BestSpeed)
		if err != nil {
			t.Fatal(err)
		}
		must(t, w, block)
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		for range times {
			out.Write(one.Bytes())
			check.Write(block)
			size += uint64(len(block))
		}
	})
	out.Write([]byte{3, 0}) // a last block, with nothing in it (RFC 1951, 3.2.3)
	return out.Bytes(), size, check.Sum32()
}

// gzip writes the content packed (RFC 1952).
func (c content) gzip(t testing.TB, out io.Writer) {
	packed, size, sum := c.deflated(t)
	must(t, out, []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255})
	must(t, out, packed)
	end := binary.LittleEndian.AppendUint32(nil, sum)
	must(t, out, binary.LittleEndian.AppendUint32(end, uint32(size)))
}

// workbook is parts of a workbook by name, beside those that every one has.
type workbook map[string]content

// sheetPart is the worksheet of a hostile workbook.
const sheetPart = "xl/worksheets/sheet1.xml"

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// ofSheet is a workbook with one worksheet, whose rows follow a header.
func ofSheet(rows ...stretch) workbook {
	return workbook{sheetPart: sheetOf(rows...)}
}

func sheetOf(rows ...stretch) content {
	return append(append(content{once(xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` +
		`<row r="1"><c r="A1" t="inlineStr"><is><t>user</t></is></c><c r="B1" t="inlineStr"><is><t>license</t></is></c></row>`)}, rows...),
		once(`</sheetData></worksheet>`))
}

// write writes the workbook with so many worksheets, of which the others are like
// the first.
func (w workbook) write(t testing.TB, out io.Writer, worksheets int) {
	t.Helper()
	var sheets, relations, types strings.Builder
	for i := 1; i <= worksheets; i++ {
		fmt.Fprintf(&sheets, `<sheet name="s%d" sheetId="%d" r:id="rId%d"/>`, i, i, i)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, i, i)
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, i)
	}
	parts := workbook{
		"[Content_Types].xml": {once(xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` + types.String() + `</Types>`)},
		"_rels/.rels": {once(xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`)},
		"xl/workbook.xml": {once(xmlHead + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
			`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` + sheets.String() + `</sheets></workbook>`)},
		"xl/_rels/workbook.xml.rels": {once(xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + relations.String() + `</Relationships>`)},
	}
	for i := 2; i <= worksheets; i++ {
		parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", i)] = w[sheetPart]
	}
	z := zip.NewWriter(out)
	for name, c := range w {
		parts[name] = c
	}
	for name, c := range parts {
		packed, size, sum := c.deflated(t)
		p, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: sum, CompressedSize64: uint64(len(packed)), UncompressedSize64: size})
		if err != nil {
			t.Fatal(err)
		}
		must(t, p, packed)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
}
