//go:build unix

package journal

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"licet/reconcile"
)

// openFlags: a link is not followed, a pipe is not waited for.
const openFlags = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// othersWrite are the bits of a mode that let others write.
const othersWrite = 0o022

// own refuses what belongs to somebody else or may be written by others. A folder of
// runs may be the system's.
func own(path string, info fs.FileInfo, root bool) error {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		if uid := int(s.Uid); uid != os.Geteuid() && (uid != 0 || !root) {
			return foreign(reconcile.Say("%s belongs to user %d, and licet runs as %d: runs of others are not carried on", path, uid, os.Geteuid()))
		}
	}
	mode := info.Mode()
	if mode.Perm()&othersWrite == 0 || root && mode&fs.ModeSticky != 0 {
		return nil
	}
	return foreign(reconcile.Say("others may write %s (mode %s): if nobody did, chmod go-w %s", path, fmt.Sprintf("%04o", mode.Perm()), path))
}
