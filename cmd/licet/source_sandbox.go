package main

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"licet/io/graph"
	"licet/io/graph/signin"
	"licet/io/planfile"
	"licet/io/sandbox"
	"licet/io/sandbox/contoso"
	"licet/io/sandbox/quota"
	"licet/io/tenant"
	"licet/reconcile/apply"
)

// sandboxSource serves a tenant file on loopback and talks to it through the
// same client as to Graph.
func sandboxSource(ctx context.Context, e *env, f *sourceFlags) (*source, error) {
	options, err := sandboxOptions(e, f.quota, f.faults)
	if err != nil {
		return nil, err
	}
	heard, o, err := e.listen(f)
	if err != nil {
		return nil, err
	}
	store, err := sandbox.OpenStore(f.sandbox, func() (*tenant.File, error) { return contoso.Tenant(), nil })
	if err != nil {
		return nil, errors.Join(inUse(f.sandbox, err), heard.close())
	}
	// The server outlives the command's context: what is in flight when
	// somebody presses Ctrl-C is answered.
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	listener, err := sandbox.Listen(ctx, "127.0.0.1:0", false)
	if err != nil {
		stop()
		return nil, errors.Join(err, store.Close(), heard.close())
	}
	// Nobody else on this machine may change what is read and written here.
	options.Token = rand.Text()
	served := make(chan error, 1)
	go func() { served <- sandbox.New(store, options).Serve(ctx, listener, nil) }()
	o.Root, o.Credential = "http://"+listener.Addr().String(), signin.StaticToken(options.Token)
	client, err := graph.New(o)
	s := &source{kind: planfile.SourceSandbox, client: client, answers: heard, quota: quotaOf(options.Quota), close: func() error {
		stop()
		return errors.Join(<-served, store.Close(), heard.close())
	}}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.readGraph(e)
	return s, nil
}

// quotaOf gives the quota of a sandbox as a run sees it; nil is Graph's.
func quotaOf(q quota.Limits) *apply.Quota {
	switch q.Kind {
	case quota.Off:
		return &apply.Quota{}
	case quota.Writes:
		burst := q.MostAtOnce()
		return &apply.Quota{Writes: apply.Allowance{Amount: burst, Span: time.Duration(burst / q.PerSecond * float64(time.Second))}}
	default:
		return nil
	}
}

// sandboxOptions reads the knobs of the sandbox. The fault that kills ends this
// process as SIGKILL would.
func sandboxOptions(e *env, limits, faults string) (sandbox.Options, error) {
	var o sandbox.Options
	var err error
	if o.Quota, err = quota.Parse(limits); err != nil {
		return o, err
	}
	if o.Facts, err = sandbox.CatalogFacts(); err != nil {
		return o, err
	}
	if faults != "" {
		if o.Faults, err = sandbox.LoadFaults(faults); err != nil {
			return o, err
		}
	}
	o.Die, o.Exact = func() { e.exit(exitDied) }, true
	return o, nil
}

// exitDied is the code of a process that a fault of the sandbox killed, the one
// that a shell shows for SIGKILL.
const exitDied = 137
