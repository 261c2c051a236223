package browser

import (
	"cmp"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestMain(m *testing.M) {
	code := m.Run()
	stopChromium()
	os.Exit(code)
}

// inCI says whether what these tests need must be there.
func inCI() bool { return os.Getenv("CI") == "true" }

// missing skips the test for want of something, and fails it where that must be there.
func missing(t testing.TB, what string) {
	t.Helper()
	if inCI() {
		t.Fatal(what)
	}
	t.Skip(what)
}

var errNoChromium = errors.New("there is no chromium, chromium-browser or google-chrome on the path")

// stopChromium ends the one browser that all tests share, where it was started.
var stopChromium = func() {}

var startChromium = sync.OnceValues(func() (context.Context, error) {
	path, err := findChromium()
	if err != nil {
		return nil, err
	}
	profile, err := os.MkdirTemp("", "steelyard-browser-")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	stopChromium = func() {
		cancel()
		cancelAllocator()
		_ = os.RemoveAll(profile) // a folder left behind in the temporary folder harms nobody
	}
	return ctx, chromedp.Do(ctx)
})

func findChromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errNoChromium
}

// chromium gives the context of the running browser.
func chromium(t testing.TB) context.Context {
	t.Helper()
	ctx, err := startChromium()
	if errors.Is(err, errNoChromium) {
		missing(t, err.Error())
	}
	must(t, err)
	return ctx
}

// axeSource is the accessibility checker's own script; empty where it is not there and need not be.
var axeSource = sync.OnceValues(func() (string, error) {
	path := cmp.Or(os.Getenv("STEELYARD_AXE"), filepath.Join("..", "..", ".ci", "cache", "axe", "package", "axe.min.js"))
	source, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) && !inCI() {
		return "", nil
	}
	return string(source), err
})

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
