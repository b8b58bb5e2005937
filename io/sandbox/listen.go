package sandbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

// ErrNotLoopback says that an address would be reachable from other machines.
var ErrNotLoopback = errors.New("the address is not on this machine alone")

// What clients may take, so that those that never finish what they began do not
// pile up. How long the server takes for an answer is bounded by nothing: it may
// be slow by design.
const (
	// headTime is for the head of a request and for the handshake of TLS, bodyTime
	// for head and body, answerTime for taking the answer.
	headTime, bodyTime, answerTime = 10 * time.Second, 30 * time.Second, time.Minute
	// idleTime is how long a connection may lie unused: longer than Go's client
	// keeps one, so that it is not the server that closes it under a request.
	idleTime = 5 * time.Minute
	// longestHead is that of a head in bytes.
	longestHead = 64 << 10
	// mostConnections are open at once; more have to wait.
	mostConnections = 512
)

// Listener is an address that is listened to. Make it with Listen.
type Listener struct {
	net.Listener
	// name is the host of the address as it was given, a name or an IP address.
	name string
	// head and body are headTime and bodyTime, and connections mostConnections;
	// tests have not the time for them.
	head, body  time.Duration
	connections int
}

// Listen opens the address, e.g. "127.0.0.1:0". An address that other machines can
// reach is refused with ErrNotLoopback unless public is set.
func Listen(ctx context.Context, address string, public bool) (*Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	if a, ok := l.Addr().(*net.TCPAddr); !public && (!ok || !a.IP.IsLoopback()) {
		return nil, errors.Join(fmt.Errorf("listen on %s: %w", address, ErrNotLoopback), l.Close())
	}
	name, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return &Listener{Listener: l, name: name, head: headTime, body: bodyTime, connections: mostConnections}, nil
}

// Serve answers requests on l until the context ends; requests under way are
// answered first, for at most five seconds. It closes l. With a certificate of
// NewCertificate it speaks TLS. It answers to the names of this machine and of the
// address alone, and to no page of another server.
func (s *Server) Serve(ctx context.Context, l *Listener, cert *tls.Certificate) error {
	server := &http.Server{
		Handler:           door{s, l},
		ReadHeaderTimeout: l.head,
		ReadTimeout:       l.body, // until the body is read; then the server clears it
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    longestHead,
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		err := server.Shutdown(limit)
		if errors.Is(err, context.DeadlineExceeded) {
			err = server.Close()
		}
		stopped <- err
	})
	bounded := netutil.LimitListener(l.Listener, l.connections)
	var err error
	if cert != nil {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12}
		err = server.ServeTLS(bounded, "", "")
	} else {
		err = server.Serve(bounded)
	}
	if !stop() {
		return <-stopped
	}
	return err
}
