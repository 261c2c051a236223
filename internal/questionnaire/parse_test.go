package questionnaire

import (
	"slices"
	"strings"
	"testing"

	"steelyard/internal/fault"
)

// minimal gives the minimal definition after changes to its text, each an old and a new piece.
func minimal(t testing.TB, changes ...string) *Definition {
	t.Helper()
	text := changed(t, "", "")
	for i := 0; i+1 < len(changes); i += 2 {
		if !strings.Contains(text, changes[i]) {
			t.Fatalf("%q does not stand in the minimal definition", changes[i])
		}
		text = strings.Replace(text, changes[i], changes[i+1], 1)
	}
	d, err := Parse("min.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestLookUps(t *testing.T) {
	d := minimal(t)
	if got := d.Ref().String(); got != "minimal@1.0.0" {
		t.Errorf("ref: got %s", got)
	}
	if i, ok := d.Item("c"); !ok || i.ID != "c" || d.ItemIndex("c") != 2 || i.Kind() != ChoiceItem {
		t.Errorf("item c: got %v, %v at %d", i, ok, d.ItemIndex("c"))
	}
	if s, ok := d.Scale("screen"); !ok || s.ID != "screen" || d.ScaleIndex("screen") != 2 {
		t.Errorf("scale screen: got %v, %v at %d", s, ok, d.ScaleIndex("screen"))
	}
	if s, ok := d.Source("made-up"); !ok || s.Checked != Verified {
		t.Errorf("source: got %v, %v", s, ok)
	}
	if _, ok := d.Item("x"); ok || d.ItemIndex("x") != -1 {
		t.Error("found an item that is not there")
	}
	if _, ok := d.Scale("x"); ok || d.ScaleIndex("x") != -1 {
		t.Error("found a scale that is not there")
	}
	if _, ok := d.Source("x"); ok {
		t.Error("found a source that is not there")
	}
	if got := len(d.ChoicesOf(&d.Items[0])); got != 4 {
		t.Errorf("choices of a: got %d, want 4", got)
	}
	if got := d.ChoicesOf(&d.Items[3]); got != nil {
		t.Errorf("choices of a number: got %v, want none", got)
	}
}

func TestScoreRange(t *testing.T) {
	d := minimal(t)
	cases := []struct {
		item      ItemID
		low, high string
		ok        bool
	}{{"a", "0", "2", true}, {"hours", "0", "24", true}, {"bed", "0", "1439", true}, {"asleep", "0", "720", true}, {"since", "0", "0", false}, {"note", "0", "0", false}}
	for _, c := range cases {
		i, _ := d.Item(c.item)
		if low, high, ok := d.ScoreRange(i); low.String() != c.low || high.String() != c.high || ok != c.ok {
			t.Errorf("%s: got %s to %s, %v; want %s to %s, %v", c.item, low, high, ok, c.low, c.high, c.ok)
		}
	}
}

// TestScoreRangeOfUnsortedChoices lists the choices 5, 1, 2.
func TestScoreRangeOfUnsortedChoices(t *testing.T) {
	d := minimal(t, "score: 0}", "score: 5}")
	if low, high, ok := d.ScoreRange(&d.Items[0]); low.String() != "1" || high.String() != "5" || !ok {
		t.Errorf("got %s to %s, %v; want 1 to 5", low, high, ok)
	}
}

// TestHash wants the hash to name the meaning: of 64 digits, the same for the same words, another for another score.
func TestHash(t *testing.T) {
	d := minimal(t)
	if len(d.Hash()) != 64 {
		t.Errorf("got %q, want 64 digits", d.Hash())
	}
	for _, same := range [][]string{
		{"id: minimal", "# a comment\nid: 'minimal'"}, {"score: 2}", "score: 2.0}"}, {"step: 0.5", "step: 1/2"}, {"[a, b, c]", "\n      - a\n      - b\n      - c"},
		{`score: 0}`, `score: "0"}`},
	} {
		if got := minimal(t, same...).Hash(); got != d.Hash() {
			t.Errorf("%q for %q changed the hash", same[1], same[0])
		}
	}
	for _, other := range [][]string{{"score: 1}", "score: 1.5}"}, {"Never", "never"}, {"1.0.0", "1.0.1"}, {"at_most: 1", "at_most: 2"}, {"[a, b, c]", "[b, a, c]"}} {
		if got := minimal(t, other...).Hash(); got == d.Hash() {
			t.Errorf("%q for %q did not change the hash", other[1], other[0])
		}
	}
}

// TestNumberWithoutBoundsInAScale wants the fault named where other rules would read the missing bounds.
func TestNumberWithoutBoundsInAScale(t *testing.T) {
	text := strings.Replace(changed(t, "type: number, bounds: {min: 0, max: 24, step: 0.5, unit: h}}", "type: number}"), "items: [a, b, c]", "items: [a, b, c, hours]", 1)
	_, err := Parse("min.yaml", []byte(text))
	if got := fault.Details(err); len(got) != 1 || got[0].What != "an item of type number needs bounds" {
		t.Errorf("got %q, want the missing bounds alone", got)
	}
}

func TestRefs(t *testing.T) {
	for _, s := range []string{"phq-9@1.0.0", "a@0.0.0", "core_mood@12.3.45"} {
		var r Ref
		if err := r.UnmarshalText([]byte(s)); err != nil || r.String() != s || r.IsZero() {
			t.Errorf("%s: got %s, %v", s, r, err)
		}
	}
	for _, s := range []string{"", "phq-9", "phq-9@", "@1.0.0", "PHQ@1.0.0", "phq-9@1.0", "phq-9@01.0.0", "phq-9@1.0.0.0", "phq--9@1.0.0", "-a@1.0.0", "../x@1.0.0", "a@1.0.0\n"} {
		if r, err := ParseRef(s); err == nil {
			t.Errorf("%q: got %s, want an error", s, r)
		}
	}
	if !(Ref{}).IsZero() {
		t.Error("the zero reference must be zero")
	}
}

func TestVersionsAreOrderedByNumber(t *testing.T) {
	in := []Version{"1.10.0", "1.2.0", "10.0.0", "1.2.10", "0.9.9", "1.2.9"}
	slices.SortFunc(in, func(a, b Version) int {
		switch {
		case a.Less(b):
			return -1
		case b.Less(a):
			return 1
		}
		return 0
	})
	if want := []Version{"0.9.9", "1.2.0", "1.2.9", "1.2.10", "1.10.0", "10.0.0"}; !slices.Equal(in, want) {
		t.Errorf("got %v, want %v", in, want)
	}
	if Version("1.0.0").Less("1.0.0") {
		t.Error("a version is not before itself")
	}
}

func TestPeriods(t *testing.T) {
	for in, want := range map[string]string{"P14D": "14 days", "P1W": "1 week", "P12M": "12 months", "P1Y": "1 year"} {
		var p Period
		if err := p.UnmarshalText([]byte(in)); err != nil || p.Words() != want {
			t.Errorf("%s: got %q, %v; want %q", in, p.Words(), err, want)
		}
	}
	for _, in := range []string{"", "P", "14D", "P0D", "P1H", "PT1H", "P1D1W", "P-1D"} {
		var p Period
		if err := p.UnmarshalText([]byte(in)); err == nil || p.Words() != "" {
			t.Errorf("%q: got %q, want an error", in, p)
		}
	}
}

func TestTextFallsBackToEnglish(t *testing.T) {
	text := Text{"en": "Hello", "de": "Hallo"}
	for l, want := range map[Language]string{"de": "Hallo", "en": "Hello", "fr": "Hello"} {
		if got := text.In(l); got != want {
			t.Errorf("%s: got %q, want %q", l, got, want)
		}
	}
	if got := Text(nil).In("en"); got != "" {
		t.Errorf("no text: got %q", got)
	}
}

// TestWordsOfAFile wants every closed list of words to be read, so that no constant is left out of its list.
func TestWordsOfAFile(t *testing.T) {
	lists := map[string]struct {
		enum interface{ Enum() []string }
		n    int
	}{
		"evidence": {Validated, 2}, "respondent": {Either, 3}, "wording": {Included, 2}, "rights basis": {OwnWork, 5}, "commercial": {CommercialUse(""), 3},
		"item type": {TextItem, 6}, "level": {Urgent, 3}, "checked": {Verified, 3}, "state": {Complete, 3}, "operator": {Sum, 13}, "missing": {Prorate, 2},
		"rounding": {RoundUp, 4}, "direction": {Neither, 3}, "basis": {Published, 2}, "comparator": {Equal, 7},
	}
	for name, l := range lists {
		words := l.enum.Enum()
		if distinct := slices.Compact(slices.Sorted(slices.Values(words))); len(words) < l.n || len(distinct) != len(words) {
			t.Errorf("%s: got %v, want at least %d different words", name, words, l.n)
		}
	}
}

func TestGoodShapes(t *testing.T) {
	for name, change := range map[string][]string{
		"empty optional lists": {"languages: [en]", "languages: [en]\ncodes: []\nintro: {}"},
		"wording supplied, no text": {"wording: included", "wording: supplied", ", text: {en: How often A?}", "", ", text: {en: How often B?}", "", "    text: {en: How often C?}\n", "",
			", text: {en: How many hours?}", "", ", text: {en: When to bed?}", "", ", text: {en: How long asleep?}", "", ", text: {en: Since when?}", "", ", text: {en: Anything else?}", ""},
		"a prorated mean, not rounded":       {"operator: sum", "operator: mean", "round: band-half-up", "round: none"},
		"a null where a key may be left out": {"{code: na, label: {en: Does not apply}}", "{code: na, label: {en: Does not apply}, score: null}"},
	} {
		t.Run(name, func(t *testing.T) { minimal(t, change...) })
	}
}
