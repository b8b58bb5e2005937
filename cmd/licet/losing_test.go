package main

import (
	"os"

	"licet/io/journal"
)

// losing is licet whose folder LOSE goes away when all changes are done, as a share
// of the network does.
func losing() {
	e := contractedEnv()
	e.exit = os.Exit
	e.journal.Hook = func(p journal.Point) {
		if p != journal.BeforeEnd {
			return
		}
		if err := os.RemoveAll(os.Getenv("LOSE")); err != nil {
			panic(err)
		}
	}
	os.Exit(run(os.Args, e))
}
