package main

import (
	"context"
	"sync"

	"licet/io/sheet"
	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

// compareLists makes the input of a plan from two long lists by what they
// differ in. Where they do not lend themselves to it, it tells nothing and leaves
// done false: they are read in the common way then.
func (p *planning) compareLists(ctx context.Context, out *planned) (done bool) {
	if !p.compare {
		return false
	}
	defer func() {
		if !done || out.compared.Expected+len(out.tenant.Users) > hastyMost {
			p.calm()
		}
	}()
	o, err := p.plan.options(out.names, out.phrases)
	if err != nil || p.explain != "" || len(p.paths) != 1 || p.source.current == "" || isTenantFile(p.source.current) || !o.Comparable() {
		return false
	}
	current, desired := p.readListings(ctx, out)
	if current == nil || desired == nil || hasErrors(current.Findings) {
		return false
	}
	lists := plan.Lists{Current: current.List, Desired: desired.List, Names: out.names, Catalog: out.from.catalog, Options: o, Phrases: out.phrases}
	in, found, ok := lists.Input()
	if !ok {
		return false
	}
	p.env.noteFindings(found)
	in.Findings = desired.Findings
	out.compared, out.listed, out.digested = &in, desired, desired.Digest()
	out.tenant, out.names = in.Tenant, in.Names
	return true
}

// readListings reads both lists, side by side.
func (p *planning) readListings(ctx context.Context, out *planned) (current, desired *sheet.Listing) {
	o, err := p.sheets.options(out.names)
	if err != nil {
		return nil, nil
	}
	o.Tagger, o.Phrases = sheet.NewTagger(), p.env.Words
	var wait sync.WaitGroup
	wait.Go(func() {
		current = sheet.ReadListing(ctx, p.source.current,
			sheet.Options{Vocabulary: names.New(out.from.catalog, nil), Tagger: o.Tagger, Phrases: o.Phrases})
	})
	wait.Go(func() { desired = sheet.ReadListing(ctx, p.paths[0], o) })
	wait.Wait()
	return current, desired
}

func hasErrors(found []reconcile.Finding) bool {
	errors, _ := reconcile.CountFindings(found)
	return errors > 0
}
