package graph

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// RequestLog tells of one request and its answer. It holds no token, no secret
// and no body, and so nobody's name but in Steps.
type RequestLog struct {
	Method string
	// Path is the address below the host, with its query but without the value
	// of a page token.
	Path string
	// Status is the HTTP status; 0 when there was no answer.
	Status int
	// Started is when it was sent, Duration until the answer had been read.
	Started  time.Time
	Duration time.Duration
	// Inner is the number of requests in a batch; 0 for others.
	Inner int
	// Bytes is the size of the answer's body.
	Bytes int
	// Units is x-ms-resource-unit of the answer as a whole.
	Units float64
	// RetryAfter is the answer's header as it came.
	RetryAfter string
	// RequestID is Graph's, ClientRequestID ours.
	RequestID, ClientRequestID string
	// ServerTime is the answer's Date header; zero where there is none.
	ServerTime time.Time
	// Steps are the requests of a batch as "GET /users/ann@contoso.com". They
	// name people, and are empty unless Options.LogNames is set.
	Steps []string
	// Err is why there was no answer, or why it could not be read whole.
	Err error
}

func (l *RequestLog) heard(h http.Header) {
	l.Units, _ = strconv.ParseFloat(h.Get("x-ms-resource-unit"), 64)
	l.RetryAfter = h.Get("Retry-After")
	l.RequestID = h.Get("request-id")
	l.ServerTime, _ = http.ParseTime(h.Get("Date"))
}

// ClockOff is how far this machine's clock is ahead of the server's, as far as
// one answer tells; 0 where it does not.
func (l *RequestLog) ClockOff() time.Duration {
	if l.ServerTime.IsZero() {
		return 0
	}
	return l.Started.Add(l.Duration / 2).Sub(l.ServerTime).Round(time.Second)
}

var tokenInQuery = regexp.MustCompile(`(?i)(\$(?:skip|delta)token=)[^&]*`)

// logPath leaves page tokens out: they are long, and they let whoever has them
// and a token read on.
func logPath(u *url.URL) string {
	query, err := url.QueryUnescape(u.RawQuery)
	if err != nil || query == "" {
		return u.Path
	}
	return u.Path + "?" + tokenInQuery.ReplaceAllString(query, "${1}...")
}

// names gives the requests of a batch without the properties that they ask for.
func names(steps []wireStep) []string {
	out := make([]string, len(steps))
	for i, s := range steps {
		path, _, _ := strings.Cut(s.URL, "?$select=")
		out[i] = s.Method + " " + path
	}
	return out
}
