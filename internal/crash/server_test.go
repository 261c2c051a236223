package crash

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/config"
	"steelyard/internal/library"
	"steelyard/internal/secret"
	"steelyard/internal/server"
	"steelyard/internal/store"
	"steelyard/questionnaires"
)

// folderVariable names the data folder to a test binary that is to be the server.
const folderVariable = "STEELYARD_CRASH_FOLDER"

func TestMain(m *testing.M) {
	folder := os.Getenv(folderVariable)
	if folder == "" {
		os.Exit(m.Run())
	}
	fmt.Fprintln(os.Stderr, "the server ended:", serve(context.Background(), folder))
	os.Exit(1)
}

// openApp opens a data folder as the serve command does.
func openApp(ctx context.Context, folder string) (*app.App, error) {
	l, err := library.Options{Shipped: questionnaires.FS, Proofs: library.NewProofs(filepath.Join(folder, "proofs"))}.Load()
	if err != nil {
		return nil, err
	}
	key, errKey := secret.LoadOrCreateKey(filepath.Join(folder, app.AuditKeyFile))
	seed, errSeed := secret.LoadOrCreateKey(filepath.Join(folder, app.ReceiptKeyFile))
	if err := errors.Join(errKey, errSeed); err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, store.Options{Path: filepath.Join(folder, app.DatabaseFile)})
	if err != nil {
		return nil, err
	}
	a, err := app.New(ctx, app.App{Store: s, Library: l, AuditKey: key, Anchor: filepath.Join(folder, app.AnchorFile), ReceiptSeed: seed, OptionalFactor: true,
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return a, nil
}

// serve is the child: it listens, says where, opens the folder and answers until it is killed, or until its parent is gone.
func serve(ctx context.Context, folder string) error {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // ends with the parent, however that ends
		os.Exit(1)
	}()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	a, err := openApp(ctx, folder)
	if err != nil {
		return err
	}
	if err := a.Library.Prove(); err != nil {
		return err
	}
	s, err := server.New(a, config.Server{Listen: listener.Addr().String(), DataDir: folder, SessionIdle: time.Hour, SessionLife: time.Hour}, a.Log)
	if err != nil {
		return err
	}
	go a.KeepAnchor(ctx)
	return s.HTTPServer().Serve(listener)
}

// process is a server that runs.
type process struct {
	cmd     *exec.Cmd
	said    strings.Builder // its log; to be read when it has ended
	stdin   io.Closer
	base    string
	started time.Time
}

// start starts a server, with more in its environment, and waits until it says where it will listen.
func start(t *testing.T, folder string, environment ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0]), started: time.Now()} //nolint:gosec // this test itself
	p.cmd.Env = append(os.Environ(), folderVariable+"="+folder)
	p.cmd.Env = append(p.cmd.Env, environment...)
	p.cmd.Stderr = &p.said
	stdin, errIn := p.cmd.StdinPipe()
	stdout, errOut := p.cmd.StdoutPipe()
	must(t, errors.Join(errIn, errOut))
	must(t, p.cmd.Start())
	p.stdin = stdin
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		p.kill(t)
		t.Fatalf("the server does not start: %v\n%s", err, &p.said)
	}
	p.base = "http://" + strings.TrimSpace(line)
	return p
}

// healthy waits until the server answers, and gives the time since it was started.
func (p *process) healthy(t *testing.T) time.Duration {
	t.Helper()
	client := http.Client{Timeout: 4 * limit, Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get(p.base + "/healthz")
	if err != nil {
		p.kill(t)
		t.Fatalf("the server is not healthy: %v\n%s", err, &p.said)
	}
	must(t, res.Body.Close())
	if res.StatusCode != http.StatusOK {
		t.Fatalf("/healthz: got %d, want 200", res.StatusCode)
	}
	return time.Since(p.started)
}

// kill ends the server as kill -9 does. One that had ended by itself before is a fault.
func (p *process) kill(t *testing.T) {
	t.Helper()
	errKill := p.cmd.Process.Kill()
	err := p.cmd.Wait()
	_ = p.stdin.Close() // closed by Wait already
	if exit, ok := errors.AsType[*exec.ExitError](err); errKill != nil || !ok || exit.Exited() {
		t.Errorf("the server ended by itself: %v, %v\n%s", errKill, err, &p.said)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
