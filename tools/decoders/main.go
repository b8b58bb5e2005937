// Decoders decodes the users of a tenant file, a line at a time on one core,
// with several JSON libraries, and prints the megabytes a second that each
// reads. It is a module of its own, so that none of them is a dependency of licet.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/bytedance/sonic"
	goccy "github.com/goccy/go-json"
	segmentio "github.com/segmentio/encoding/json"
)

// user is what the core of licet reads of a user.
type user struct {
	ID                string `json:"id"`
	UserPrincipalName string `json:"userPrincipalName"`
	DisplayName       string `json:"displayName"`
	Mail              string `json:"mail"`
	AccountEnabled    *bool  `json:"accountEnabled"`
	UserType          string `json:"userType"`
	UsageLocation     string `json:"usageLocation"`
	Synced            bool   `json:"onPremisesSyncEnabled"`
	SignIns           struct {
		Last           *time.Time `json:"lastSignInDateTime"`
		NonInteractive *time.Time `json:"lastNonInteractiveSignInDateTime"`
		Successful     *time.Time `json:"lastSuccessfulSignInDateTime"`
	} `json:"signInActivity"`
	Licenses []struct {
		SKUID         string   `json:"skuId"`
		DisabledPlans []string `json:"disabledPlans"`
	} `json:"assignedLicenses"`
	States []struct {
		SKUID           string   `json:"skuId"`
		DisabledPlans   []string `json:"disabledPlans"`
		AssignedByGroup string   `json:"assignedByGroup"`
		State           string   `json:"state"`
		Error           string   `json:"error"`
	} `json:"licenseAssignmentStates"`
}

// most is how much of a file is decoded.
const most = 128 << 20

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "decoders:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("want the path of a tenant file")
	}
	text, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	_, users, ok := bytes.Cut(text, []byte("\"users\":[\n"))
	if !ok {
		return fmt.Errorf("%s has no users, one a line", args[0])
	}
	users = users[:min(len(users), most)]
	for _, d := range []struct {
		name   string
		decode func([]byte, any) error
	}{{"encoding-json", json.Unmarshal}, {"segmentio", segmentio.Unmarshal}, {"goccy", goccy.Unmarshal}, {"sonic", sonic.ConfigStd.Unmarshal}} {
		start, n := time.Now(), 0
		for line := range bytes.Lines(users) {
			if line[0] != '{' || line[len(line)-1] != '\n' {
				break
			}
			var u user
			if err := d.decode(bytes.TrimRight(line, ",\n"), &u); err != nil {
				return fmt.Errorf("%s: %w", d.name, err)
			}
			n += len(line)
		}
		fmt.Printf("%s %.0f\n", d.name, float64(n)/1e6/time.Since(start).Seconds())
	}
	return nil
}
