package planfile

import (
	"encoding/json"
	"io"
	"strings"
)

// IsPlan reports whether what r gives begins as a plan file does, of whatever
// version, whole or not.
func IsPlan(r io.Reader) bool {
	d := json.NewDecoder(r)
	open, _ := d.Token()
	key, _ := d.Token()
	value, _ := d.Token()
	format, _ := value.(string)
	family, _, _ := strings.Cut(Format, "/")
	return open == json.Delim('{') && key == "format" && strings.HasPrefix(format, family+"/")
}
