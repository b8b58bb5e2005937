package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// proxyError says that a proxy does not let a connection through; nothing was
// sent.
type proxyError struct {
	host   string
	status int
}

func (e *proxyError) Error() string {
	text := fmt.Sprintf("the proxy %s does not let it through (%s)", e.host, StatusText(e.status))
	if e.status == http.StatusProxyAuthRequired {
		text += "; it wants a name and a password, as in HTTPS_PROXY=http://USER:PASSWORD@" + e.host
	}
	return text
}

// IsUnreached reports whether a request certainly was not sent: nobody was
// connected to. Of other broken connections that cannot be said.
func IsUnreached(err error) bool {
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect") {
		return true
	}
	var dns *net.DNSError
	var proxy *proxyError
	return errors.As(err, &dns) || errors.As(err, &proxy)
}

// IsUntrusted reports whether the server could not prove who it is; nothing was
// sent, and nothing will be.
func IsUntrusted(err error) bool {
	var cert *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var unknown x509.UnknownAuthorityError
	return errors.As(err, &cert) || errors.As(err, &record) || errors.As(err, &unknown)
}

// Cause drops what only programs want to know: the address of the request.
func Cause(err error) string {
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

// Foreign describes an answer that the server itself would not give: it comes
// from somebody between.
func Foreign(status int, body []byte) string {
	const shown = 100
	text := strings.Join(strings.Fields(strings.ToValidUTF8(string(body[:min(len(body), 4*shown)]), "")), " ")
	if text == "" {
		return StatusText(status) + ", without an explanation"
	}
	if r := []rune(text); len(r) > shown {
		text = string(r[:shown]) + "..."
	}
	return fmt.Sprintf("%s; the answer is not Graph's (a proxy?): %q", StatusText(status), text)
}

// StatusText is a status with its name: "404 Not Found".
func StatusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}
