package sandbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// ErrNotLoopback says that an address would be reachable from other machines.
var ErrNotLoopback = errors.New("the address is not on this machine alone")

// Listen opens the address, e.g. "127.0.0.1:0". The sandbox asks for no secret,
// so an address that other machines can reach is refused with ErrNotLoopback
// unless public is set.
func Listen(ctx context.Context, address string, public bool) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	if a, ok := l.Addr().(*net.TCPAddr); !public && (!ok || !a.IP.IsLoopback()) {
		return nil, errors.Join(fmt.Errorf("listen on %s: %w", address, ErrNotLoopback), l.Close())
	}
	return l, nil
}

// Serve answers requests on l until the context ends; requests under way are
// answered first, for at most five seconds. It closes l. With a certificate of
// NewCertificate it speaks TLS.
func (s *Server) Serve(ctx context.Context, l net.Listener, cert *tls.Certificate) error {
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
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
	var err error
	if cert != nil {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12}
		err = server.ServeTLS(l, "", "")
	} else {
		err = server.Serve(l)
	}
	if !stop() {
		return <-stopped
	}
	return err
}
