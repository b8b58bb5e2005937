package main

import (
	"bytes"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"licet/io/planfile"
	"licet/io/report"
	"licet/io/sandbox"
	"licet/io/terminal"
)

// Which names files may have that licet writes, and which files it may replace. A
// sheet is edited by people and a snapshot tells of a day that is over, so they
// stay unless somebody says otherwise; a plan makes way for the next one. Reports
// and results are made again and may replace what is there.

func reportForm(path string) error {
	if _, err := report.KindOf(path); err != nil {
		return terminal.Problemf("%s: a report is written as .html, .xlsx, .csv, .json or .md; name the file so", path).Because(err)
	}
	return nil
}

func resultsForm(path string) error {
	if _, err := report.ResultsKind(path); err != nil {
		return terminal.Problemf("%s: results are written as .csv, .xlsx or .json; name the file so", path).Because(err)
	}
	return nil
}

func sheetForm(path string) error {
	_, err := sheetKind(path)
	return err
}

func exportForm(path string) error {
	if path == standard {
		return nil
	}
	return sheetForm(path)
}

func snapshotForm(path string) error {
	if !isTenantFile(path) {
		return terminal.Problemf("%s does not have the extension of a tenant file", path).
			Hint("Name a .json or a .json.gz file.")
	}
	return unlogged(path)
}

// unlogged refuses the place of a sandbox's file whose last writes stand beside it:
// they would be done to the new file.
func unlogged(path string) error {
	if !there(path + sandboxLog) {
		return nil
	}
	return terminal.Problemf("%s has the last writes of a sandbox in %s", path, path+sandboxLog).
		Hint("Open it once, so that they are folded in (`licet skus --sandbox %s`), or name another file.", path)
}

// onlyForced replaces a file with --force; --refresh is for one that is there.
func onlyForced(c *cli.Context, path string) error {
	if c.Bool("force") || c.Bool("refresh") {
		return nil
	}
	return alreadyThere(path)
}

func alreadyThere(path string) error {
	return terminal.Problemf("%s is there already", path).Hint("--force replaces it; or name another file.")
}

func never(_ *cli.Context, path string) error {
	return terminal.Problemf("%s is there already", path).
		Hint("Name another file, or delete it: a sandbox keeps what was done to it.")
}

func onlyPlan(_ *cli.Context, path string) error {
	return onlyKind(path, planfile.IsPlan, terminal.Problemf("%s is no plan of licet: --out replaces an earlier plan, and no other file", path))
}

func onlyRecording(_ *cli.Context, path string) error {
	return onlyKind(path, begins(`{"log":`), terminal.Problemf("%s is no recording: --har replaces an earlier recording, and no other file", path))
}

func onlyCertificate(_ *cli.Context, path string) error {
	return onlyKind(path, sandbox.IsAuthority,
		terminal.Problemf("%s is not the certificate of a sandbox: --tls replaces an earlier one, and no other file", path))
}

// onlyKind lets a file be replaced that is empty or of a kind.
func onlyKind(path string, kind func(io.Reader) bool, other *terminal.Problem) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() == 0 || kind(f) {
		return err
	}
	return other.Hint("Name another file.")
}

// begins recognises files by how they begin.
func begins(text string) func(io.Reader) bool {
	return func(r io.Reader) bool {
		head := make([]byte, len(text))
		_, err := io.ReadFull(r, head)
		return err == nil && bytes.Equal(head, []byte(text))
	}
}
