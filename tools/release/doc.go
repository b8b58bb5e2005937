// Package release has the tools of releases: see go.mod.
package release
