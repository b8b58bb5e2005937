// Package order arranges changes so that no call lacks a seat, and finds the
// rings of changes that cannot be arranged. It knows what a change takes and
// releases, and nothing of sheets, users or names.
package order
