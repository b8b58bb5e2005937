//go:build !linux

package sandbox

import (
	"context"
	"time"
)

// sleepExactly leaves the wait to Go's timers.
func sleepExactly(context.Context, time.Duration) (done bool, err error) { return false, nil }
