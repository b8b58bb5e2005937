package sandbox_test

import (
	"testing"

	"go.uber.org/goleak"
)

// A sandbox serves for days in somebody's tests.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
