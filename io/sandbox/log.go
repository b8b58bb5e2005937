package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"licet/io/tenant"
)

// logRecord is one line of the log: what is so after a write. Lines say the state
// and not the step, so that reading one twice does no harm: the log may outlive
// the moment in which it was folded in.
type logRecord struct {
	User *tenant.User `json:"user,omitempty"`
	// Deleted is the id of a user who was soft-deleted.
	Deleted string `json:"deleted,omitempty"`
	// Group is a group whose licences were changed.
	Group *tenant.Group `json:"group,omitempty"`
	// SkuID and Others are the units of a SKU that somebody outside consumes.
	SkuID  string `json:"skuId,omitempty"`
	Others int    `json:"others,omitempty"`
}

// writeLog is the log beside the tenant file. Its lines reach the operating
// system before the write is answered: they survive the death of the process,
// not that of the machine.
type writeLog struct {
	file *os.File
	// size is where the last whole line ends.
	size int64
	lock *flock.Flock
}

// append writes one line. When that fails the log ends where it ended before.
func (l *writeLog) append(r logRecord) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	if _, err := l.file.WriteAt(line, l.size); err != nil {
		return errors.Join(err, l.file.Truncate(l.size))
	}
	l.size += int64(len(line))
	return nil
}

// replay reads the log at path, applies its records to st, and gives the length
// of its whole lines. A last line without its end is a write that was never
// answered, and is left out; any other damage is an error.
func replay(path string, st *Store) (int64, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	whole := int64(bytes.LastIndexByte(data, '\n') + 1)
	lines := json.NewDecoder(bytes.NewReader(data[:whole]))
	for n := 1; ; n++ {
		var r logRecord
		err := lines.Decode(&r)
		if errors.Is(err, io.EOF) {
			return whole, st.finishGroups()
		}
		if err != nil {
			return 0, fmt.Errorf("%s: write %d is not readable (move the file away to go on without its writes): %w", path, n, err)
		}
		st.redo(r)
	}
}

// redo makes the store what a record says.
func (st *Store) redo(r logRecord) {
	switch {
	case r.User != nil:
		if i := st.find(r.User.ID); i >= 0 {
			next := st.account(r.User)
			st.version++
			next.version, next.tracked = st.version, st.version
			st.replace(i, next)
		}
	case r.Deleted != "":
		if i, ok := st.byID[strings.ToLower(r.Deleted)]; ok {
			st.drop(int(i), time.Now())
		}
	case r.Group != nil:
		g := st.groups[st.groupNumber(r.Group.ID)]
		g.facts, g.due = *r.Group, time.Now()
	case r.SkuID != "":
		st.skus[st.skuNumber(r.SkuID)].others = r.Others
	}
}
