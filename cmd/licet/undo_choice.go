package main

import (
	"slices"

	"github.com/urfave/cli/v2"

	"licet/io/journal"
	"licet/io/planfile"
	"licet/io/settings"
	"licet/io/terminal"
	"licet/reconcile"
)

// Which run is undone when none is named: the latest of the tenant that is no undo
// and was not undone. Where that is not beyond doubt, licet asks for the name.

// lastRun hands the run to be undone to do, with its tenant where it was opened to
// find the run.
func (r *request) lastRun(c *cli.Context, do func(dir string, from *source) error) error {
	root, err := r.apply.runsRoot()
	if err != nil {
		return err
	}
	h, err := journal.ReadHistory(root)
	if err != nil {
		return err
	}
	choice := &undoChoice{History: h, root: root}
	if r.source.sandbox != "" {
		place := r.source.place()
		dir, err := choice.latest(func(m *journal.Manifest) bool { return onSandbox(m) && m.Source == place })
		if err != nil {
			return err
		}
		return do(dir, nil)
	}
	several := choice.tenants()
	if namesGraph(c) || len(several) > 1 && r.source.graphURL != "" {
		return r.open(c.Context, func(from *source) error {
			id, _, err := from.client.Organization(c.Context)
			if err != nil {
				return err
			}
			dir, err := choice.latest(func(m *journal.Manifest) bool { return !onSandbox(m) && m.Tenant.ID == id })
			if err != nil {
				return err
			}
			return do(dir, from)
		})
	}
	if len(several) > 1 {
		return severalTenants(several)
	}
	dir, err := choice.latest(func(*journal.Manifest) bool { return true })
	if err != nil {
		return err
	}
	return do(dir, nil)
}

// namesGraph reports whether the command line says where Graph is, or who asks.
func namesGraph(c *cli.Context) bool {
	return slices.ContainsFunc(settings.Given(c), func(w []string) bool {
		return slices.Contains([]string{"--graph-url", "--cloud", "--auth", "--tenant", "--client-id"}, w[0])
	})
}

func onSandbox(m *journal.Manifest) bool { return m.Tenant.Source == string(planfile.SourceSandbox) }

// undoChoice chooses among the runs of a folder.
type undoChoice struct {
	*journal.History
	root string
}

// latest gives the folder of the latest run that fits, is no undo and was not
// undone. One that cannot be read may be the one: it is not passed over.
func (h *undoChoice) latest(fits func(*journal.Manifest) bool) (string, error) {
	var undone *journal.Manifest
	for i := range h.Runs {
		m := &h.Runs[i].Manifest
		if err := h.Runs[i].Err; err != nil {
			return "", unreadable("undo", h.Runs[i].Dir, err)
		}
		if !fits(m) || m.Kind == journal.KindUndo {
			continue
		}
		switch u := h.Undone(m.ID); {
		case u.Part:
			return "", partlyUndone(m.ID, u.By)
		case u.By != nil:
			if undone == nil {
				undone = &u.By.Manifest
			}
			continue
		}
		switch s := h.Summary(i); {
		case s.Err != nil:
			return "", unreadable("undo", s.Dir, s.Err)
		case s.Running:
			return "", terminal.Problemf("run %s is still running: it cannot be undone yet", m.ID)
		default:
			return s.Dir, nil
		}
	}
	if undone != nil {
		return "", terminal.Problemf("there is no run to undo: run %s was undone by run %s", undone.Of, undone.ID).
			Hint("licet undo %s would bring back what it did.", undone.ID)
	}
	return "", terminal.Problemf("no run in %s can be undone", h.root).Hint("`licet runs` lists the runs.").Because(journal.ErrNoRun)
}

// tenants gives for each tenant the latest run that can be undone.
func (h *undoChoice) tenants() (latest []journal.Manifest) {
	for i := range h.Runs {
		m := h.Runs[i].Manifest
		if h.Runs[i].Err != nil || m.Kind == journal.KindUndo || slices.ContainsFunc(latest, func(o journal.Manifest) bool { return onOneTenant(&m, &o) }) {
			continue
		}
		if u := h.Undone(m.ID); u.By == nil || u.Part {
			latest = append(latest, m)
		}
	}
	return latest
}

// onOneTenant reports whether two runs are of one tenant. All sandboxes may have the
// same id.
func onOneTenant(a, b *journal.Manifest) bool {
	return a.Tenant.ID == b.Tenant.ID && onSandbox(a) == onSandbox(b) && (!onSandbox(a) || a.Source == b.Source)
}

func severalTenants(latest []journal.Manifest) error {
	var list []reconcile.Sentence
	for _, m := range latest {
		where := tenantName(planfile.Tenant{ID: m.Tenant.ID, DisplayName: m.Tenant.DisplayName, Source: planfile.Source(m.Tenant.Source)})
		if onSandbox(&m) {
			where = reconcile.Say("%s, %s", where, m.Source)
		}
		list = append(list, reconcile.Say("%s on %s", m.ID, where))
	}
	return terminal.Problemf("runs on several tenants can be undone, the latest of each: %s", reconcile.AndOf(list)).
		Hint("Name the run, as in licet undo %s; or the tenant, as in licet undo --sandbox FILE.", latest[0].ID)
}

// unreadable is said where the latest run is wanted, and one cannot be read.
func unreadable(command, dir string, err error) error {
	return terminal.Problemf("the run in %s cannot be read, and may be the latest: %s", dir, reconcile.OfError(err)).
		Hint("`licet runs` lists all: name the one that is meant, as in licet %s RUN; or move that folder to another place.", command).Because(err)
}

// partlyUndone says how to go on with a run of which a part was undone.
func partlyUndone(run string, by *journal.Summary) error {
	id, of := by.Manifest.ID, by.Manifest.Of
	rest := reconcile.Say("licet undo %s takes back what is left.", run)
	var how reconcile.Sentence
	switch {
	case by.Err != nil:
		how = reconcile.Say("run %s, which undoes run %s, cannot be read: %s", id, of, reconcile.OfError(by.Err))
	case by.Running:
		how, rest = reconcile.Say("run %s, which undoes run %s, is still running", id, of), reconcile.Sentence{}
	case !by.Finished:
		how = reconcile.Say("run %s, which undoes run %s, did not come to its end", id, of)
		rest = reconcile.Say("licet resume %s goes on with it; %s", id, rest)
	default:
		how = reconcile.Say("%s of run %s, which undoes run %s",
			reconcile.Count(by.Counts.Failed, "%d change failed", "%d changes failed"), id, of)
		rest = reconcile.Say("`licet runs show %s` says why; %s", id, rest)
	}
	return terminal.Problemf("run %s was undone only in part: %s", run, how).Hint("%s", rest)
}
