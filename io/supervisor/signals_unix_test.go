//go:build unix

package supervisor_test

import (
	"bufio"
	"fmt"
	"os"
	"syscall"
	"testing"
)

// Ctrl-C on a terminal reaches both processes, and so does what a service manager
// sends: counted twice it would stop a run at once, which is for the second time.
func TestAnInterruptionCountsOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ parent, worker bool }{
		"parent": {parent: true}, "worker": {worker: true}, "both": {parent: true, worker: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := program("wait")
			pipe, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
			var pid int
			out := bufio.NewReader(pipe)
			if _, err := fmt.Fscanf(out, "worker %d\n", &pid); err != nil {
				t.Fatal(err)
			}
			// What is sent at once may be one signal to the system: each is heard
			// before the next is sent.
			for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGINT} {
				if c.parent {
					send(t, cmd.Process.Pid, s)
				}
				if c.worker {
					send(t, pid, s)
				}
				if line, err := out.ReadString('\n'); line != "heard\n" {
					t.Fatalf("the worker says %q: %v", line, err)
				}
			}
			send(t, cmd.Process.Pid, syscall.SIGKILL)
			if line, err := out.ReadString('\n'); err == nil {
				t.Errorf("the worker heard more than was sent: %q", line)
			}
		})
	}
}

func send(t *testing.T, pid int, s syscall.Signal) {
	t.Helper()
	p, err := os.FindProcess(pid)
	if err == nil {
		err = p.Signal(s)
	}
	if err != nil {
		t.Fatal(err)
	}
}
