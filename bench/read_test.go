package bench_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"licet/io/graph"
	"licet/io/graph/signin"
	"licet/reconcile"
)

// readChild tells the process of BenchmarkReadTenant where the tenant is, and
// whether it is to be kept or streamed.
const readChild, readKeep = "LICET_BENCH_READ", "LICET_BENCH_KEEP"

// BenchmarkReadTenant reads tenants over HTTP in a process of its own: bytes/user
// is the most memory that it had resident, by Linux's count and without what an
// empty process has, for each user; json and building are the shares of its
// processor time that reading pages and putting the tenant together take, out
// of a profile.
func BenchmarkReadTenant(b *testing.B) {
	if root := os.Getenv(readChild); root != "" {
		readInChild(b, root)
		return
	}
	if _, err := os.Stat("/proc/self/status"); err != nil {
		b.Skip("the peak is read from /proc")
	}
	for _, mode := range []string{"keep", "stream"} {
		for _, n := range []int{99_900, 999_000} {
			b.Run(fmt.Sprintf("%s/users=%d", mode, n), func(b *testing.B) { benchmarkRead(b, n, mode) })
		}
	}
}

func benchmarkRead(b *testing.B, n int, mode string) {
	small, big := newPages(0), newPages(n)
	defer small.Close()
	defer big.Close()
	for b.Loop() {
		profile := filepath.Join(b.TempDir(), "cpu")
		empty := childOf(b, small.URL, mode, "")
		big.calls.Store(0)
		out := childOf(b, big.URL, mode, profile)
		seconds := after(out, "seconds ")
		b.ReportMetric(1000*(after(out, "peak kB ")-after(empty, "peak kB "))/float64(n), "bytes/user")
		b.ReportMetric(after(empty, "peak kB ")/1000, "MB-empty")
		b.ReportMetric(float64(n)/seconds, "users/s")
		b.ReportMetric(after(out, "cpu ")/seconds, "processors")
		b.ReportMetric(float64(big.calls.Load())/float64(n)*1000, "calls/1000-users")
		b.ReportMetric(shareOf(b, profile, `users\.\(\*Decoder\)`), "%json")
		b.ReportMetric(shareOf(b, profile, `reconcile\.\(\*TenantBuilder\)`), "%building")
		b.ReportMetric(shareOf(b, profile, `runtime\.gcBgMarkWorker`), "%gc")
	}
}

func childOf(b *testing.B, root, mode, profile string) []byte {
	b.Helper()
	args := []string{"-test.run=^$", "-test.bench=ReadTenant", "-test.benchtime=1x"}
	if profile != "" {
		args = append(args, "-test.cpuprofile="+profile)
	}
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), readChild+"="+root, readKeep+"="+mode)
	out, err := cmd.CombinedOutput()
	if err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	used := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return fmt.Appendf(out, "\ncpu %.3f\n", used.Seconds())
}

func readInChild(b *testing.B, root string) {
	o := graph.ReadOptions{}
	if os.Getenv(readKeep) == "stream" {
		o.Each = func(*reconcile.UserRecord) error { return nil }
	}
	c, err := graph.New(graph.Options{Root: root, Credential: signin.StaticToken("any")})
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	builder := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), &reconcile.Catalog{})
	reader, err := c.Licenses(b.Context(), builder, o)
	if err != nil {
		b.Fatal(err)
	}
	reading, err := reader.Users(b.Context(), nil)
	if err != nil || reading.Users != reading.Count {
		b.Fatalf("%+v, %v", reading, err)
	}
	users := len(builder.Tenant().Users)
	b.Logf("seconds %.3f", time.Since(start).Seconds())
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	b.Logf("peak kB %s", strings.Fields(rest)[0])
	if o.Each == nil && users != reading.Users {
		b.Fatalf("%d users of %d", users, reading.Users)
	}
}

// topLine is the first line of a table of pprof; its last figure is the share.
var topLine = regexp.MustCompile(`(?m)^ *[\d.]+[a-z]* +[\d.]+% +[\d.]+% +[\d.]+[a-z]* +([\d.]+)% `)

// shareOf gives how much of a profile's time was spent below the functions that
// fit, in percent.
func shareOf(b *testing.B, profile, functions string) float64 {
	b.Helper()
	out, err := exec.Command("go", "tool", "pprof", "-top", "-cum", "-nodecount=1", "-focus="+functions, os.Args[0], profile).CombinedOutput()
	if err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	found := topLine.FindSubmatch(out)
	if found == nil {
		return 0
	}
	share, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return share
}

// pages is a tenant of n users with three licences each, in pages of 999 as
// Graph writes them.
type pages struct {
	*httptest.Server
	n     int
	page  string // a page in which PAGENUMB stands for its number
	calls atomic.Int32
}

const oneOfMany = `{"id":"%[1]s-0000-4000-8000-%012[2]d","userPrincipalName":"first.last.%[1]s.%[2]d@contoso.com","displayName":"First Last %[2]d","mail":"first.last.%[1]s.%[2]d@contoso.com","accountEnabled":true,"userType":"Member","usageLocation":"DE","onPremisesSyncEnabled":null,` +
	`"assignedLicenses":[{"disabledPlans":["efb0351d-3b08-4503-993d-383af8de41e3"],"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06"},{"disabledPlans":[],"skuId":"05e9a617-0261-4cee-bb44-138d3ef5d965"},{"disabledPlans":[],"skuId":"f30db892-07e9-47e9-837c-80727f46fd3d"}],` +
	`"licenseAssignmentStates":[{"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06","disabledPlans":["efb0351d-3b08-4503-993d-383af8de41e3"],"assignedByGroup":null,"state":"Active","error":"None","lastUpdatedDateTime":"2026-09-01T07:12:44Z"},` +
	`{"skuId":"05e9a617-0261-4cee-bb44-138d3ef5d965","disabledPlans":[],"assignedByGroup":"0f9f8b2c-1111-4222-8333-444455556666","state":"Active","error":"None","lastUpdatedDateTime":"2026-09-01T07:12:44Z"},` +
	`{"skuId":"f30db892-07e9-47e9-837c-80727f46fd3d","disabledPlans":[],"assignedByGroup":null,"state":"Active","error":"None","lastUpdatedDateTime":"2026-09-01T07:12:44Z"}]}`

func newPages(n int) *pages {
	users := make([]string, min(n, 999))
	for i := range users {
		users[i] = fmt.Sprintf(oneOfMany, "PAGENUMB", i)
	}
	p := &pages{n: n, page: strings.Join(users, ",")}
	p.Server = httptest.NewServer(p)
	return p
}

// ServeHTTP answers as far as reading asks.
func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.calls.Add(1)
	w.Header().Set("Content-Type", "application/json")
	switch r.URL.Path {
	case "/v1.0/users":
		at, _ := strconv.Atoi(r.URL.Query().Get("$skiptoken"))
		next := ""
		if (at+1)*999 < p.n {
			next = fmt.Sprintf(`"@odata.nextLink":"http://%s/v1.0/users?$skiptoken=%d",`, r.Host, at+1)
		}
		_, _ = fmt.Fprintf(w, `{"@odata.context":"http://%s/v1.0/$metadata#users",%s"value":[`, r.Host, next)
		_, _ = strings.NewReplacer("PAGENUMB", fmt.Sprintf("%08x", at)).WriteString(w, p.page)
		_, _ = w.Write([]byte(`]}`))
	case "/v1.0/users/$count":
		_, _ = fmt.Fprint(w, p.n)
	case "/v1.0/organization":
		_, _ = fmt.Fprint(w, `{"value":[{"id":"org-1"}]}`)
	case "/v1.0/$batch":
		_, _ = fmt.Fprint(w, `{"responses":[{"id":"1","status":200,"body":{"id":"0f9f8b2c-1111-4222-8333-444455556666","displayName":"G"}}]}`)
	default:
		_, _ = fmt.Fprint(w, `{"value":[]}`)
	}
}
