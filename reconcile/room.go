package reconcile

const (
	// fewRows is how many rows or assignments of one user there mostly are at most.
	fewRows = 2
	// fewRowsRun is for how many users room is made at once.
	fewRowsRun = 1024
)

// appendIn appends to a list that is mostly short, of which there are very many:
// its first entries stand in room, beside those of others.
func appendIn[T any](room *[]T, list []T, x T) []T {
	if list != nil {
		return append(list, x)
	}
	if len(*room) < fewRows {
		*room = make([]T, fewRows*fewRowsRun)
	}
	list = (*room)[:0:fewRows]
	*room = (*room)[fewRows:]
	return append(list, x)
}
