package graph

import (
	"licet/io/jsonscan"
	"licet/reconcile"
)

// ScanPage reads a page of users as reading a tenant does, as far as its scanner is
// sure; DecodePage reads it with encoding/json.
func ScanPage(body []byte) (users []reconcile.UserRecord, next string, sure bool) {
	p := &userPage{}
	sure = p.scan(jsonscan.NewUsers(), body)
	return p.users, p.next, sure
}

// DecodePage is what ScanPage is held against.
func DecodePage(body []byte) (users []reconcile.UserRecord, next string, err error) {
	p := &userPage{}
	err = p.decode(body)
	return p.users, p.next, err
}

// KnownCodes is how many codes mean something by themselves.
func KnownCodes() int { return len(codeVerdicts) }
