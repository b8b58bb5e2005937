package sheet_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"licet/io/language"
	"licet/io/language/languagetest"
	"licet/io/sheet"
	"licet/io/sheet/cells"
)

func encode(t testing.TB, e encoding.Encoding, text string) string {
	t.Helper()
	b, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEncodingsAreRecognised(t *testing.T) {
	utf16 := func(end unicode.Endianness, bom unicode.BOMPolicy) encoding.Encoding { return unicode.UTF16(end, bom) }
	chinese := "用户,许可证,备注\n张三@contoso.com,SPE_E3,上海办公室销售部经理\n李四@contoso.com,EMS,北京\n"
	german := "Benutzer;Lizenz;Abteilung\nmüller@contoso.com;SPE_E3;Größe Ärzte Zürich\ngörke@contoso.com;EMS;Büro\n"
	tests := []struct {
		name, text string
		enc        encoding.Encoding
		wish, want string
		user       string
	}{
		{"UTF-8", chinese, encoding.Nop, "", cells.UTF8, "张三@contoso.com"},
		{"UTF-8 with a mark", "\ufeff" + chinese, encoding.Nop, "", cells.UTF8, "张三@contoso.com"},
		{"UTF-16 LE with a mark", chinese, utf16(unicode.LittleEndian, unicode.UseBOM), "", cells.UTF16LE, "张三@contoso.com"},
		{"UTF-16 BE with a mark", chinese, utf16(unicode.BigEndian, unicode.UseBOM), "", cells.UTF16BE, "张三@contoso.com"},
		{"UTF-16 LE", german, utf16(unicode.LittleEndian, unicode.IgnoreBOM), "", cells.UTF16LE, "müller@contoso.com"},
		{"UTF-16 BE", german, utf16(unicode.BigEndian, unicode.IgnoreBOM), "", cells.UTF16BE, "müller@contoso.com"},
		{"GB18030", chinese, simplifiedchinese.GB18030, "", cells.GB18030, "张三@contoso.com"},
		{"Windows-1252", german, charmap.Windows1252, "", cells.Windows1252, "müller@contoso.com"},
		{"Windows-1252, French", "Utilisateur;Licence\nhélène@contoso.com;SPE_E3\n", charmap.Windows1252, "", cells.Windows1252, "hélène@contoso.com"},
		{"GBK as asked for", chinese, simplifiedchinese.GBK, "GBK", cells.GB18030, "张三@contoso.com"},
		{"Shift JIS as asked for", "ユーザー,ライセンス\nada@contoso.com,SPE_E3\n", japanese.ShiftJIS, "Shift-JIS", cells.ShiftJIS, "ada@contoso.com"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := read(t, encode(t, tt.enc, tt.text), sheet.Options{Encoding: tt.wish})
			if s.Info.Encoding != tt.want {
				t.Errorf("encoding %q, want %q", s.Info.Encoding, tt.want)
			}
			rows := plain(s)
			if len(rows) == 0 || rows[0] != "B2 "+tt.user+" unsaid SPE_E3" {
				t.Errorf("rows %q, findings %v", rows, s.Findings)
			}
		})
	}
}

func TestWrongEncodingIsTold(t *testing.T) {
	s := read(t, "user,license\nm\xfcller@contoso.com,SPE_E3\n", sheet.Options{Encoding: "utf-8"})
	find(t, s, sheet.CodeDamagedText)
	if _, err := sheet.Read(context.Background(), "-", strings.NewReader("user,license\n"), sheet.Options{Encoding: "ebcdic"}); err == nil || !strings.Contains(err.Error(), "gb18030") {
		t.Errorf("an unknown encoding gives %v", err)
	}
}

func TestDelimitersAreRecognised(t *testing.T) {
	for name, text := range map[string]string{
		",":  "user,license\nada@contoso.com,SPE_E3\n",
		";":  "user;license\nada@contoso.com;SPE_E3\n",
		"\t": "user\tlicense\nada@contoso.com\tSPE_E3\n",
		"|":  "sep=|\nuser|license\nada@contoso.com|SPE_E3\n",
	} {
		s := read(t, text, sheet.Options{})
		equal(t, "rows with "+name, plain(s), []string{"B2 ada@contoso.com unsaid SPE_E3"})
		if s.Info.Delimiter != name {
			t.Errorf("delimiter %q, want %q", s.Info.Delimiter, name)
		}
	}
	s := read(t, "user#license\nada@contoso.com#SPE_E3\n", sheet.Options{Delimiter: "#"})
	equal(t, "rows with #", plain(s), []string{"B2 ada@contoso.com unsaid SPE_E3"})
}

func TestPackedFilesAndDigest(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte("user,license\nada@contoso.com,SPE_E3\n")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "staff.csv.gz")
	if err := os.WriteFile(name, packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := sheet.Read(context.Background(), name, nil, sheet.Options{Vocabulary: vocabulary})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "rows", plain(s), []string{"B2 ada@contoso.com unsaid SPE_E3"})
	if s.Info.Path != name || len(sumOf(t, s)) != 64 {
		t.Errorf("understood as %+v", s.Info)
	}
	if err := os.WriteFile(name, packed.Bytes()[:packed.Len()-9], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sheet.Read(context.Background(), name, nil, sheet.Options{}); err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("half a gzip file gives %v", err)
	}
}

func TestWhatIsNoSheetIsNamed(t *testing.T) {
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	for name, tt := range map[string]struct{ data, says string }{
		"empty":     {"", "the file is empty"},
		"XLS":       {ole + "W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00", "old Excel workbook"},
		"password":  {ole + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00", "protected by a password"},
		"PDF":       {"%PDF-1.7\n", "this is a PDF"},
		"HTML":      {"<!DOCTYPE html><html><body>Sign in</body></html>", "this is a web page"},
		"JSON":      {`{"format":"licet-plan/1"}`, "this is JSON"},
		"2003 XML":  {`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`, "XML spreadsheet of 2003"},
		"picture":   {"\x89PNG\r\n\x1a\n", "this is a picture"},
		"half XLSX": {"PK\x03\x04half", "damaged or cut off"},
		"binary":    {"a\x00\x00b\x00\x01\x02\x00\x00", "neither CSV nor XLSX"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sheet.Read(context.Background(), "-", strings.NewReader(tt.data), sheet.Options{})
			var u *sheet.Unreadable
			if !errors.As(err, &u) || !strings.Contains(u.Problem.String(), tt.says) || u.Hint.IsZero() {
				t.Errorf("got %v, want %q and a hint", err, tt.says)
			}
			words := language.SpeakerOf(language.Chinese)
			if in := words.Sentence(u.Problem) + words.Sentence(u.Hint); languagetest.English(in) != "" {
				t.Errorf("not all is Chinese: %s", in)
			}
		})
	}
}

func TestMissingFilesAndFolders(t *testing.T) {
	dir := t.TempDir()
	if _, err := sheet.Read(context.Background(), filepath.Join(dir, "no.csv"), nil, sheet.Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if _, err := sheet.Read(context.Background(), dir, nil, sheet.Options{}); err == nil || !strings.Contains(err.Error(), "folder") {
		t.Errorf("got %v", err)
	}
}

func sumOf(t *testing.T, s *sheet.Sheet) string {
	t.Helper()
	sum, err := s.SHA256()
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// A plan that names the sum of another file than it was made from would let an edited
// sheet pass for the one that was approved.
func TestTheSumIsThatOfTheRowsThatWereRead(t *testing.T) {
	name := filepath.Join(t.TempDir(), "long.csv")
	line := "ada@contoso.com,SPE_E3\n"
	text := "user,license\n" + strings.Repeat(line, 5<<20/len(line))
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	read := func() *sheet.Sheet {
		s, err := sheet.Read(context.Background(), name, nil, sheet.Options{Vocabulary: vocabulary})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if got, want := sumOf(t, read()), fmt.Sprintf("%x", sha256.Sum256([]byte(text))); got != want {
		t.Errorf("the sum is %s, want %s", got, want)
	}
	s := read()
	if err := os.WriteFile(name, []byte(text+line), 0o600); err != nil {
		t.Fatal(err)
	}
	if sum, err := s.SHA256(); err == nil || !strings.Contains(err.Error(), "it was changed while it was read") {
		t.Errorf("a sheet that was changed meanwhile has the sum %s, %v", sum, err)
	}
}
