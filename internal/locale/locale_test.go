package locale_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"steelyard/internal/locale"
	q "steelyard/internal/questionnaire"
	"steelyard/web"
)

func shipped(t *testing.T) *locale.Catalog {
	t.Helper()
	files, err := fs.Sub(web.Locales, "locales")
	if err != nil {
		t.Fatal(err)
	}
	c, err := locale.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryLanguageHasEveryMessage(t *testing.T) {
	c := shipped(t)
	if got, want := c.Languages(), []q.Language{"en", "ar", "de", "es", "fr"}; !slices.Equal(got, want) {
		t.Errorf("got languages %v, want %v", got, want)
	}
	for _, l := range c.Languages() {
		for _, id := range c.IDs("en") {
			if !slices.Contains(c.IDs(l), id) {
				t.Errorf("%s has no message %s", l, id)
			}
		}
		for _, id := range c.IDs(l) {
			if !slices.Contains(c.IDs("en"), id) {
				t.Errorf("%s has the message %s, which English has not", l, id)
			}
		}
	}
}

// TestEveryPluralOfEveryMessage speaks every message with numbers that need every form that CLDR knows, and wants it in the
// language's own words, with nothing left that was not put in.
func TestEveryPluralOfEveryMessage(t *testing.T) {
	c := shipped(t)
	for _, l := range c.Languages() {
		file, err := web.Locales.ReadFile("locales/" + string(l) + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range c.IDs(l) {
			count := "Number"
			if strings.Contains(string(file), "\n"+id+":\n") {
				count = "Count"
			}
			for _, n := range []int{0, 1, 2, 3, 7, 11, 25, 100, 101, 1000, 1000000} {
				v := c.In(l)
				text := v.Say(id, count, n, "Total", n, "Answered", n, "Number", n, "Part", n, "Parts", n, "From", n, "To", n, "Low", n, "High", n, "Version", n,
					"Hours", "x", "Minutes", "x", "Given", "x", "What", "x", "Site", "x", "Patient", "x", "Title", "x", "Language", "x", "Range", "x", "Date", "x", "Time", "x", "Zone", "x", "Day", "x", "Month", "x", "Year", "x")
				if v.FellBack() || strings.Contains(text, "no value") || strings.Contains(text, "{{") || text == "" {
					t.Errorf("%s %s with %d: got %q", l, id, n, text)
				}
			}
		}
	}
}

func TestAMissingMessageIsInEnglishAndSaysSo(t *testing.T) {
	c, err := locale.Load(fstest.MapFS{
		"en.yaml": {Data: []byte("page.start: Start\npage.stop: Stop & go\n")},
		"de.yaml": {Data: []byte("page.start: Anfangen\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	v := c.In("de")
	if got := v.Say("page.start"); got != "Anfangen" || v.FellBack() {
		t.Errorf("got %q, fell back: %v", got, v.FellBack())
	}
	if got, want := string(v.HTML("page.stop")), `<span lang="en" dir="ltr">Stop &amp; go</span>`; got != want || !v.FellBack() {
		t.Errorf("got %q, want %q, and that it fell back", got, want)
	}
	if got, want := v.Say("page.stop"), "Stop & go [en]"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := string(v.HTML("page.none")); !strings.Contains(got, "page.none") {
		t.Errorf("a message that is nowhere: got %q, want its id", got)
	}
}

func TestMatch(t *testing.T) {
	c := shipped(t)
	for wish, want := range map[string]q.Language{
		"de": "de", "de-AT, en;q=0.8": "de", "es-419,es;q=0.9": "es", "pt-BR, fr;q=0.5": "fr", "ar-EG": "ar", "en-GB": "en", "": "", "not a language": "", "zh-CN": "",
	} {
		if got, ok := c.Match(wish); got != want || ok != (want != "") {
			t.Errorf("%q: got %q %v, want %q", wish, got, ok, want)
		}
	}
}

// TestWordsKeepTheirDirection wants a name apart from the words around it, where either is written from right to left.
func TestWordsKeepTheirDirection(t *testing.T) {
	c := shipped(t)
	if got, want := c.In("ar").Say("landing.lead", "Site", "Harbour (5)"), "\u2068Harbour (5)\u2069"; !strings.Contains(got, want) {
		t.Errorf("got %q, want %q in it", got, want)
	}
	if got, want := c.In("en").Say("landing.lead", "Site", "عيادة"), "\u2068عيادة\u2069"; !strings.Contains(got, want) {
		t.Errorf("got %q, want %q in it", got, want)
	}
	if got := c.In("en").Say("landing.lead", "Site", "Harbour"); strings.ContainsAny(got, "\u2068\u2069") {
		t.Errorf("got %q, want no marks where nothing needs them", got)
	}
	if got := string(c.In("en").HTML("landing.lead", "Site", "<b>&")); strings.Contains(got, "<b>") {
		t.Errorf("got %q, want it escaped", got)
	}
	for l, want := range map[q.Language]string{"en": "ltr", "de": "ltr", "ar": "rtl", "he": "rtl", "fa-IR": "rtl", "zh": "ltr"} {
		if got := locale.Direction(l); got != want {
			t.Errorf("%s: got %s, want %s", l, got, want)
		}
	}
}

// TestADateInDigitsIsNotTurnedAround wants an example such as 2026-11-23 kept apart in what is written from right to left: beside
// Arabic words its year would stand last, unlike in the field where it is typed.
func TestADateInDigitsIsNotTurnedAround(t *testing.T) {
	c, found := shipped(t), 0
	turned := regexp.MustCompile("(^|[^-0-9\u2066])[0-9]+[-/][0-9]")
	for _, l := range c.Languages() {
		if locale.Direction(l) != "rtl" {
			continue
		}
		for _, id := range c.IDs(l) {
			said := c.In(l).Say(id, "Given", "x")
			if strings.Contains(said, "\u20662026-11-23\u2069") {
				found++
			}
			if turned.MatchString(said) {
				t.Errorf("%s: %s reads %q", l, id, said)
			}
		}
	}
	if found < 2 {
		t.Errorf("only %d messages have a date in digits", found)
	}
}

func TestDatesAndNumbers(t *testing.T) {
	c := shipped(t)
	at := time.Date(2026, 3, 4, 15, 5, 0, 0, time.UTC)
	for l, want := range map[q.Language][2]string{"en": {"4 Mar 2026, 15:05 UTC", "12,345"}, "de": {"4. März 2026, 15:05 Uhr UTC", "12.345"},
		"es": {"4 de marzo de 2026, 15:05 UTC", "12.345"}, "fr": {"4 mars 2026, 15:05 UTC", "12\u00a0345"}} {
		v := c.In(l)
		if got := [2]string{v.Moment(at, "UTC"), v.Number(12345)}; got != want {
			t.Errorf("%s: got %q, want %q", l, got, want)
		}
	}
	if got, want := c.In("ar").Moment(at, "UTC"), "4 مارس 2026، 15:05 \u2068UTC\u2069"; got != want {
		t.Errorf("ar: got %q, want %q: its own words in its own direction", got, want)
	}
	if got := c.In("ar").Number(12345); got != "12,345" {
		t.Errorf("ar: got %q, want the digits of telephone numbers", got)
	}
	if got := c.In("en").Date("not a day"); got != "not a day" {
		t.Errorf("got %q", got)
	}
}
