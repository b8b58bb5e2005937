package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"licet/io/findings"
	"licet/reconcile"
	"licet/reconcile/apply"
)

// Log is all that a journal says.
type Log struct {
	Manifest Manifest
	State    *apply.State
	// Sessions are the processes that worked on the run, oldest first.
	Sessions []Session
	// Findings are what verification told, of all sessions.
	Findings []reconcile.Finding
	// after is what was read again at the end of the latest session, as far as it came.
	after apply.After
	// Torn is true when the last line was not written to its end.
	Torn bool
	// size is the length of the good lines in bytes.
	size int64
}

// Session is one process that worked on a run.
type Session struct {
	Started time.Time
	// Last is the time of its last line.
	Last time.Time
	PID  int
	// End is nil when the process died, or still works.
	End *End
}

// sendsKept is how far back sends matter: the longest span of Graph's quotas.
const sendsKept = 5 * time.Minute

// Read reads the whole journal of the run in dir. It understands a torn last line,
// which a process leaves that died in writing it, and no other damage.
func Read(dir string) (*Log, error) {
	m, err := ReadManifest(dir)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, journalName)
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	l := &Log{Manifest: m, State: apply.NewState(m.Changes)}
	if err := l.read(f); err != nil {
		return nil, fmt.Errorf("%s, %w", path, err)
	}
	l.State.Ended = len(l.State.Pending()) == 0
	return l, nil
}

func (l *Log) read(f io.Reader) error {
	r := bufio.NewReaderSize(f, 1<<16)
	for n := 1; ; n++ {
		text, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			l.Torn = len(text) > 0
			return nil
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if err := l.add(text); err != nil {
			return fmt.Errorf("line %d: %w: %w", n, ErrDamaged, err)
		}
		l.size += int64(len(text))
	}
}

func (l *Log) add(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var x line
	if err := d.Decode(&x); err != nil {
		return err
	}
	if x.Event == eventOpen {
		l.Sessions = append(l.Sessions, Session{Started: x.At, PID: x.PID})
		l.after = apply.After{}
		// A new session verifies what an earlier one could not.
		l.Findings = slices.DeleteFunc(l.Findings, func(f reconcile.Finding) bool { return f.Code == apply.CodeNotVerified })
	}
	if len(l.Sessions) == 0 {
		return fmt.Errorf("event %q before any %q", x.Event, eventOpen)
	}
	session := &l.Sessions[len(l.Sessions)-1]
	session.Last = x.At
	switch x.Event {
	case eventOpen:
		return nil
	case eventIntend:
		return l.intend(x)
	case eventSettle:
		return l.settle(x)
	case eventFinding:
		return l.find(x.Finding)
	case eventAfter:
		return l.take(x.After)
	case eventEnd:
		if x.End == nil {
			return errors.New("an end without its figures")
		}
		session.End = x.End
		return nil
	default:
		return fmt.Errorf("unknown event %q", x.Event)
	}
}

func (l *Log) intend(x line) error {
	jobs := make([]apply.Job, len(x.Writes))
	for i := range x.Writes {
		j, err := x.Writes[i].job(len(l.State.Tracks))
		if err != nil {
			return err
		}
		jobs[i] = j
	}
	l.State.Intend(x.At, jobs)
	for len(l.State.Sends) > 0 && x.At.Sub(l.State.Sends[0].At) > sendsKept {
		l.State.Sends = l.State.Sends[1:]
	}
	return nil
}

func (l *Log) settle(x line) error {
	for i := range x.Outcomes {
		s, err := x.Outcomes[i].settlement(len(l.State.Tracks))
		if err != nil {
			return err
		}
		l.State.Settle(s)
	}
	return nil
}

func (l *Log) find(f *finding) error {
	if f == nil {
		return errors.New("a finding that says nothing")
	}
	j := findings.JSON(*f)
	out, err := j.Finding()
	if err == nil {
		l.Findings = append(l.Findings, out)
	}
	return err
}
