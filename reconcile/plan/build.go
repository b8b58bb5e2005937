package plan

import (
	"errors"
	"iter"
	"slices"

	"licet/reconcile"
	"licet/reconcile/names"
)

// Input is what a plan is made from.
type Input struct {
	// Rows are the rows of all sheets. Build reads them once; Understand once, and
	// again for each walk through Understanding.Rows.
	Rows iter.Seq[reconcile.Row]
	// Findings are what the sheets' readers found; errors about a user leave
	// that user out.
	Findings []reconcile.Finding
	Tenant   *reconcile.Tenant
	Catalog  *reconcile.Catalog
	Names    *names.Names
	Options  reconcile.Options
	// Prices are what licences cost; nil when nobody asked for costs.
	Prices []reconcile.Price
	// Agreed are the users whom Rows and Tenant leave out (see Lists).
	Agreed Agreed
}

// Build makes the plan that brings the tenant in line with the rows. What the
// reader can mend comes as findings of the plan; the error is for options that
// make no sense (an unknown licence in Manage, say).
//
// A user with an error has no change at all: what is refused is refused whole.
func Build(in Input) (*reconcile.Plan, error) {
	p, err := newPlanner(in)
	if err != nil {
		return nil, err
	}
	p.plan()
	return p.finish(), nil
}

// planner carries the state of one Build from step to step. Users, licences
// and rows are small integers in it; the Plan that comes out speaks names.
type planner struct {
	in       Input
	tenant   *reconcile.Tenant
	unlisted []reconcile.User // people of the sheet whom an offline source does not list
	skus     []reconcile.SKU  // the tenant's, then others that rows name
	skuAt    map[string]int32
	managed  managed
	licenses licenseTexts
	apps     appTable
	appTexts map[appsText]*appsSaid

	people      []person
	byKey       map[string]int32 // folded names of people, until they are settled
	personOf    []int32          // the person that each user is, -1 for none; once they are settled
	namesIDs    bool             // some rows name users by their ids
	anyoneKnown bool             // the tenant knows someone whom the sheet names
	meant       []int32          // users whom an ambiguous name may mean

	found   findings
	refused bool // the whole input is refused: nothing is changed
	changes []draft
	ledger  ledger
	short   map[int32][]reconcile.Finding // shortages and rings, by the people left out for them
	left    reconcile.LeftAlone
	removed reconcile.Removals

	explain func(int32, verdict) // hears what is decided on a licence; may be nil
}

func newPlanner(in Input) (*planner, error) {
	p := &planner{
		in:       in,
		tenant:   in.Tenant,
		skus:     slices.Clone(in.Tenant.SKUs),
		skuAt:    make(map[string]int32, len(in.Tenant.SKUs)),
		licenses: licenseTexts{asked: map[string]int32{}, unknown: map[string][]int{}},
		appTexts: map[appsText]*appsSaid{},
		short:    map[int32][]reconcile.Finding{},
	}
	for i := range p.skus {
		p.skuAt[p.skus[i].ID] = int32(i)
	}
	p.apps = newAppTable(p)
	p.found.strict = in.Options.Strict
	manage, errManage := p.optionLicenses("manage", in.Options.Manage)
	ignore, errIgnore := p.optionLicenses("ignore", in.Options.Ignore)
	p.managed = managed{all: in.Options.ManageAll, listed: manage, ignored: ignore, mentioned: map[int32]bool{}}
	for _, id := range in.Agreed.Licenses {
		p.managed.mentioned[p.skuAt[id]] = true
	}
	p.anyoneKnown = in.Agreed.Users > 0
	return p, errors.Join(errManage, errIgnore, p.checkOptions())
}

// checkOptions refuses options that make no sense, or none together.
func (p *planner) checkOptions() error {
	o := &p.in.Options
	var errs []error
	if l := o.DefaultLocation; l != "" {
		code, ok := reconcile.ParseLocation(l)
		if !ok {
			errs = append(errs, reconcile.Problem(reconcile.Say("--default-location: %q is no country code. %s", l, locationHint(l))))
		}
		o.DefaultLocation = code
	}
	errs = append(errs, p.checkMode())
	if o.Scope == reconcile.ScopeTenant && p.tenant.Partial {
		errs = append(errs, reconcile.Problem(reconcile.Say("--scope tenant needs all users of the tenant, and only those of the sheet were read")))
	}
	return errors.Join(errs...)
}

// optionLicenses settles the licences of a flag.
func (p *planner) optionLicenses(flag string, texts []string) (map[int32]bool, error) {
	set := map[int32]bool{}
	var errs []error
	for _, text := range texts {
		found := p.in.Names.License(text)
		switch len(found) {
		case 1:
			set[p.sku(found[0])] = true
		case 0:
			errs = append(errs, p.noLicense(flag, text))
		default:
			errs = append(errs, reconcile.Problem(reconcile.Say("--%s: %q stands for several licences: %s", flag, text, reconcile.AndOf(reconcile.ListCandidates(found)))))
		}
	}
	return set, errors.Join(errs...)
}

func (p *planner) plan() {
	p.checkTenant()
	p.gather()
	p.settleUsers()
	p.checkInputs()
	p.settleWishes()
	p.draftChanges()
	p.checkDrafts()
	p.allotSeats()
	p.breakRings()
	p.judgeRemovals()
	p.noteLeftAlone()
	p.noteUnjudged()
}

// sku gives the index of a licence, adding one that the tenant does not list.
func (p *planner) sku(c reconcile.Candidate) int32 {
	if i, ok := p.skuAt[c.SKUID]; ok {
		return i
	}
	i := int32(len(p.skus))
	p.skus = append(p.skus, reconcile.SKU{ID: c.SKUID, PartNumber: c.PartNumber, Name: c.Name, AppliesTo: "User"})
	p.skuAt[c.SKUID] = i
	return i
}

func (p *planner) licenseName(sku int32) string {
	return reconcile.LicenseName(p.skus[sku].Name, p.skus[sku].PartNumber)
}

// noLicense is the error for a flag that names a licence nobody knows.
func (p *planner) noLicense(flag, text string) error {
	near := p.in.Names.Nearest(text)
	if len(near) == 0 {
		return reconcile.Problem(reconcile.Say("--%s: no licence is named %q", flag, text))
	}
	return reconcile.Problem(reconcile.Say("--%s: no licence is named %q; did you mean %s?", flag, text, reconcile.OrOf(reconcile.ListCandidates(near))))
}
