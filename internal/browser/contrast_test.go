package browser

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"steelyard/internal/clinic"
	"steelyard/internal/demo"
)

// inForcedColours has the browser show its own two colours, as somebody with low vision may have set, on a dark ground.
func (b *tab) inForcedColours() {
	b.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}, {Name: "prefers-color-scheme", Value: "dark"}}})
	must(b, err)
}

// drawnOnDark names what is drawn in colours of its own on a ground that is not light, and how much was looked at.
const drawnOnDark = `(() => {
	const all = [...document.querySelectorAll(".figure svg, svg.glance, .qr svg")].filter((e) => e.getBoundingClientRect().width > 0);
	const light = (e) => (getComputedStyle(e).backgroundColor.match(/\d+/g) || []).slice(0, 3).every((c) => +c > 200) && !/, 0\)$/.test(getComputedStyle(e).backgroundColor);
	return {looked: all.length, dark: all.filter((e) => !light(e)).map((e) => e.getAttribute("class") || e.parentElement.className)};
})()`

// flatTabs names what is current among others and shows it by nothing but a shadow, which is left out.
const flatTabs = `[...document.querySelectorAll(".nav a[aria-current], .tabs a[aria-current], .tongues [aria-current]")]
	.filter((e) => parseFloat(getComputedStyle(e).borderBottomWidth) < 3).map((e) => e.textContent.trim())`

// faint names letters that stand out from their ground by less than 4.5 to 1 (WCAG 2.2, 1.4.3), and how many were looked at.
const faint = `(() => {
	const parts = (s) => (s.match(/[\d.]+/g) || []).map(Number);
	const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((l, c, i) => l + c * [0.2126, 0.7152, 0.0722][i], 0);
	const ground = (e) => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [0, 0, 0]; };
	const texts = [...document.querySelectorAll("body *:not(svg *)")].filter((e) => e.getClientRects().length > 0 && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()));
	const low = texts.filter((e) => { const [a, b] = [light(parts(getComputedStyle(e).color)), light(ground(e))]; return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5; });
	return {looked: texts.length, dark: low.map((e) => e.textContent.trim().slice(0, 40))};
})()`

type drawn struct {
	Looked int
	Dark   []string
}

// Where a browser shows its own colours on a dark ground, charts and codes can still be seen, and so can what is chosen.
func TestForcedColours(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.behind = 0
	must(t, demo.Fill(t.Context(), s.App, 1))
	h, err := s.SignIn(t.Context(), demo.Login, demo.Password, "127.0.0.1")
	must(t, err)
	s.admin = clinic.Actor{User: h.User, Role: clinic.Administrator, From: "127.0.0.1"}
	id, response := s.busiest(t)
	patient := "/patients/" + string(id)
	b := s.desk(t)
	b.open("/sign-in")
	b.fill("Sign-in name", demo.Login)
	b.fill("Password", demo.Password)
	b.click("Sign in")
	b.inForcedColours()
	for path, charts := range map[string]int{"/patients": 10, patient: 4, patient + "/change": 1, response: 0, "/alerts": 0} {
		b.open(path)
		if !js[bool](b, `matchMedia("(forced-colors: active)").matches`) {
			t.Fatal("the browser does not force its colours")
		}
		if d := js[drawn](b, drawnOnDark); d.Looked < charts || len(d.Dark) > 0 {
			t.Errorf("%s: of %d drawings these have no light ground: %v", path, d.Looked, d.Dark)
		}
		if d := js[drawn](b, faint); d.Looked < 20 || len(d.Dark) > 0 {
			t.Errorf("%s: of %d texts these are hard to see: %q", path, d.Looked, d.Dark)
		}
		if flat := js[[]string](b, flatTabs); len(flat) > 0 {
			t.Errorf("%s: nothing shows that this is current: %v", path, flat)
		}
	}
}
