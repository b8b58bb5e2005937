package main

import (
	"errors"
	"io/fs"
	"os"

	"licet/io/atomicfile"
	"licet/io/planfile"
	"licet/io/terminal"
)

// A script that plans and then applies must never apply yesterday's plan because
// today's could not be made. So an earlier plan leaves its place before planning
// begins, and whatever ends it, an error or a power cut, there is the new plan or
// none.

// earlierEnding is what the name of an earlier plan has behind it while the new one is made.
const earlierEnding = ".old"

// planOut is the file of --out.
type planOut struct {
	path string
	// earlier is where the plan is that was at path; empty if there was none.
	earlier string
}

// clear renames the plan that is at path, if there is one.
func (o *planOut) clear() error {
	place := atomicfile.Target(o.path)
	if o.path == "" || !isFile(place) {
		return nil
	}
	earlier := place + earlierEnding
	if there(earlier) {
		if err := onlyKind(earlier, planfile.IsPlan, terminal.Problemf("%s would be overwritten, and is no plan of licet", earlier)); err != nil {
			return err
		}
	}
	if err := os.Rename(place, earlier); err != nil {
		return terminal.Problemf("%s cannot be written: %s", o.path, err).Hint("Name another file, or see to that first.").Because(err)
	}
	o.earlier = earlier
	return nil
}

// write writes the plan, and the earlier one goes.
func (o *planOut) write(p *planned) error {
	if o.path == "" {
		return nil
	}
	err := planfile.WriteFile(o.path, p.plan, p.header)
	if errors.Is(err, fs.ErrExist) {
		return terminal.Problemf("%s has come while the plan was made, and is kept", o.path).Hint("Name another file.")
	}
	if err != nil || o.earlier == "" {
		return err
	}
	err, o.earlier = os.Remove(o.earlier), ""
	return err
}

// tell says where the earlier plan is if there is no new one.
func (o *planOut) tell(e *env) {
	if o.earlier != "" {
		e.Note("there is no new plan; the earlier one is %s", o.earlier)
	}
}
