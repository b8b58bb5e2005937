package report

import "io"

// resultCSV is a row of a results file; the tags are its header.
type resultCSV struct {
	User      csvText `csv:"user"`
	UserID    csvText `csv:"user id"`
	Action    string  `csv:"action"`
	License   csvText `csv:"license"`
	SkuID     csvText `csv:"sku id"`
	Status    string  `csv:"status"`
	Error     csvText `csv:"error"`
	Hint      csvText `csv:"hint"`
	Attempts  int     `csv:"attempts"`
	RequestID csvText `csv:"request id"`
	Source    csvText `csv:"source"`
	Finished  string  `csv:"finished"`
}

func resultsCSV(w io.Writer, d ResultDoc) error {
	return writeCSV(w, mapped(d.rows(), func(r resultRow) resultCSV {
		return resultCSV{
			User: csvText(r.User), UserID: csvText(r.UserID), Action: r.Action,
			License: csvText(r.License), SkuID: csvText(r.SkuID),
			Status: string(r.Status), Error: csvText(r.Error), Hint: csvText(r.Hint),
			Attempts: r.Attempts, RequestID: csvText(r.RequestID),
			Source: csvText(r.Source), Finished: timeText(r.Finished),
		}
	}))
}
