package directorytest_test

import (
	"testing"

	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
)

func TestMemoryKeepsThePromisesOfADirectory(t *testing.T) {
	directorytest.Run(t, func(t *testing.T, f directorytest.Fixture) apply.Directory {
		return directorytest.NewMemory(f, 1)
	})
}
