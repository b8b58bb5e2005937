package plan

import (
	"slices"
)

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

// roomFor gives a list that is full room for what is to come, if the rest of the
// work adds as much to it as the part that is done. To double it, or nearly so, again
// and again would leave several times as much to garbage.
func roomFor[T any](list []T, done, all int) []T {
	const spare = 64
	if len(list) < cap(list) || done <= 0 || done >= all {
		return list
	}
	more := float64(len(list)) * float64(all-done) / float64(done)
	return slices.Grow(list, int(more+more/32)+spare)
}
