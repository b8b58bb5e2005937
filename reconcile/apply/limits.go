package apply

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"time"
)

// Limits bound a run. The zero Limits are the defaults.
type Limits struct {
	// InFlight is the largest number of batches in flight (0: 4), BatchSize
	// the largest number of writes in one (0: 20, which is also Graph's limit).
	InFlight, BatchSize int
	// StopAfter stops the run after so many failed changes; 0 means never.
	StopAfter int
	Rate      Rate
	// QuotaShare is the part of Quota that RateAuto uses (0: 0.9).
	QuotaShare float64
	// Quota is what Graph allows; the zero Quota is that of a large tenant.
	Quota Quota
	// Lag is how long a write whose outcome is unknown is looked for before it
	// is believed not to have been done (0: 15 s; negative: one look).
	Lag time.Duration
	// Drain is how long batches in flight may take after the context ended (0: 60 s).
	Drain time.Duration
	// BreakAfter is how long a run goes on though nothing gets a proper answer (0:
	// 2 min).
	BreakAfter time.Duration
	// VerifyFor is how long verification waits for replication (0: 5 min).
	VerifyFor time.Duration
	// NoVerify leaves verification out.
	NoVerify bool
}

func (l Limits) settled() Limits {
	l.InFlight = cmp.Or(l.InFlight, 4)
	l.BatchSize = min(cmp.Or(l.BatchSize, 20), 20)
	l.QuotaShare = min(cmp.Or(l.QuotaShare, 0.9), 1)
	l.Lag = cmp.Or(l.Lag, 15*time.Second)
	l.Drain = cmp.Or(l.Drain, time.Minute)
	l.BreakAfter = cmp.Or(l.BreakAfter, 2*time.Minute)
	l.VerifyFor = cmp.Or(l.VerifyFor, 5*time.Minute)
	l.Quota = cmp.Or(l.Quota, PublishedQuota(math.MaxInt))
	return l
}

// RateMode says what bounds the writes a second.
type RateMode uint8

const (
	// RateAuto keeps within the share of Graph's published quota.
	RateAuto RateMode = iota
	// RateOff lets the answers alone decide.
	RateOff
	// RateFixed is at most Rate.PerSecond writes in any second.
	RateFixed
)

// Rate is the bound on writes a second. Whatever it is, the answers slow a run
// down further.
type Rate struct {
	Mode RateMode
	// PerSecond counts for RateFixed only.
	PerSecond float64
}

// ParseRate reads auto, off, or a number of writes a second.
func ParseRate(s string) (Rate, error) {
	switch s {
	case "", "auto":
		return Rate{}, nil
	case "off":
		return Rate{Mode: RateOff}, nil
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n > 0) || math.IsInf(n, 0) {
		return Rate{}, fmt.Errorf("rate %q: want auto, off, or a number of writes a second above 0", s)
	}
	return Rate{Mode: RateFixed, PerSecond: n}, nil
}

// Allowance is a number of units in any span of time.
type Allowance struct {
	Amount float64
	Span   time.Duration
}

func (a Allowance) perSecond() float64 {
	if a.Span <= 0 {
		return 0
	}
	return a.Amount / a.Span.Seconds()
}

// Quota is what Graph allows one application in one tenant.
type Quota struct {
	// Writes counts writes of this application, TenantWrites those of all
	// applications together, Units the resource units of this application.
	Writes, TenantWrites, Units Allowance
}

// PublishedQuota is the quota of a tenant with so many users (Graph:
// Microsoft Graph service-specific throttling limits, identity and access).
func PublishedQuota(users int) Quota {
	units := 8000.0
	switch {
	case users < 50:
		units = 3500
	case users <= 500:
		units = 5000
	}
	return Quota{
		Writes:       Allowance{Amount: 3000, Span: 150 * time.Second},
		TenantWrites: Allowance{Amount: 18000, Span: 5 * time.Minute},
		Units:        Allowance{Amount: units, Span: 10 * time.Second},
	}
}
