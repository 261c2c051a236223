package browser

import (
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// turn does something that leads to another page, waits until that is there, and checks it.
func (b *tab) turn(step chromedp.Action[chromedp.Void]) {
	b.Helper()
	get(b, chromedp.WaitEvent(page.LoadEventFired, nil, step))
	b.check()
}

// open enters an address: a path on the site, or a whole address.
func (b *tab) open(address string) {
	b.Helper()
	if strings.HasPrefix(address, "/") {
		address = b.site.url + address
	}
	b.do(chromedp.Navigate(address))
	b.check()
}

// click presses the button or link with these words, and waits for the page it leads to.
func (b *tab) click(words string) {
	b.Helper()
	b.turn(b.press(chromedp.Search(fmt.Sprintf(`//*[self::a or self::button][normalize-space(.)=%q]`, words))))
}

// press makes the step that clicks, or taps where there is a touch screen.
func (b *tab) press(on chromedp.Search) chromedp.Action[chromedp.Void] {
	if b.phone {
		return chromedp.Tap(on, chromedp.NodeVisible)
	}
	return chromedp.Click(on, chromedp.NodeVisible)
}

// choose takes one of several answers, by the names that the form sends.
func (b *tab) choose(name, value string) {
	b.Helper()
	b.do(b.press(chromedp.Search(fmt.Sprintf(`input[name=%q][value=%q]`, name, value))))
}

// fill types into the field with this label, in place of what stands there.
func (b *tab) fill(label, value string) {
	b.Helper()
	field := chromedp.Search(fmt.Sprintf(`//*[@id=//label[normalize-space(text())=%q]/@for]`, label))
	b.do(chromedp.Focus(field), chromedp.Evaluate[chromedp.Void](`document.activeElement.select()`), b.keys(kb.Delete))
	_, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: value})
	must(b, err)
}

// set takes an entry of a list, or a day, whose parts stand in the order of the reader's language.
func (b *tab) set(label, value string) {
	b.Helper()
	b.do(chromedp.SetValue(chromedp.Search(fmt.Sprintf(`//*[@id=//label[normalize-space(text())=%q]/@for]`, label)), value))
}

// text gives the words that can be seen.
func (b *tab) text() string {
	b.Helper()
	return js[string](b, `document.body.innerText.replace(/\s+/g, " ")`)
}

// see wants words on the page.
func (b *tab) see(words ...string) {
	b.Helper()
	text := b.text()
	for _, w := range words {
		if !strings.Contains(text, w) {
			b.Fatalf("want %q\non %s", w, b.describe())
		}
	}
}

// lack wants words not to be on the page.
func (b *tab) lack(words ...string) {
	b.Helper()
	text := b.text()
	for _, w := range words {
		if strings.Contains(text, w) {
			b.Fatalf("want no %q\non %s", w, b.describe())
		}
	}
}

// path gives the page's address on the site.
func (b *tab) path() string {
	b.Helper()
	return js[string](b, `location.pathname`)
}

// at wants the page's address to end so.
func (b *tab) at(end string) {
	b.Helper()
	if got := b.path(); !strings.HasSuffix(got, end) {
		b.Fatalf("got %s, want …%s\non %s", got, end, b.describe())
	}
}
