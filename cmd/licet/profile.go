package main

import (
	"errors"
	"os"
	"runtime/pprof"

	"github.com/urfave/cli/v2"
)

// profiled gives a command the hidden flag --cpuprofile, for those who want to
// know where the time goes (bench/README.md).
func profiled(c *cli.Command) {
	var path string
	var file *os.File
	c.Flags = append(c.Flags, &cli.StringFlag{Name: "cpuprofile", Hidden: true, Destination: &path})
	c.Before = func(*cli.Context) (err error) {
		if path == "" {
			return nil
		}
		if file, err = os.Create(path); err != nil {
			return err
		}
		return pprof.StartCPUProfile(file)
	}
	c.After = func(*cli.Context) error {
		if file == nil {
			return nil
		}
		pprof.StopCPUProfile()
		return errors.Join(file.Sync(), file.Close())
	}
}
