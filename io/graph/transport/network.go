package transport

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/url"
)

// Network is the transport of the real world: the proxy of the environment,
// HTTP/2, TLS 1.2 or later.
func Network() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	t.MaxIdleConnsPerHost = 32
	t.OnProxyConnectResponse = func(_ context.Context, proxy *url.URL, _ *http.Request, answer *http.Response) error {
		if answer.StatusCode == http.StatusOK {
			return nil
		}
		return &proxyError{host: proxy.Host, status: answer.StatusCode}
	}
	return t
}

// Client is an HTTP client that lets reads be led around on the same server and
// nothing else: the token is for that server, and a redirected POST would become
// a GET.
func Client(t http.RoundTripper) *http.Client {
	return &http.Client{Transport: t, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		first := via[0]
		if first.Method != http.MethodGet || !SameOrigin(req.URL, first.URL) || len(via) > 5 {
			return http.ErrUseLastResponse
		}
		return nil
	}}
}
