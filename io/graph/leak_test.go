package graph_test

import (
	"testing"

	"go.uber.org/goleak"
)

// A client that leaves goroutines behind grows with every call of a run of hours.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
