package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// complaints are what a browser's console hears of a page: errors of scripts, and what the security policy refused.
type complaints struct {
	mu   sync.Mutex
	list []string
}

func (c *complaints) hear(event any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		c.list = append(c.list, (&chromedp.ExceptionError{ExceptionDetails: e.ExceptionDetails}).Error())
	case *log.EventEntryAdded:
		if e.Entry.Source != log.EntrySourceNetwork && e.Entry.Level == log.EntryLevelError { // a page with status 404 is no fault of the page
			c.list = append(c.list, e.Entry.Text)
		}
	}
}

func (c *complaints) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := c.list
	c.list = nil
	return list
}

// check looks at the page as it stands: that it does not scroll sideways, that its scripts and policy are at peace, and
// that axe has nothing to say.
func (b *tab) check() {
	b.Helper()
	for _, c := range b.upset.take() {
		b.Errorf("the console of %s: %s", b.path(), c)
	}
	b.fits()
	for _, v := range b.axe() {
		b.Errorf("%s at %d px: %s", b.path(), b.width, v)
	}
}

// fits wants the page not to scroll sideways.
func (b *tab) fits() {
	b.Helper()
	if wide := js[[]string](b, widerThanPage); len(wide) > 0 {
		b.Errorf("%s scrolls sideways at %d px because of %s", b.path(), b.width, strings.Join(wide, ", "))
	}
}

// widerThanPage gives what reaches over the right edge of a page that scrolls sideways: not what an element around it
// clips or scrolls, unless it is laid out past that element.
const widerThanPage = `(() => {
	const page = document.documentElement;
	if (page.scrollWidth <= page.clientWidth) return [];
	const around = (e) => getComputedStyle(e).position === "absolute" ? e.offsetParent : e.parentElement;
	const held = (e) => { for (let p = around(e); p; p = around(p)) if (getComputedStyle(p).overflowX !== "visible") return true; return false; };
	const over = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > page.clientWidth + 1 && !held(e));
	return ["the page, " + page.scrollWidth + " px", ...over.slice(0, 8).map((e) => e.outerHTML.slice(0, 120))];
})()`

// violation is a rule that axe finds broken, and where.
type violation struct {
	ID, Help string
	Nodes    []struct {
		HTML   string
		Target []string
	}
}

// String names the rule and every place.
func (v violation) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s: %s", v.ID, v.Help)
	for _, n := range v.Nodes {
		fmt.Fprintf(&s, "\n\t%s\n\t\t%s", strings.Join(n.Target, " "), n.HTML)
	}
	return s.String()
}

// axe checks the page against the rules of WCAG 2.0, 2.1 and 2.2, levels A and AA. It needs scripts, so they are on meanwhile:
// those of the page had their time when it was loaded. Where the browser forces its own colours, contrast is
// measured by faint: axe takes the colour of letters from -webkit-text-fill-color there, which has the page's, and not from color.
func (b *tab) axe() []violation {
	b.Helper()
	source, err := axeSource()
	must(b, err)
	if source == "" {
		return nil
	}
	if !b.scripts {
		b.allowScripts(true)
		defer b.allowScripts(false)
	}
	return js[[]violation](b, "%s", source+`;
		axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"],
			rules: {"color-contrast": {enabled: !matchMedia("(forced-colors: active)").matches}}})
			.then((r) => r.violations.map((v) => ({id: v.id, help: v.help, nodes: v.nodes.map((n) => ({html: n.html, target: n.target.map(String)}))})))`)
}

// look checks the page at a desk's width and at a phone's, takes its picture at both, and narrows it to 320.
func (b *tab) look(name string) {
	b.Helper()
	back := b.width
	for _, width := range []int64{1280, 375} {
		if width != b.width {
			b.resize(width)
			b.check()
		}
		b.shot(name)
	}
	b.resize(320)
	b.fits()
	b.resize(back)
}

// shot takes a picture of the whole page, named by the step and the width.
func (b *tab) shot(name string) {
	b.Helper()
	folder := os.Getenv("STEELYARD_SHOTS")
	if folder == "" {
		return
	}
	must(b, os.MkdirAll(folder, 0o755))
	picture := get(b, chromedp.FullScreenshot(100))
	must(b, os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s-%d.png", name, b.width)), picture, 0o600))
}

// unfold opens everything that is folded away, so that it is checked and seen too.
func (b *tab) unfold() {
	b.Helper()
	b.script(`document.querySelectorAll("details").forEach((d) => { d.open = true; })`)
}
