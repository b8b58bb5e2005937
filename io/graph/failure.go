package graph

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// Error is a read that failed for good, or for longer than licet waits.
type Error struct {
	// About says what was read: "the users".
	About reconcile.Text
	// Reason is its class; NoReason where there was no answer.
	Reason apply.Reason
	// Status, Code, Message and RequestID are Graph's; Status is 0 without an
	// answer.
	Status                   int
	Code, Message, RequestID string
	// Tries is how often it was asked.
	Tries int
	// Hint says what to do; may be empty.
	Hint reconcile.Text
	// needs is the permission that it takes, where that was the reason.
	needs string
	// Err is the cause without an answer; may be nil.
	Err error
}

// Error tells what failed, why, and what to do.
func (e *Error) Error() string { return e.Say(nil) }

// Say tells it in another language.
func (e *Error) Say(p reconcile.Phrases) string {
	why := strings.TrimRight(e.Message, ".")
	if e.Code != "" {
		why = fmt.Sprintf("%s (%d %s)", why, e.Status, e.Code)
	}
	text := p.Say("cannot read %s: %s", p.Text(e.About), why)
	if e.Tries > 1 {
		text = p.Say("%s, after %d tries", text, e.Tries)
	}
	if e.RequestID != "" {
		text += " [request-id " + e.RequestID + "]"
	}
	hint := p.Text(e.Hint)
	if e.needs != "" {
		hint = p.Say("grant the permission %s and give admin consent, then sign in again", e.needs)
	}
	if hint != "" {
		text = p.Say("%s; %s", text, hint)
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// proxyError says that a proxy does not let a connection through; nothing was
// sent.
type proxyError struct {
	host   string
	status int
}

func (e *proxyError) Error() string {
	text := fmt.Sprintf("the proxy %s does not let it through (%s)", e.host, statusText(e.status))
	if e.status == http.StatusProxyAuthRequired {
		text += "; it wants a name and a password, as in HTTPS_PROXY=http://USER:PASSWORD@" + e.host
	}
	return text
}

// isUnreached reports whether a request certainly was not sent: nobody was
// connected to. Of other broken connections that cannot be said.
func isUnreached(err error) bool {
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect") {
		return true
	}
	var dns *net.DNSError
	var proxy *proxyError
	return errors.As(err, &dns) || errors.As(err, &proxy)
}

// isUntrusted reports whether the server could not prove who it is; nothing was
// sent, and nothing will be.
func isUntrusted(err error) bool {
	var cert *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var unknown x509.UnknownAuthorityError
	return errors.As(err, &cert) || errors.As(err, &record) || errors.As(err, &unknown)
}

// causeOf drops what only programs want to know: the address of the request.
func causeOf(err error) string {
	var op *net.OpError
	var proxy *proxyError
	switch {
	case errors.As(err, &proxy):
		return proxy.Error()
	case errors.As(err, &op):
		return op.Error()
	default:
		return err.Error()
	}
}
