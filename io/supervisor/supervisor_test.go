package supervisor_test

import (
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"licet/io/supervisor"
)

// act says what the program of a test does; without it this is the test itself.
const act = "SUPERVISOR_TEST_ACT"

// acts are what a program may do instead of coming to its end.
var acts = map[string]func(w *supervisor.Worker){
	"panic":          func(*supervisor.Worker) { panic("the end") },
	"goroutine":      func(*supervisor.Worker) { go func() { panic("the end") }(); select {} },
	"nil":            func(*supervisor.Worker) { var p *int; fmt.Println(*p) },
	"stack":          func(*supervisor.Worker) { debug.SetMaxStack(1 << 16); fmt.Println(deeper(1 << 40)) },
	"concurrent map": func(*supervisor.Worker) { writeAtOnce() },
	"memory":         func(*supervisor.Worker) { fmt.Println(len(make([]byte, 1<<46))) },
	"exit 2":         func(*supervisor.Worker) { os.Exit(2) },
	"kill":           func(*supervisor.Worker) { killSelf() },
	"quit": func(w *supervisor.Worker) {
		code, err := strconv.Atoi(os.Args[1])
		if err != nil {
			panic(err)
		}
		w.Exit(code)
	},
	"say": func(w *supervisor.Worker) {
		fmt.Fprintf(os.Stdout, "result\n")
		fmt.Fprintf(w.Stderr(), "note\n")
		fmt.Fprintf(os.Stderr, "trace\n")
		fmt.Fprintf(w.Stderr(), "%s=%q\n", "LICET_WORKER", os.Getenv("LICET_WORKER"))
		w.Exit(0)
	},
	"wait": func(w *supervisor.Worker) {
		interruptions, _ := w.Interruptions()
		fmt.Println("worker", os.Getpid())
		for range interruptions {
			fmt.Println("heard")
		}
	},
}

func deeper(n int) int {
	if n == 0 {
		return 0
	}
	return deeper(n-1) + n
}

func writeAtOnce() {
	m := map[int]int{}
	for range 8 {
		go func() {
			for i := range 1 << 40 {
				m[i%8] = i
			}
		}()
	}
	select {}
}

func killSelf() {
	p, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = p.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {}
}

func TestMain(m *testing.M) {
	what := os.Getenv(act)
	if what == "" {
		os.Exit(m.Run())
	}
	if w := supervisor.Join(); w != nil {
		acts[what](w)
		os.Exit(0)
	}
	code, crash, err := supervisor.Run()
	if err != nil || crash != nil {
		fmt.Fprintf(os.Stderr, "crash: %v %s\n", err, crash.Summary())
		code = 1
	}
	os.Exit(code)
}

// program is the program that does something, as a shell starts it.
func program(what string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), act+"="+what)
	return cmd
}

// A script that takes 2 for "there are changes" carries out the plan of yesterday
// when licet crashes: no crash may look like a code that licet chose.
func TestNoCrashLooksLikeACode(t *testing.T) {
	t.Parallel()
	for what, want := range map[string]string{
		"panic": "panic: the end", "goroutine": "panic: the end", "nil": "nil pointer", "stack": "stack exceeds",
		"concurrent map": "concurrent map writes", "memory": "", "exit 2": "exit status 2", "kill": "",
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			cmd := program(what)
			out, _ := cmd.CombinedOutput()
			lines := strings.Split(strings.TrimSpace(string(out)), "\n")
			if code := cmd.ProcessState.ExitCode(); code != 1 || len(lines) != 1 || !strings.Contains(lines[0], want) || !strings.HasPrefix(lines[0], "crash: ") {
				t.Errorf("exit %d and %q, want 1 and one line with %q", code, out, want)
			}
		})
	}
}

// Whatever licet chose to say by its code must come through.
func TestChosenCodesComeThrough(t *testing.T) {
	t.Parallel()
	for _, code := range []int{0, 1, 2, 3, 4, 5, 6, 130, 137} {
		cmd := program("quit", strconv.Itoa(code))
		out, _ := cmd.CombinedOutput()
		if got := cmd.ProcessState.ExitCode(); got != code || len(out) != 0 {
			t.Errorf("exit %d became %d: %s", code, got, out)
		}
	}
}

// The result stays on standard output and what people are told on standard error;
// neither is mixed with what Go writes, and programs that are started are no workers.
func TestStreamsAreKept(t *testing.T) {
	t.Parallel()
	cmd := program("say")
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil || out.String() != "result\n" || errs.String() != "note\nLICET_WORKER=\"\"\n" {
		t.Errorf("%v: standard output %q, standard error %q", err, out.String(), errs.String())
	}
}

// The variable that tells a worker of its files makes no worker of a program that
// does not have them.
func TestTheVariableAloneMakesNoWorker(t *testing.T) {
	for _, value := range []string{"", "x", "3", "3000,4000"} {
		t.Setenv("LICET_WORKER", value)
		if supervisor.Join() != nil {
			t.Errorf("%q makes a worker", value)
		}
	}
}

// Nothing of a licet that was killed may go on writing to the tenant.
func TestAWorkerEndsWithItsParent(t *testing.T) {
	t.Parallel()
	cmd := program("wait")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Fscanf(out, "worker %d\n", &pid); err != nil || pid == cmd.Process.Pid {
		t.Fatalf("process %d of %d: %v", pid, cmd.Process.Pid, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	// The worker has the other end of this pipe: the end of it is that of the worker.
	var rest [64]byte
	if n, err := out.Read(rest[:]); n != 0 || err == nil {
		t.Errorf("the worker says %q: %v", rest[:n], err)
	}
	_ = cmd.Wait()
}

// People are told what happened in a line.
func TestACrashHasASummary(t *testing.T) {
	t.Parallel()
	c := supervisor.Crash{State: "exit status 2", Trace: []byte("\npanic: x\n\ngoroutine 1 [running]:\n")}
	if c.Summary() != "panic: x" {
		t.Errorf("the summary is %q", c.Summary())
	}
	if c.Trace = nil; c.Summary() != "exit status 2" {
		t.Errorf("without a trace it is %q", c.Summary())
	}
}
