//go:build !unix

package journal

import "io/fs"

const openFlags = 0

// own: the modes that Go makes up here say nothing of who may write; the folder in the
// user's profile is theirs by what it inherits.
func own(string, fs.FileInfo, bool) error { return nil }
