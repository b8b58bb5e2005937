package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"licet/io/sheet"
	"licet/io/sheet/cells"
	"licet/io/terminal"
	"licet/reconcile/names"
)

// sheetFlags say how sheets are read.
type sheetFlags struct {
	layout, worksheet, delimiter, encoding string
	columns                                cli.StringSlice
	catalog                                string
}

func (f *sheetFlags) flags() []cli.Flag {
	c := categorySheet
	return []cli.Flag{
		terminal.Such(text(c, "layout", "long, list, matrix or admin-center; detected if not set", &f.layout), "long", "list", "matrix", "admin-center"),
		text(c, "worksheet", "name of the worksheet; else the one with a header", &f.worksheet),
		terminal.Such(text(c, "delimiter", "comma, semicolon, tab or pipe; detected if not set", &f.delimiter), "comma", "semicolon", "tab", "pipe"),
		terminal.Such(text(c, "encoding", "of CSV files (%s); detected if not set", &f.encoding), cells.Encodings()...),
		&cli.StringSliceFlag{Category: c, Name: "column", Usage: "`FIELD=HEADER`: the column of a field, e.g. \"user=Work mail\"; again and again", Destination: &f.columns},
		f.catalogFlag(),
	}
}

func (f *sheetFlags) catalogFlag() cli.Flag {
	return text(categorySheet, "catalog", "`FILE` of Microsoft's product names (CSV), used before the built-in ones", &f.catalog)
}

func (f *sheetFlags) options(names *names.Names) (sheet.Options, error) {
	o := sheet.Options{Layout: f.layout, Worksheet: f.worksheet, Delimiter: f.delimiter, Encoding: f.encoding, Vocabulary: names, Columns: map[string]string{}}
	for _, pair := range f.columns.Value() {
		field, header, ok := strings.Cut(pair, "=")
		if !ok || strings.TrimSpace(field) == "" || strings.TrimSpace(header) == "" {
			return o, terminal.Problemf("--column %q is not FIELD=HEADER", pair).
				Hint("For example: --column \"user=Work mail\".")
		}
		o.Columns[strings.TrimSpace(field)] = strings.TrimSpace(header)
	}
	return o, nil
}
