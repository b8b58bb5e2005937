package journal

import "path/filepath"

// InRun reports whether path is, or would be, a file in the folder of a run.
func InRun(path string) bool { return exists(filepath.Join(filepath.Dir(path), journalName)) }
