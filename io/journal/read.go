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
	// manifestSum is the hash of the manifest, and chain that of the lines so far.
	manifestSum string
	chain       *chain
	// size is the length of the good lines in bytes; unended is true when the last of
	// them lacks its end.
	size    int64
	unended bool
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

// mostLine is the length of a line in bytes.
const mostLine = 16 << 20

// Read reads the whole journal of the run in dir. It understands a torn last line,
// which a process leaves that died in writing it, and no other damage.
func Read(dir string) (*Log, error) {
	m, sum, err := parseManifest(dir)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, journalName)
	f, err := openFile(path, os.O_RDONLY)
	if err != nil {
		return nil, missing(path, err)
	}
	defer f.Close()
	l := &Log{Manifest: m, manifestSum: sum, State: apply.NewState(m.Changes)}
	if m.Chained() {
		l.chain = &chain{}
	}
	if n, err := l.read(f); err != nil {
		return nil, damagedLine(path, n, err)
	}
	l.State.Ended = len(l.State.Pending()) == 0
	return l, nil
}

// damagedLine is the ErrDamaged of a line.
func damagedLine(path string, n int, why error) error {
	return reconcile.Problem(reconcile.Say("%s, line %d: the run's files are damaged: %s", path, n, reconcile.OfError(why)), errors.Join(ErrDamaged, why))
}

// read gives the number of the line that it came to.
func (l *Log) read(f io.Reader) (n int, err error) {
	r := bufio.NewReaderSize(f, 1<<16)
	for n = 1; ; n++ {
		text, err := nextLine(r)
		if errors.Is(err, io.EOF) {
			return n, l.tail(n, text)
		}
		if err == nil {
			err = l.line(n, text)
		}
		if err != nil {
			return n, err
		}
	}
}

// nextLine reads a line with its end; at the end of the file it gives what is left.
func nextLine(r *bufio.Reader) ([]byte, error) {
	var text []byte
	for {
		part, err := r.ReadSlice('\n')
		if text = append(text, part...); len(text) > mostLine {
			return nil, reconcile.Problem(reconcile.Say("it is longer than %d bytes", mostLine), ErrDamaged)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return text, err
		}
	}
}

// line takes in a line with its end.
func (l *Log) line(n int, text []byte) error {
	body, ok := l.chain.open(bytes.TrimSuffix(text, []byte{'\n'}))
	if !ok {
		return errUnchained()
	}
	l.size += int64(len(text))
	return l.add(n, body)
}

// tail takes in what stands behind the last end of a line. A kill leaves a line there
// that was begun, and the loss of power zeros.
func (l *Log) tail(n int, text []byte) error {
	if n == 1 && l.chain != nil {
		return errNoBeginning()
	}
	l.Torn = len(text) > 0
	if text = bytes.TrimRight(text, "\x00"); len(text) == 0 || l.chain == nil {
		return nil
	}
	if body, ok := l.chain.open(text); ok {
		l.Torn, l.unended = false, true
		l.size += int64(len(text))
		return l.add(n, body)
	}
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&line{}); !errors.Is(err, io.ErrUnexpectedEOF) {
		return errUnchained()
	}
	return nil
}

func errNoBeginning() error {
	return reconcile.Problem(reconcile.Say("the line is missing that says which run it is of"), ErrDamaged)
}

func errUnchained() error {
	return reconcile.Problem(reconcile.Say("it is not the line that was written there: it, or one before it, was changed, removed or put in"), ErrDamaged)
}

// begin holds the files of a run against what its first line says of them.
func (l *Log) begin(b *begin) error {
	switch {
	case b == nil:
		return errNoBeginning()
	case b.ManifestSHA256 != l.manifestSum:
		return reconcile.Problem(reconcile.Say("%s is not the one that the run was made with (SHA-256 differs)", manifestName), ErrDamaged)
	case b.PlanSHA256 != l.Manifest.PlanSHA256:
		return reconcile.Problem(reconcile.Say("%s is of another plan", manifestName), ErrDamaged)
	}
	return nil
}

func (l *Log) add(n int, text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var x line
	if err := d.Decode(&x); err != nil {
		return err
	}
	if first := n == 1 && l.chain != nil; first != (x.Event == eventBegin) {
		return errNoBeginning()
	} else if first {
		return l.begin(x.Begin)
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
		return x.End.check()
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
