package apply

import "fmt"

// Reading reads the users of some changes of a plan as they are now, in that
// order.
type Reading func(changes []int) ([]Account, error)

// readAtOnce is how many users a Reading is asked for at a time: enough that
// the calls of the client of Graph go side by side, and few enough that those of
// a large plan are never held together.
const readAtOnce = 4000

// each reads the users of changes piece by piece, and hands each of them over
// with its change.
func (read Reading) each(changes []int, use func(change int, a *Account)) error {
	for len(changes) > 0 {
		piece := changes[:min(readAtOnce, len(changes))]
		changes = changes[len(piece):]
		accounts, err := read(piece)
		if err != nil {
			return err
		}
		if len(accounts) != len(piece) {
			return fmt.Errorf("%d users were read, %d are needed", len(accounts), len(piece))
		}
		for k, i := range piece {
			use(i, &accounts[k])
		}
	}
	return nil
}
