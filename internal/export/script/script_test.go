package script

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// TestEveryFormIsOfItsLetter holds the table to the Unicode character database: a form is its letter when its
// compatibility mapping is taken.
func TestEveryFormIsOfItsLetter(t *testing.T) {
	if len(letters) < 70 {
		t.Errorf("only %d letters", len(letters))
	}
	seen := map[rune]bool{}
	for r, f := range letters {
		for _, form := range f {
			if form == 0 {
				continue
			}
			if got := norm.NFKC.String(string(form)); got != string(r) {
				t.Errorf("%U stands for %U but is %q", form, r, got)
			}
			if seen[form] {
				t.Errorf("%U stands for two letters", form)
			}
			seen[form] = true
		}
	}
	for alef, forms := range withLam {
		for _, form := range forms {
			if got := norm.NFKC.String(string(form)); got != string([]rune{lam, alef}) {
				t.Errorf("%U stands for lam and %U but is %q", form, alef, got)
			}
		}
	}
}

// TestJoined has names whose forms were written out by hand from the letters' descriptions.
func TestJoined(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"محمد", "\uFEE3\uFEA4\uFEE4\uFEAA"},                             // meem initial, hah medial, meem medial, dal final
		{"علي", "\uFECB\uFEE0\uFEF2"},                                    // ain initial, lam medial, yeh final
		{"سلام", "\uFEB3\uFEFC\uFEE1"},                                   // seen initial, lam-alef final, meem alone: alef doesn't join on
		{"لا", "\uFEFB"},                                                 // lam-alef alone
		{"مُحَمَّد", "\uFEE3\u064F\uFEA4\u064E\uFEE4\u064E\u0651\uFEAA"}, // marks are passed over; NFC puts the shadda behind
		{"دارا", "\uFEA9\uFE8D\uFEAD\uFE8D"},                             // nothing joins on
		{"می\u200cروم", "\uFEE3\uFBFD\uFEAD\uFEED\uFEE1"},                // Persian; the non-joiner parts yeh from reh and is not drawn
		{"پگاه", "\uFB58\uFB95\uFE8E\uFEE9"},
		{"ليلى", "\uFEDF\uFEF4\uFEE0\uFEF0"},
		{"Ann دي", "Ann \uFEA9\uFEF1"},
		{"דוד", "דוד"},
		{"Jørg", "Jørg"},
	} {
		if got := string(Joined(norm.NFC.String(c.name))); got != c.want {
			t.Errorf("%s: got %+q, want %+q", c.name, got, c.want)
		}
	}
}

func TestDrawn(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"plain words 12", "plain words 12"},
		{"Record 7 · דוד כהן · born 12", "Record 7 · ןהכ דוד · born 12"},
		{"דוד 12 כהן", "ןהכ 12 דוד"}, // digits keep their order
		{"about אבג, born 1984", "about גבא, born 1984"},
		{"אב (גד) ה", "ה (דג) בא"}, // brackets look the other way
		{"a (בג) d", "a (גב) d"},   // and not in words that run from left to right
		{"אב 10% גד", "דג 10% בא"},
		{"بب 1,5 بب", string([]rune{0xFE90, 0xFE91}) + " 1,5 " + string([]rune{0xFE90, 0xFE91})},
		{"מִי", "יִ" + "מ"}, // a mark is drawn before its letter
		{"אב, גד", "דג ,בא"},
		{"a[א]א", "a[א]א"}, // what stands before the brackets runs from left to right
		{"aא[א]", "a[א]א"}, // and here not, so that they close on the left
		{"aא1", "a1א"},
		{" א", " א"},
		{"א (12) ב", "ב (12) א"},
	} {
		if got := string(Drawn(c.line)); got != c.want {
			t.Errorf("%q: got %q, want %q", c.line, got, c.want)
		}
	}
}

// TestDirectionsAreThoseOfTheReference compares with another implementation of the same annex which character runs which way. Brackets
// are left out, because it does not pair them; and it gives its runs in the order in which they are read. Both are held by the
// lines above.
func TestDirectionsAreThoseOfTheReference(t *testing.T) {
	alphabet := []rune("ab אב بت 12 ٣٤ ,.:%+-/·")
	rapid.Check(t, func(t *rapid.T) {
		text := append([]rune{'a'}, rapid.SliceOfN(rapid.SampledFrom(alphabet), 1, 14).Draw(t, "line")...) // the first letter settles the line’s direction
		l := newLine(text)
		l.weak()
		l.brackets()
		l.neutral()
		var got strings.Builder
		for i := range text {
			got.WriteByte("<>"[(l.level(i)+1)%2])
		}
		if want := reference(t, string(text)); got.String() != want {
			t.Fatalf("%q: got %s, want %s", string(text), got.String(), want)
		}
	})
}

// reference gives for each character which way it runs, by x/text.
func reference(t *rapid.T, text string) (ways string) {
	var p bidi.Paragraph
	if _, err := p.SetString(text); err != nil {
		t.Fatal(err)
	}
	o, err := p.Order()
	if err != nil {
		t.Fatal(err)
	}
	for i := range o.NumRuns() {
		r := o.Run(i)
		way := ">"
		if r.Direction() == bidi.RightToLeft {
			way = "<"
		}
		ways += strings.Repeat(way, len([]rune(r.String())))
	}
	return ways
}

func FuzzDrawn(f *testing.F) {
	f.Add("Record 7 · דוד (12) محمد")
	f.Fuzz(func(t *testing.T, line string) {
		if got, read := len(Drawn(line)), len([]rune(line)); got > read {
			t.Errorf("%q: %d characters are drawn of %d", line, got, read)
		}
	})
}
