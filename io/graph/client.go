package graph

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"sync/atomic"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"licet/io/graph/recording"
	"licet/io/graph/signin"
	"licet/io/graph/transport"
	"licet/reconcile/apply"
)

// Options say where Graph is and who asks.
type Options struct {
	// Root is the address of Graph without version; empty means that of Cloud.
	// Plain http is taken for loopback addresses only.
	Root string
	// Cloud decides what tokens are asked for. Empty means the cloud that Root
	// belongs to, Global if it belongs to none.
	Cloud signin.Cloud
	// Credential gives the access tokens. It must not be nil.
	Credential azcore.TokenCredential
	// Transport carries the requests; nil means the network, with the proxy of
	// the environment and TLS 1.2 or later. Tests and rehearsals pass one that
	// calls a handler in memory.
	Transport http.RoundTripper
	// Between, if not nil, gets the transport and gives the one that is used:
	// tests of whole programs hold there what passes to a contract.
	Between func(http.RoundTripper) http.RoundTripper
	// Version is licet's version for the user agent.
	Version string
	// Log hears of every request when its answer has been read, from whichever
	// goroutine sent it; nil means nobody.
	Log func(RequestLog)
	// LogNames fills RequestLog.Steps, which name people.
	LogNames bool
	// Recorder keeps every request with its answer; nil means that nobody does.
	Recorder *recording.Recorder
	// Clock is the time; nil is that of the machine.
	Clock Clock
}

// Client talks to one tenant. It is safe for concurrent use.
type Client struct {
	root     *url.URL
	http     *signin.Client
	agent    string
	log      func(RequestLog)
	logNames bool
	// answered is set once the server has answered anything: a server that was
	// never reached is probably misspelt, one that was is probably restarting.
	answered atomic.Bool
	// throttle is shared by all reads; writes never wait here.
	throttle throttle
	clock    Clock
}

var _ apply.Directory = (*Client)(nil)

// New makes a client. It asks nothing yet: a wrong address or sign-in shows
// with the first request.
func New(o Options) (*Client, error) {
	if o.Credential == nil {
		return nil, errors.New("there is no sign-in for Graph")
	}
	root, err := transport.ParseRoot(cmp.Or(o.Root, o.Cloud.Root()))
	if err != nil {
		return nil, err
	}
	o.Cloud = cmp.Or(o.Cloud, signin.CloudOf(root.String()))
	if o.Transport == nil {
		o.Transport = transport.Network()
	}
	if o.Between != nil {
		o.Transport = o.Between(o.Transport)
	}
	o.Transport = o.Recorder.Graph(o.Transport)
	if o.Clock == nil {
		o.Clock = wall{}
	}
	if o.Log == nil {
		o.Log = func(RequestLog) {}
	}
	h := signin.NewClient(transport.Client(o.Transport), o.Credential, o.Cloud.Scope())
	agent := fmt.Sprintf("licet/%s (%s; %s/%s)", cmp.Or(o.Version, "dev"), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return &Client{root: root, http: h, agent: agent, log: o.Log, logNames: o.LogNames, clock: o.Clock}, nil
}
