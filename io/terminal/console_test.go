package terminal

import "testing"

func TestColorsAreThereWherePeopleWantThem(t *testing.T) {
	for _, c := range []struct {
		name     string
		env      map[string]string
		terminal bool
		want     bool
	}{
		{"a terminal", nil, true, true},
		{"a file", nil, false, false},
		{"NO_COLOR", map[string]string{"NO_COLOR": "1"}, true, false},
		{"an empty NO_COLOR says nothing", map[string]string{"NO_COLOR": ""}, true, true},
		{"CLICOLOR=0", map[string]string{"CLICOLOR": "0"}, true, false},
		{"CLICOLOR=1 in a file", map[string]string{"CLICOLOR": "1"}, false, false},
		{"CLICOLOR_FORCE in a file", map[string]string{"CLICOLOR_FORCE": "1"}, false, true},
		{"CLICOLOR_FORCE=0", map[string]string{"CLICOLOR_FORCE": "0"}, false, false},
		{"NO_COLOR beats CLICOLOR_FORCE", map[string]string{"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, true, false},
		{"CLICOLOR_FORCE beats CLICOLOR=0", map[string]string{"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, true, true},
		{"a terminal without colours", map[string]string{"TERM": "dumb"}, true, false},
	} {
		if got := wantsColor(func(name string) string { return c.env[name] }, c.terminal); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestTheWidthIsThatOfCOLUMNS(t *testing.T) {
	for _, c := range []struct {
		columns        string
		terminal, want int
	}{{"", 120, 120}, {"100", 120, 100}, {"100", 0, 100}, {"0", 120, 120}, {"-3", 120, 120}, {"wide", 120, 120}, {"", 0, 0}} {
		if got := widthOf(func(string) string { return c.columns }, c.terminal); got != c.want {
			t.Errorf("COLUMNS=%q on a terminal of %d: %d, wanted %d", c.columns, c.terminal, got, c.want)
		}
	}
}

func TestAWindowsConsoleIsSetToUTF8AndColors(t *testing.T) {
	for _, c := range []struct {
		name       string
		mode, page uint32
		want       consoleChange
	}{
		{"an old code page, no escape sequences", 0x3, 437, consoleChange{mode: 0x7, page: 65001, setMode: true, setPage: true}},
		{"Windows Terminal", 0x7, 65001, consoleChange{mode: 0x7, page: 65001}},
		{"other bits stay", 0x1f8, 936, consoleChange{mode: 0x1fd, page: 65001, setMode: true, setPage: true}},
	} {
		if got := changeConsole(c.mode, c.page); got != c.want {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}
