// Package journal keeps the files of runs: what was to be done, what was sent,
// and what became of it, so that a run can be finished or undone whatever
// killed its process. docs/journal.md describes the files.
//
// A run is a folder of its own below the runs folder:
//
//	manifest.json   what the run is: tool, tenant, source, plan's hash
//	plan.json       the plan, byte for byte as the caller gave it
//	journal.jsonl   one event a line: begin, open, intend, settle, finding, after, end
//	lock            held while a process works on the run
//
// The rule that everything rests on: an intend line is on disk before its
// batch is sent. Settle lines need not be; an outcome that is lost is found
// out by reading the user. So there is one sync a group of batches at most
// (writer.go), and a torn last line loses nothing: an intend line that is torn
// was not sent.
//
// What is read is evidence and no authority: the lines hang together by hashes
// (chain.go), files that others may have written are refused (trust.go), and no
// number in them decides how much memory is taken.
package journal
