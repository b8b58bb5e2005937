package sandbox

import "os"

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
