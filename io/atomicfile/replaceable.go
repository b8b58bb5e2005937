//go:build !windows

package atomicfile

import "os"

// replaceable reports why the file at path may not be written. Opening it changes
// nothing about it.
func replaceable(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return f.Close()
}
