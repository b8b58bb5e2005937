package sandbox_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"licet/io/sandbox"
)

// serveOn serves at an address until the test is over.
func serveOn(t *testing.T, s *sandbox.Server, l *sandbox.Listener) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l, nil) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
}

func listen(t *testing.T, address string, public bool) *sandbox.Listener {
	t.Helper()
	l, err := sandbox.Listen(t.Context(), address, public)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// begin opens a connection and writes on it.
func begin(t *testing.T, l *sandbox.Listener, text string) net.Conn {
	t.Helper()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	return conn
}

// answered reads the answer on a connection.
func answered(t *testing.T, conn net.Conn) (status int, body string) {
	t.Helper()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(raw)
}

func request(host string, headers ...string) string {
	return "GET /v1.0/users HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer any\r\nConnection: close\r\n" + strings.Join(append(headers, ""), "\r\n") + "\r\n"
}

// A page in a browser whose name leads to 127.0.0.1 must not read the tenant that
// somebody tries things on, which may be a snapshot of a real one.
func TestPagesOfOthersAreNotAnswered(t *testing.T) {
	s := sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{})
	loopback, everywhere := listen(t, "localhost:0", false), listen(t, "0.0.0.0:0", true)
	serveOn(t, s, loopback)
	serveOn(t, s, everywhere)
	for _, c := range []struct {
		at     *sandbox.Listener
		host   string
		origin string
		want   int
	}{
		{loopback, "localhost", "", 200},
		{loopback, "LocalHost:8080", "", 200},
		{loopback, "127.0.0.1", "", 200},
		{loopback, "127.0.0.1:9", "", 200},
		{loopback, "127.1.2.3:80", "", 200},
		{loopback, "[::1]", "", 200},
		{loopback, "[::1]:8080", "", 200},
		{loopback, "evil.example", "", 403},
		{loopback, "evil.example:8080", "", 403},
		{loopback, "localhost.evil.example", "", 403},
		{loopback, "127.0.0.1.evil.example", "", 403},
		{loopback, "localhost:8080:80", "", 403},
		{loopback, "192.168.1.5", "", 403},
		{loopback, "0.0.0.0:8080", "", 403},
		{loopback, "[::]", "", 403},
		{loopback, "[::1", "", 403},
		{loopback, "127.1", "", 403},
		{loopback, "", "", 403},
		{loopback, "localhost:8080", "http://localhost:8080", 200},
		{loopback, "localhost:8080", "https://localhost:8080", 403},
		{loopback, "localhost:8080", "http://localhost:3000", 403},
		{loopback, "localhost:8080", "https://evil.example", 403},
		{loopback, "localhost:8080", "null", 403},
		{everywhere, "192.168.1.5:8080", "", 200},
		{everywhere, "[2001:db8::1]:8080", "", 200},
		{everywhere, "localhost", "", 200},
		{everywhere, "evil.example", "", 403},
	} {
		var headers []string
		if c.origin != "" {
			headers = []string{"Origin: " + c.origin}
		}
		status, body := answered(t, begin(t, c.at, request(c.host, headers...)))
		if status != c.want {
			t.Errorf("Host %q, Origin %q at %v: %d, want %d: %s", c.host, c.origin, c.at.Addr(), status, c.want, body)
		}
		if status != http.StatusOK && !strings.Contains(body, "does not answer to") {
			t.Errorf("Host %q, Origin %q: nothing is said of why: %s", c.host, c.origin, body)
		}
	}
}

// A sandbox for several machines is asked for by the name that it was given.
func TestANameThatWasGivenIsAnswered(t *testing.T) {
	name, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	l, err := sandbox.Listen(t.Context(), net.JoinHostPort(name, "0"), true)
	if err != nil {
		t.Skipf("this machine does not know itself by its name: %v", err)
	}
	serveOn(t, sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{}), l)
	for host, want := range map[string]int{name: 200, strings.ToUpper(name) + ":80": 200, name + ".evil.example": 403} {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, request(host)); err != nil {
			t.Fatal(err)
		}
		if status, body := answered(t, conn); status != want {
			t.Errorf("Host %s: %d, want %d: %s", host, status, want, body)
		}
	}
}

// Whoever has not the token learns nothing and changes nothing, and gets none.
func TestWithATokenEverythingIsBehindIt(t *testing.T) {
	const secret = "the-only-token"
	store := sandbox.NewStore(newTenant(2))
	faults := &sandbox.Faults{List: []sandbox.Fault{{Kind: sandbox.FaultThrottle, Name: "a name to keep", On: "batch"}}}
	s := sandbox.New(store, sandbox.Options{Token: secret, Faults: faults})
	c := connect(t, s)
	form := []string{"Content-Type", "application/x-www-form-urlencoded", "Authorization", ""}
	signIn := "grant_type=client_credentials&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&client_id=x&client_secret=y"
	for _, path := range []string{"token", "devicecode", "deviceauth", "authorize"} {
		for _, r := range []reply{
			c.do("POST", "http://graph.test/contoso/oauth2/v2.0/"+path, signIn, form...),
			c.get("http://graph.test/contoso/oauth2/v2.0/"+path+"?client_id=x&redirect_uri=http%3A%2F%2Flocalhost%2F&response_type=code&code_challenge=c&code_challenge_method=S256", form...),
		} {
			if r.status < 400 || !strings.Contains(r.raw, "signs nobody in") || strings.Contains(r.raw, "access_token") || strings.Contains(r.raw, secret) {
				t.Errorf("%s: %d %s", path, r.status, r.raw)
			}
		}
	}
	before := s.Stats()
	for _, bearer := range []string{"", "Bearer anything", "Bearer the-only-toke", "Bearer the-only-token2", "Basic " + secret} {
		for _, r := range []reply{
			c.get("http://graph.test/sandbox/stats", "Authorization", bearer),
			c.get("http://graph.test/sandbox/unmet", "Authorization", bearer),
			c.do("POST", "http://graph.test/sandbox/stats/reset", "", "Authorization", bearer),
			c.get("/users", "Authorization", bearer), c.get("/users/delta", "Authorization", bearer), c.get("/me", "Authorization", bearer),
			c.do("POST", "/$batch", `{"requests":[]}`, "Authorization", bearer),
			c.do("PATCH", "/users/"+upn(1), `{"usageLocation":"FR"}`, "Authorization", bearer),
		} {
			if r.status != http.StatusUnauthorized || strings.Contains(r.raw, "a name to keep") || r.header.Get("Www-Authenticate") == "" {
				t.Errorf("with %q: %d %s", bearer, r.status, r.raw)
			}
		}
	}
	if u, _ := sandbox.User(store, upn(1)); fmt.Sprint(s.Stats()) != fmt.Sprint(before) || u.UsageLocation != "DE" {
		t.Errorf("requests without the token did something: %+v, location %s", s.Stats(), u.UsageLocation)
	}
	right := []string{"Authorization", "Bearer " + secret}
	c.get("/users", right...).want(t, 200)
	if r := c.get("http://graph.test/sandbox/unmet", right...).want(t, 200); !strings.Contains(r.raw, "a name to keep") {
		t.Errorf("unmet: %s", r.raw)
	}
	c.do("POST", "http://graph.test/sandbox/stats/reset", "", right...).want(t, 200)
}

const (
	postHead = "POST /v1.0/$batch HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer any\r\nContent-Type: application/json\r\nConnection: close\r\n"
	postBody = `{"requests":[{"id":"1","method":"GET","url":"/users?$top=1"}]}`
)

// Clients that never send what they announced do not keep their places: two of
// them are all there is room for.
func TestHalfRequestsDoNotStay(t *testing.T) {
	t.Parallel()
	l := listen(t, "127.0.0.1:0", false)
	sandbox.Hurry(l, time.Minute, 200*time.Millisecond, 2)
	serveOn(t, sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{}), l)
	var begun []net.Conn
	for _, text := range []string{
		postHead + "Content-Length: 200\r\n\r\n" + postBody,
		postHead + "Transfer-Encoding: chunked\r\n\r\n3e\r\n" + postBody[:20],
		strings.Replace(postHead, "Bearer any", "None", 1) + "Content-Length: 200\r\n\r\n",
		strings.Replace(postHead, "/v1.0/$batch", "/contoso/oauth2/v2.0/token", 1) + "Content-Length: 9\r\n\r\n",
	} {
		begun = append(begun, begin(t, l, text))
	}
	for _, conn := range begun {
		if said, err := io.ReadAll(conn); errors.Is(err, os.ErrDeadlineExceeded) || strings.Contains(string(said), " 200 OK") {
			t.Errorf("half a request is answered %q, %v", said, err)
		}
	}
	comes(t, l, request("localhost"))
}

// comes wants an answer to a whole request. A machine that is so busy that the
// request does not arrive in the little time that tests give it is asked again.
func comes(t *testing.T, l *sandbox.Listener, text string) {
	t.Helper()
	var said []byte
	var err error
	for range 5 {
		if said, err = io.ReadAll(begin(t, l, text)); err == nil && strings.Contains(string(said), " 200 OK") {
			return
		}
	}
	t.Errorf("a whole request is answered %q, %v", said, err)
}

// Nobody hears of half a head; its connection ends.
func TestHalfHeadsDoNotStay(t *testing.T) {
	t.Parallel()
	l := listen(t, "127.0.0.1:0", false)
	sandbox.Hurry(l, 50*time.Millisecond, time.Minute, 2)
	serveOn(t, sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{}), l)
	var begun []net.Conn
	for range 6 {
		begun = append(begun, begin(t, l, "GET /v1.0/users HTTP/1.1\r\nHost: loc"))
	}
	for _, conn := range begun {
		if said, err := io.ReadAll(conn); errors.Is(err, os.ErrDeadlineExceeded) || strings.Contains(string(said), " 200 OK") {
			t.Errorf("half a head is answered %q, %v", said, err)
		}
	}
}

// An answer may take longer than a body: the sandbox is slow by design.
func TestSlowAnswersCome(t *testing.T) {
	t.Parallel()
	l := listen(t, "127.0.0.1:0", false)
	sandbox.Hurry(l, time.Minute, 400*time.Millisecond, 2)
	serveOn(t, sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{Latency: 1200 * time.Millisecond}), l)
	comes(t, l, postHead+fmt.Sprintf("Content-Length: %d\r\n\r\n", len(postBody))+postBody)
}

// A certificate that was made here may be replaced by the next one; those of others,
// and other files, are known not to be.
func TestTheCertificateOfAnAuthorityIsKnownAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	if _, err := sandbox.NewCertificate(file); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil || !sandbox.IsAuthority(bytes.NewReader(text)) {
		t.Errorf("%v: not known again: %s", err, text)
	}
	for _, other := range []string{"", `{"format":"licet-tenant/1"}`, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", string(text) + string(text)} {
		if sandbox.IsAuthority(strings.NewReader(other)) {
			t.Errorf("taken for such a certificate: %q", other)
		}
	}
}
