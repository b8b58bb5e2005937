package sheet

import (
	"archive/zip"
	"bytes"
	"strings"

	"licet/reconcile"
)

// saveAsXLSX is the advice for files that a spreadsheet program can open.
const saveAsXLSX reconcile.Word = "open it in Excel or LibreOffice and save it as XLSX (File > Save As > Excel Workbook)"

// foreign gives files their names by their first bytes.
var foreign = []struct {
	start         string
	problem, hint reconcile.Word
}{
	{"%PDF-", "this is a PDF", "ask for the table itself, as XLSX or CSV"},
	{"{\\rtf", "this is a Rich Text document", "copy the table into a spreadsheet and save it as XLSX"},
	{"\x89PNG", "this is a picture", "ask for the table itself, as XLSX or CSV"},
	{"\xff\xd8\xff", "this is a picture", "ask for the table itself, as XLSX or CSV"},
	{"GIF8", "this is a picture", "ask for the table itself, as XLSX or CSV"},
	{"7z\xbc\xaf\x27\x1c", "this is a 7z archive", "unpack it and name the sheet in it"},
	{"Rar!", "this is a RAR archive", "unpack it and name the sheet in it"},
	{"PAR1", "this is a Parquet file", "save it as CSV"},
	{"SQLite format 3", "this is a SQLite database", "export the table as CSV"},
	{"\x09\x08", "this is an Excel workbook of before 1997", saveAsXLSX},
	{"\x09\x04", "this is an Excel workbook of before 1997", saveAsXLSX},
}

// notASheet names what a file is when it is neither CSV nor XLSX; nil when it
// may be one of them.
func notASheet(f file) *Unreadable {
	for _, k := range foreign {
		if bytes.HasPrefix(f.data, []byte(k.start)) {
			return f.refuse(k.problem, k.hint)
		}
	}
	if bytes.HasPrefix(f.data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		if bytes.Contains(f.data, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")) {
			return f.refuse("the workbook is protected by a password", "open it in Excel, remove the password (File > Info > Protect Workbook) and save it")
		}
		return f.refuse("this is an old Excel workbook (XLS) or another Office file of that age", saveAsXLSX)
	}
	return notMarkup(f)
}

func notMarkup(f file) *Unreadable {
	head := bytes.TrimLeft(bytes.TrimPrefix(f.data[:min(len(f.data), 4096)], []byte("\ufeff")), " \t\r\n")
	lower := strings.ToLower(string(head))
	switch {
	case strings.Contains(lower, "urn:schemas-microsoft-com:office:spreadsheet"):
		return f.refuse("this is an XML spreadsheet of 2003", saveAsXLSX)
	case strings.Contains(lower, "urn:oasis:names:tc:opendocument"):
		return f.refuse("this is an OpenDocument file", saveAsXLSX)
	case strings.HasPrefix(lower, "<!doctype html"), strings.HasPrefix(lower, "<html"), strings.HasPrefix(lower, "<table"):
		return f.refuse("this is a web page, whatever its name says", "a sign-in page may have been saved in place of the file; else "+saveAsXLSX)
	case strings.HasPrefix(lower, "<"):
		return f.refuse("this is an XML file", "save the table as XLSX or CSV")
	case strings.HasPrefix(lower, "{"), strings.HasPrefix(lower, "[{"), strings.HasPrefix(lower, "[\n"):
		return f.refuse("this is JSON", "a sheet is CSV or XLSX; a saved plan is for `licet apply`, a tenant file for --current or --sandbox")
	case bytes.HasPrefix(head, []byte("MIME-Version:")):
		return f.refuse("this is a web archive or a mail", "save the table as XLSX or CSV")
	}
	return nil
}

// notAWorkbook names what a ZIP file is when it is not XLSX.
func notAWorkbook(from origin, z *zip.Reader) *Unreadable {
	has := map[string]bool{}
	for _, e := range z.File {
		name := strings.ToLower(strings.ReplaceAll(e.Name, "\\", "/"))
		has[name] = true
		has[strings.SplitAfterN(name, "/", 2)[0]] = true
	}
	switch {
	case has["xl/workbook.bin"]:
		return from.refuse("this is a binary Excel workbook (XLSB)", saveAsXLSX)
	case has["xl/workbook.xml"]:
		return nil
	case has["content.xml"] && has["mimetype"]:
		return from.refuse("this is an OpenDocument file (ODS)", saveAsXLSX)
	case has["word/"]:
		return from.refuse("this is a Word document", "copy the table into a spreadsheet and save it as XLSX")
	case has["ppt/"]:
		return from.refuse("this is a PowerPoint presentation", "copy the table into a spreadsheet and save it as XLSX")
	case has["index/"], has["index.zip"]:
		return from.refuse("this is a Numbers document", "export it from Numbers as Excel (File > Export To > Excel)")
	case has["xl/"]:
		return nil // a workbook under an unusual name: excelize decides
	}
	return from.refuse("this is a ZIP archive without a workbook", "unpack it and name the sheet in it")
}
