package terminal_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"licet/io/language"
	"licet/io/terminal"
	"licet/reconcile"
)

// TestProblemsAreToldInTheLanguageOfTheReader, with what they wrap and what is
// joined to them, and with no hint where there is none.
func TestProblemsAreToldInTheLanguageOfTheReader(t *testing.T) {
	words := language.Speaker{"no file %q": "没有文件 %q", "Name another: %s.": "请另选：%s。", "the first": "第一个", "%d of it: %s": "其中 %[1]d：%[2]s"}
	missing := terminal.Problemf("no file %q", "a").Hint("Name another: %s.", reconcile.Word("the first")).Because(fs.ErrNotExist)
	const english, chinese = "no file \"a\"\n       Name another: the first.", "没有文件 \"a\"\n       请另选：第一个。"
	for _, c := range []struct {
		name             string
		err              error
		english, chinese string
	}{
		{"a problem with its hint", missing, english, chinese},
		{"a hint that comes to nothing", terminal.Problemf("no file %q", "a").Hint("%s", ""), `no file "a"`, `没有文件 "a"`},
		{"a text in it", terminal.Problemf("no file %q", reconcile.Word("the first")), `no file "the first"`, `没有文件 "第一个"`},
		{"an error in it", terminal.Problemf("%d of it: %s", 1, missing), "1 of it: " + english, "其中 1：" + chinese},
		{"two of them", errors.Join(missing, errors.New("disk full")), english + "\ndisk full", chinese + "\ndisk full"},
		{"a problem in words of another", fmt.Errorf("row 3: %w", missing), "row 3: " + english, "row 3: " + chinese},
		{"an error in words of another", fmt.Errorf("row 3: %w", errors.New("disk full")), "row 3: disk full", "row 3: disk full"},
	} {
		if got := language.Speaker(nil).Error(c.err); got != c.english {
			t.Errorf("%s: %q", c.name, got)
		}
		if got := words.Error(c.err); got != c.chinese {
			t.Errorf("%s: %q", c.name, got)
		}
	}
	if !errors.Is(missing, fs.ErrNotExist) || missing.Error() != english {
		t.Errorf("the cause is lost, or the error is not English: %v", missing)
	}
	if got := terminal.Hung(words, errors.Join(missing, errors.New("disk full"))); got != chinese+"\n       disk full" {
		t.Errorf("lines below the first do not hang: %q", got)
	}
}
