package sandbox

import (
	"os"
	"time"

	"licet/io/tenant"
)

// FillDisk makes every further line of a store's log fail as on a full disk.
func FillDisk(st *Store) error {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	st.log.file = full
	return nil
}

// Remembered is the number of earlier versions of users that are kept.
func Remembered(st *Store) int { return len(st.past.before) }

// User gives one user of a store, by id or UPN, as it is now; false if there is none.
func User(st *Store, key string) (tenant.User, bool) {
	st.mu.RLock()
	defer st.mu.RUnlock()
	i := st.find(key)
	if i < 0 {
		return tenant.User{}, false
	}
	return st.user(st.accounts[i]), true
}

// Hurry gives clients of a listener that long for a head and for a body, and lets
// so many in at once.
func Hurry(l *Listener, head, body time.Duration, connections int) {
	l.head, l.body, l.connections = head, body, connections
}
