package planfile

import "time"

// Format names the plan file and its version.
const Format = "licet-plan/1"

// Source says where the current assignments came from.
type Source string

// Sources of a tenant.
const (
	// SourceGraph is a real tenant.
	SourceGraph Source = "graph"
	// SourceSandbox is the sandbox over a tenant file.
	SourceSandbox Source = "sandbox"
	// SourceFile is a tenant file or a sheet, read offline; such a plan may
	// lack the users' object ids.
	SourceFile Source = "file"
)

// Header says what a plan was made from and by whom.
type Header struct {
	// Created is when the plan was made; written in UTC, to the second.
	Created time.Time
	Tool    Tool
	Tenant  Tenant
	// Inputs are the sheets, in the order of the command line; of a way back those of
	// what it takes back.
	Inputs []Input
	// Undoes is the run that a way back takes back; nil for any other plan.
	Undoes *Undone
}

// Undone is a run that is taken back.
type Undone struct {
	Run string `json:"run"`
	// Kind says what it was: apply, undo or redo.
	Kind string `json:"kind"`
	// Began is when it began; written in UTC, to the second.
	Began time.Time `json:"began"`
}

// Tool is the program that made the plan.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Tenant is the tenant that the plan is bound to. ID is empty where the source
// does not tell it.
type Tenant struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName"`
	Source      Source `json:"source"`
}

// Input is one sheet as it was read. SHA256 is the lower-case hexadecimal hash
// of the file's bytes; Rows the rows of data in it.
type Input struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Rows   int    `json:"rows"`
}
