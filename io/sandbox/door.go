package sandbox

import (
	"encoding/json"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// door is a Server as it is reached over a network: by the names of the address
// that it listens to, by no page of another server, and within bounds of time.
//
// A page in a browser may send requests to any address, and whoever made the page
// may have its name lead to 127.0.0.1 (DNS rebinding): the browser then shows it
// the answers. Such requests carry the page's name as their Host or Origin.
type door struct {
	server   *Server
	listener *Listener
}

// ServeHTTP lets a request in, or says why not.
func (d door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	why := ""
	switch {
	case !d.listener.answersTo(r.Host):
		why = "This sandbox does not answer to the name " + r.Host + ", but to localhost and to addresses of this machine: " +
			"a web page must not reach it by a name of its own. To have it answer to another name, start it with --addr NAME:PORT --public."
	case !fromItself(r):
		why = "This sandbox does not answer to pages of " + strings.Join(r.Header.Values("Origin"), ", ") + ": it is for programs. Send no Origin."
	}
	if why != "" {
		refuseEntry(w, why)
		return
	}
	hurry := http.NewResponseController(w)
	// That of an earlier answer. Where a deadline cannot be set, there is no
	// connection to keep open.
	_ = hurry.SetWriteDeadline(time.Time{})
	d.server.ServeHTTP(taken{w, hurry}, r)
}

// answersTo reports whether the Host of a request is a name of this machine alone,
// or the one that the address was given as. On all addresses of a machine any
// address is one, but no name.
func (l *Listener) answersTo(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	} else if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		host = host[1 : len(host)-1]
	}
	if strings.EqualFold(host, "localhost") || l.name != "" && strings.EqualFold(host, l.name) {
		return true
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	at, ok := l.Addr().(*net.TCPAddr)
	return ip.Unmap().IsLoopback() || ok && (at.IP.IsUnspecified() || at.IP.Equal(net.IP(ip.AsSlice())))
}

// fromItself reports whether a request comes from no page, or from a page of the
// server itself.
func fromItself(r *http.Request) bool {
	return !slices.ContainsFunc(r.Header.Values("Origin"), func(origin string) bool {
		return !strings.EqualFold(origin, scheme(r)+"://"+r.Host)
	})
}

func refuseEntry(w http.ResponseWriter, why string) {
	w.Header().Set("x-licet-sandbox", "1")
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Connection", "close")
	w.WriteHeader(http.StatusForbidden)
	// A client that went away is no trouble of the server's.
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]string{"code": "Forbidden", "message": why}})
}

// taken is an answer that has to be taken in time, once it is begun.
type taken struct {
	http.ResponseWriter
	hurry *http.ResponseController
}

// WriteHeader begins the answer.
func (t taken) WriteHeader(status int) {
	_ = t.hurry.SetWriteDeadline(time.Now().Add(answerTime))
	t.ResponseWriter.WriteHeader(status)
}

// Write writes on; an answer without a status begins here.
func (t taken) Write(b []byte) (int, error) {
	_ = t.hurry.SetWriteDeadline(time.Now().Add(answerTime))
	return t.ResponseWriter.Write(b)
}

// Unwrap gives http.ResponseController what is behind.
func (t taken) Unwrap() http.ResponseWriter { return t.ResponseWriter }
