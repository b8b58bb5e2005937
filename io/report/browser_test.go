package report_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"licet/io/report"
	"licet/io/testenv"
)

// heard is what a Chromium complained of and asked for.
type heard struct {
	mu       sync.Mutex
	says     []string
	requests []string
}

// browser starts a real Chromium, which lives as long as the test.
func browser(t testing.TB) context.Context {
	t.Helper()
	chromium := testenv.Program(t, "chromium")
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox,
		chromedp.UserDataDir(t.TempDir()))
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// open has a browser open a page from disk. The context that it gives is for what
// is to be done with the page.
func open(browser context.Context, t testing.TB, html []byte) (context.Context, *heard) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(path, html, 0o600); err != nil {
		t.Fatal(err)
	}
	h := &heard{}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithListener(h.hear))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate((&url.URL{Scheme: "file", Path: path}).String())); err != nil {
		t.Fatal(err)
	}
	return ctx, h
}

func (h *heard) hear(event any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		h.requests = append(h.requests, e.Request.URL)
	case *runtime.EventConsoleAPICalled:
		h.says = append(h.says, string(e.Type))
	case *runtime.EventExceptionThrown:
		h.says = append(h.says, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		h.says = append(h.says, e.Entry.Text)
	}
}

func evaluate[T any](ctx context.Context, t testing.TB, script string) T {
	t.Helper()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%.80s: %v", script, err)
	}
	return got
}

// pages are reports of every kind.
func pages() map[string]report.Report {
	return map[string]report.Report{
		"plan": doc(priced()), "run": runDoc(), "audit": auditDoc(), "check": checkReport(), "chinese": doc(chinese()), "hostile": withText(scripts),
		"plan in Chinese": chineseDoc(priced()), "run in Chinese": chineseRun(), "audit in Chinese": chineseAudit(), "check in Chinese": chineseCheck(),
	}
}

// TestPagesStandAlone: no page complains, or asks for any address but its own.
func TestPagesStandAlone(t *testing.T) {
	chromium := browser(t)
	for name, r := range pages() {
		ctx, h := open(chromium, t, written(t, report.HTML, r))
		if ok := evaluate[bool](ctx, t, "!document.getElementById('tools') || !document.querySelector('.chunk') || !document.getElementById('tools').hidden"); !ok {
			t.Errorf("%s: the script did not run", name)
		}
		h.mu.Lock()
		if len(h.says) > 0 {
			t.Errorf("%s: the console says %q", name, h.says)
		}
		if len(h.requests) != 1 || !strings.HasPrefix(h.requests[0], "file:") {
			t.Errorf("%s asks for %q", name, h.requests)
		}
		h.mu.Unlock()
	}
}

func TestSearchAndFilterShowWhatFits(t *testing.T) {
	ctx, _ := open(browser(t), t, written(t, report.HTML, doc(small())))
	shown := func() int {
		return evaluate[int](ctx, t, "[...document.querySelectorAll('.chunk > li')].filter(li => li.offsetParent !== null).length")
	}
	found := func() string { return evaluate[string](ctx, t, "document.getElementById('found').textContent") }
	search := func(text string) {
		evaluate[bool](ctx, t, fmt.Sprintf("(words.value = %q, tools.requestSubmit(), true)", text))
	}
	if shown() != 3 || found() != "" {
		t.Errorf("%d users at first, %q", shown(), found())
	}
	search("LOVELACE e5")
	if shown() != 1 || found() != "1 of 3" {
		t.Errorf("searching a person shows %d, %q", shown(), found())
	}
	search("nobody")
	if shown() != 0 || found() != "0 of 3" {
		t.Errorf("searching nobody shows %d, %q", shown(), found())
	}
	search("")
	evaluate[bool](ctx, t, `(() => { for (const box of tools.querySelectorAll("input[type=checkbox]")) if (box.value !== "assigned") box.click(); return true; })()`)
	if shown() != 1 || found() != "1 of 3" {
		t.Errorf("those who are assigned something: %d, %q", shown(), found())
	}
}

// TestPagesAreForEverybody runs axe-core over every page: in light and dark, and
// as narrow as a telephone. Nothing may be wider than that either.
func TestPagesAreForEverybody(t *testing.T) {
	axe, err := os.ReadFile(os.Getenv("LICET_AXE"))
	if err != nil {
		t.Skip("axe-core is not there: npm install axe-core@4.14.1, and LICET_AXE set to its axe.min.js")
	}
	chromium := browser(t)
	for name, r := range pages() {
		ctx, _ := open(chromium, t, written(t, report.HTML, r))
		evaluate[bool](ctx, t, string(axe)+";true")
		for _, look := range []struct {
			scheme string
			width  int64
		}{{"light", 1280}, {"dark", 1280}, {"light", 360}, {"dark", 360}} {
			show(ctx, t, look.scheme, look.width)
			faults := evaluate[string](ctx, t, `axe.run({runOnly:["wcag2a","wcag2aa","wcag21aa","wcag22aa","best-practice"]}).then(r => r.violations.map(v => v.id + ": " + v.nodes[0].html).join("\n"))`)
			if faults != "" {
				t.Errorf("%s, %s, %d wide:\n%s", name, look.scheme, look.width, faults)
			}
			if wide := evaluate[int64](ctx, t, "document.documentElement.scrollWidth"); wide > look.width {
				t.Errorf("%s is %d wide on a screen of %d", name, wide, look.width)
			}
		}
	}
}

func show(ctx context.Context, t testing.TB, scheme string, width int64) {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media)
	if err := errors.Join(err, chromedp.Do(ctx, chromedp.EmulateViewport(width, 800))); err != nil {
		t.Fatal(err)
	}
}

// TestPagesPrintOnPaper: the paper has every user, whatever was on the screen,
// and not the tools.
func TestPagesPrintOnPaper(t *testing.T) {
	pdftotext, pdfinfo := testenv.Program(t, "pdftotext"), testenv.Program(t, "pdfinfo")
	ctx, _ := open(browser(t), t, written(t, report.HTML, doc(large(450))))
	printed, err := chromedp.Run(ctx, chromedp.PrintToPDF(func(p *page.PrintToPDFParams) { p.PreferCSSPageSize = new(true) }))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "plan.pdf")
	if err := os.WriteFile(path, printed, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command(pdftotext, "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "Microsoft 365 E3 (SPE_E3)"); n < 450 || strings.Contains(string(text), "Search") {
		t.Errorf("%d of 450 users are on paper, or the tools are", n)
	}
	size, err := exec.Command(pdfinfo, path).Output()
	if err != nil || !strings.Contains(string(size), "A4") {
		t.Errorf("the paper is no A4: %v\n%s", err, size)
	}
}

// BenchmarkPageReady opens a page of 100,000 users: how long until it is there,
// and until a search has looked through them all.
func BenchmarkPageReady(b *testing.B) {
	html := written(b, report.HTML, doc(large(100_000)))
	chromium := browser(b)
	for b.Loop() {
		ctx, _ := open(chromium, b, html)
		b.ReportMetric(evaluate[float64](ctx, b, "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd/1000"), "s-to-ready")
		b.ReportMetric(evaluate[float64](ctx, b, "(() => { const t = performance.now(); words.value = 'Person 99999'; tools.requestSubmit(); void document.body.offsetHeight; return (performance.now() - t) / 1000; })()"), "s-to-search")
		b.ReportMetric(float64(len(html))/1e6, "MB")
	}
}
