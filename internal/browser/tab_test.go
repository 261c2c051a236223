package browser

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// patience is how long one step may take.
const patience = 30 * time.Second

// tab is a page in a browser, with the verbs of whoever sits before it. A step that fails ends the test.
type tab struct {
	*testing.T
	site    *site
	ctx     context.Context
	width   int64
	phone   bool
	scripts bool
	close   context.CancelFunc
	upset   *complaints
}

// desk opens a tab 1280 wide in a browser context of its own: no cookie of another is in it.
func (s *site) desk(t *testing.T) *tab {
	return s.tab(t, chromium(t), false, chromedp.WithNewBrowserContext())
}

// phone opens a tab 375 wide, with touch, in a browser context of its own.
func (s *site) phone(t *testing.T) *tab {
	return s.tab(t, chromium(t), true, chromedp.WithNewBrowserContext())
}

// another opens a further tab beside this one, with the same cookies.
func (b *tab) another() *tab { return b.site.tab(b.T, b.ctx, b.phone) }

func (s *site) tab(t *testing.T, parent context.Context, phone bool, options ...chromedp.ContextOption) *tab {
	t.Helper()
	b := &tab{T: t, site: s, phone: phone, scripts: true, upset: &complaints{}}
	b.ctx, b.close = chromedp.NewContext(parent, append(options, chromedp.WithListener(b.upset.hear))...)
	t.Cleanup(b.close)
	must(t, chromedp.Do(b.ctx))
	if b.resize(1280); phone {
		b.resize(375)
	}
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatalf("%v\non %s", err, b.describe())
	}
}

func get[T any](b *tab, a chromedp.Action[T]) T {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		b.Fatalf("%v\non %s", err, b.describe())
	}
	return v
}

func js[T any](b *tab, format string, args ...any) T {
	b.Helper()
	return get(b, chromedp.Evaluate[T](fmt.Sprintf(format, args...), chromedp.EvalAwaitPromise))
}

// script runs a line of script on the page.
func (b *tab) script(line string) {
	b.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](line, chromedp.EvalAwaitPromise))
}

// resize makes the window as wide as a phone or a desk.
func (b *tab) resize(width int64) {
	b.Helper()
	b.width = width
	height := int64(900)
	if width < 500 {
		height = 812
	}
	if b.phone {
		b.do(chromedp.EmulateViewport(width, height, chromedp.EmulateMobile, chromedp.EmulateTouch))
		return
	}
	b.do(chromedp.EmulateViewport(width, height))
}

// withoutScripts turns the page's scripts off, as some browsers do.
func (b *tab) withoutScripts() *tab {
	b.Helper()
	b.scripts = false
	b.allowScripts(false)
	return b
}

func (b *tab) allowScripts(yes bool) {
	b.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !yes})
	must(b, err)
}

// describe says where the tab is, for a message.
func (b *tab) describe() string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.ctx), 5*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + " at " + innerWidth + ":\n" + document.body.innerText`))
	if err != nil {
		return err.Error()
	}
	return text
}
