package recording_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"licet/io/graph/recording"
)

// echo answers a request with its own body.
type echo struct{}

func (echo) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: req.Body, Request: req}, nil
}

// say sends a body by a transport and gives what comes back.
func say(t *testing.T, by http.RoundTripper, body string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://login.example/token", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := by.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

func TestASignInIsRecordedWithoutItsBodies(t *testing.T) {
	for _, whole := range []bool{false, true} {
		var out bytes.Buffer
		r := recording.New(&out, "1.2.3")
		by := r.SignIn(echo{})
		if whole {
			by = r.Graph(echo{})
		}
		if got := say(t, by, "client_id=app-1"); got != "client_id=app-1" {
			t.Errorf("the body came back as %q", got)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), "https://login.example/token") || strings.Contains(out.String(), "app-1") != whole {
			t.Errorf("recorded (whole %v): %s", whole, out.String())
		}
	}
}

func TestOfALongBodyTheBeginningIsKept(t *testing.T) {
	var out bytes.Buffer
	r := recording.New(&out, "1.2.3")
	long := strings.Repeat("x", 1<<20)
	if say(t, r.Graph(echo{}), long) != long {
		t.Error("the body did not come back whole")
	}
	if err := r.Close(); err != nil || strings.Count(out.String(), "x... (cut)") != 2 || out.Len() > 600<<10 {
		t.Errorf("%d bytes recorded, %v", out.Len(), err)
	}
}

func TestARecordingThatCannotBeWrittenIsAnError(t *testing.T) {
	r := recording.New(failingWriter{}, "1.2.3")
	if say(t, r.Graph(echo{}), "hello") != "hello" {
		t.Error("the work must go on")
	}
	if err := r.Close(); !errors.Is(err, errFullDisk) {
		t.Errorf("Close gives %v", err)
	}
}

var errFullDisk = errors.New("the disk is full")

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errFullDisk }
