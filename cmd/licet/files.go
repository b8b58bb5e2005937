package main

import (
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"licet/io/terminal"
	"licet/reconcile"
)

// Whoever types a report's name where the sheet's was meant must not lose the
// sheet. So before a command reads or writes anything, the files that it is given
// are looked at together (files_check.go). Which of them it reads and which it
// writes is known here and nowhere else.

// fileUse says what a command does with a file that somebody names.
type fileUse struct {
	written bool
	// form refuses names under which it could not be written; nil takes any.
	form func(path string) error
	// replaces refuses a file that is there and may not be replaced; nil replaces any.
	replaces func(c *cli.Context, path string) error
	// beside are the endings of files that belong to it.
	beside []string
}

var (
	sheetToRead = &fileUse{}
	planToRead  = &fileUse{beside: []string{planSignature}}
	// A sandbox keeps a log, a lock and a history beside its file.
	sandboxFile  = &fileUse{beside: []string{sandboxLog, ".lock", ".delta"}}
	sheetToWrite = &fileUse{written: true, form: sheetForm, replaces: onlyForced}
)

// fileFlags are the flags that name a file, by what their variables have behind
// LICET_.
var fileFlags = map[string]*fileUse{
	"CURRENT": sheetToRead, "PRICES": sheetToRead, "CATALOG": sheetToRead, "FAULTS": sheetToRead, "SINCE": sheetToRead,
	"FROM": planToRead, "SANDBOX": sandboxFile, "SANDBOX_TENANT": sandboxFile,
	"REPORT": {written: true, form: reportForm}, "RESULTS": {written: true, form: resultsForm},
	"OUT": {written: true, replaces: onlyPlan}, "FIX": sheetToWrite,
	"HAR": {written: true, replaces: onlyRecording}, "TLS": {written: true, replaces: onlyCertificate},
	"CPUPROFILE": {written: true},
}

// fileArguments are the uses of the arguments of a command. The last one goes for
// all that follow; nil is no file.
var fileArguments = map[string][]*fileUse{
	"plan": {sheetToRead}, "check": {sheetToRead}, "apply": {planToRead}, "rehearse": {planToRead},
	"export": {{written: true, form: exportForm, replaces: onlyForced}}, "template": {sheetToWrite}, "swap": {nil, nil, sheetToWrite},
	"snapshot": {{written: true, form: snapshotForm, replaces: onlyForced}},
	"create":   {{written: true, form: unlogged, replaces: never}},
}

// fileVariables name files that signing in reads.
var fileVariables = []string{"AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE"}

const (
	// planSignature is what a plan's signature has behind the plan's name.
	planSignature = ".sig"
	// sandboxLog is the same of the writes that a sandbox has not folded in.
	sandboxLog = ".log"
	// standard stands for standard input and output.
	standard = "-"
)

// file is one that a command is given.
type file struct {
	*fileUse
	// said is how it was named, with its flag if it has one.
	said reconcile.Sentence
	path string
	// open is what is known of a standard stream; nil for all others.
	open fs.FileInfo
}

// files are those of a command.
type files []file

func (all *files) add(use *fileUse, said, path string) {
	if use == nil || path == "" {
		return
	}
	*all = append(*all, file{fileUse: use, said: reconcile.Verbatim(said), path: path})
	for _, ending := range use.beside {
		*all = append(*all, file{fileUse: sheetToRead, said: reconcile.Verbatim(path + ending), path: path + ending})
	}
}

// addStream adds a standard stream that is a file.
func (all *files) addStream(stream any, said reconcile.Sentence, use *fileUse) {
	f, ok := stream.(*os.File)
	if !ok {
		return
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		*all = append(*all, file{fileUse: use, said: said, open: info})
	}
}

// filesOf are all files that a command is given, in whatever way.
func (e *env) filesOf(c *cli.Context) files {
	var all files
	for _, f := range c.Command.Flags {
		use := useOf(f)
		if use == nil {
			continue
		}
		name := f.Names()[0]
		for _, path := range valuesOf(c, name) {
			all.add(use, "--"+name+" "+path, path)
		}
	}
	uses := fileArguments[c.Command.Name]
	for i, path := range c.Args().Slice() {
		if len(uses) > 0 {
			all.add(uses[min(i, len(uses)-1)], path, path)
		}
	}
	all.add(sheetToRead, e.settings.Path, e.settings.Path)
	for _, name := range fileVariables {
		all.add(sheetToRead, name, e.Getenv(name))
	}
	for i := range all {
		if all[i].path == standard && !all[i].written {
			all.addStream(e.In, reconcile.Say("standard input"), sheetToRead)
		}
	}
	all.addStream(terminal.Stream(e.Out), reconcile.Say("standard output"), &fileUse{written: true})
	all.addStream(terminal.Stream(e.Err), reconcile.Say("standard error"), &fileUse{written: true})
	return all
}

// useOf says what is done with the file that a flag names; nil if it names none.
func useOf(f cli.Flag) *fileUse {
	d, ok := f.(cli.DocGenerationFlag)
	if !ok || len(d.GetEnvVars()) == 0 {
		return nil
	}
	return fileFlags[strings.TrimPrefix(d.GetEnvVars()[0], "LICET_")]
}

// valuesOf are the values of a flag that may stand again.
func valuesOf(c *cli.Context, flag string) []string {
	if one, ok := c.Value(flag).(string); ok {
		return []string{one}
	}
	return c.StringSlice(flag)
}

// named are the values of a flag without those that are empty: a variable that is
// set to nothing names no file.
func named(values cli.StringSlice) []string {
	return slices.DeleteFunc(slices.Clone(values.Value()), func(path string) bool { return path == "" })
}
