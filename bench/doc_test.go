// Package bench_test measures what only shows when the parts work together:
// runs of many changes against the sandbox over HTTP. README.md has what was
// measured and how.
package bench_test
