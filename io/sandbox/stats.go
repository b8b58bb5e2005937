package sandbox

import (
	"encoding/json"
	"net/http"
	"time"
)

// Stats is what a Server saw and what its clients did wrong. It is a witness of
// its own: it knows nothing of what the client believes to have done.
type Stats struct {
	// Requests counts HTTP requests; Batches those to $batch; Calls the
	// operations in them and alone.
	Requests int `json:"requests"`
	Batches  int `json:"batches"`
	Calls    int `json:"calls"`
	// Writes counts attempts to write, refused ones as well; Committed those
	// that changed something.
	Writes    int `json:"writes"`
	Committed int `json:"committed"`
	// ResourceUnits is the sum of x-ms-resource-unit.
	ResourceUnits int `json:"resourceUnits"`
	// Throttled counts answers with status 429, outer and inner.
	Throttled int `json:"throttled"`
	// Peaks are the most that came in any window of that length. Attempts
	// count, whatever became of them.
	PeakWrites150s int `json:"peakWrites150s"`
	PeakWrites5min int `json:"peakWrites5min"`
	PeakUnits10s   int `json:"peakUnits10s"`
	// Statuses counts the answers of operations by status.
	Statuses map[int]int `json:"statuses"`

	// SeatRefusals, NotHeld and InheritedRemovals count refusals that a plan
	// should have foreseen.
	SeatRefusals      int `json:"seatRefusals"`
	NotHeld           int `json:"notHeld"`
	InheritedRemovals int `json:"inheritedRemovals"`
	// Unchanged counts writes that were accepted and changed nothing.
	Unchanged int `json:"unchanged"`
	// Early counts requests that came before a Retry-After was over which held
	// them back.
	Early int `json:"early"`
	// Overlapping counts writes that came while another one of the same user
	// was in flight.
	Overlapping int `json:"overlapping"`
	// ServiceGaps counts writes that gave a user a service plan back that an
	// earlier write had removed.
	ServiceGaps int `json:"serviceGaps"`
	// WrittenTwice counts users whose licences were written more than once.
	WrittenTwice int `json:"writtenTwice"`
}

// Stats gives the figures so far.
func (s *Server) Stats() Stats { return s.watch.snapshot() }

// serveOwn answers what belongs to the sandbox and not to Graph:
// GET /sandbox/stats, POST /sandbox/stats/reset and GET /sandbox/unmet. Where the
// options have a token, it is asked for.
func (s *Server) serveOwn(w http.ResponseWriter, r *http.Request) bool {
	own := map[string]func() any{
		"GET /sandbox/stats": func() any { return s.Stats() },
		"POST /sandbox/stats/reset": func() any {
			s.watch.reset()
			return s.Stats()
		},
		"GET /sandbox/unmet": func() any { return s.faults.Unmet() },
	}[r.Method+" "+r.URL.Path]
	if own == nil {
		return false
	}
	if s.options.Token != "" {
		c := &call{header: r.Header, id: s.newID(), clientID: r.Header.Get("client-request-id"), arrived: s.now()}
		if bad := s.authorize(c); bad != nil {
			s.send(w, c, c.refused(bad))
			return true
		}
	}
	w.Header().Set("Content-Type", "application/json")
	// A client that went away is no trouble of the server's.
	_ = json.NewEncoder(w).Encode(own())
	return true
}

// sliding counts what happened in the last span, and the most there ever was.
type sliding struct {
	span    time.Duration
	entries []moment
	sum     int
	peak    int
}

type moment struct {
	at time.Time
	n  int
}

func (l *sliding) add(at time.Time, n int) {
	for len(l.entries) > 0 && at.Sub(l.entries[0].at) >= l.span {
		l.sum -= l.entries[0].n
		l.entries = l.entries[1:]
	}
	if k := len(l.entries); k > 0 && l.entries[k-1].at.Equal(at) {
		l.entries[k-1].n += n
	} else {
		l.entries = append(l.entries, moment{at, n})
	}
	l.sum += n
	l.peak = max(l.peak, l.sum)
}
