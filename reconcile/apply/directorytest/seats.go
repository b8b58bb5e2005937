package directorytest

import (
	"context"

	"licet/reconcile/apply"
)

// Seats implements apply.Directory.
func (m *Memory) Seats(ctx context.Context) ([]apply.SeatCount, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []apply.SeatCount
	for sku, pool := range m.pools {
		out = append(out, apply.SeatCount{SKUID: sku, Pool: pool, Consumed: m.used[sku]})
	}
	return out, nil
}
