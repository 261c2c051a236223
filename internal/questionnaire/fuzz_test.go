package questionnaire

import (
	"strings"
	"testing"

	"steelyard/internal/exact"
	"steelyard/internal/fault"
)

// FuzzParse wants no panic, a place for every fault, and of what parses a hash and usable answers.
func FuzzParse(f *testing.F) {
	whole := changed(f, "", "")
	f.Add([]byte(whole))
	for _, c := range [][2]string{{"type: number", "type: text"}, {"choices: often", "choices: x"}, {"operator: sum", "operator: ratio"}, {"items: [a, b, c]", "items: []"}, {", bounds: {", ", bound: {"}} {
		f.Add([]byte(strings.Replace(whole, c[0], c[1], 1)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Parse("f.yaml", data)
		if err != nil {
			for _, x := range fault.Details(err) {
				if !strings.HasPrefix(x.Where, "f.yaml:") || x.What == "" {
					t.Errorf("fault without place or words: %q", x)
				}
			}
			return
		}
		again, err := Parse("g.yaml", data)
		if err != nil || len(d.Hash()) != 64 || again.Hash() != d.Hash() {
			t.Errorf("parsed twice: %v", err)
		}
		if _, err := d.Answers(Form{}); err != nil {
			t.Errorf("an unfinished form must be accepted: %v", err)
		}
	})
}

// FuzzAnswers wants no panic; what is accepted is kept as it was given, and accepted again.
func FuzzAnswers(f *testing.F) {
	f.Add("1", "2", "0", "7.5", "22:30", "0:20", "2026-01-01", "text", "", "")
	f.Add("", "", "", "", "", "", "", "", "x", "1")
	f.Add("9", "na", "-", "1e9", "99:99", "::", "0000-00-00", "\x00", "a", "")
	d := minimal(f)
	f.Fuzz(func(t *testing.T, a, b, c, hours, bed, asleep, since, note, other, raw string) {
		form := Form{"a": a, "b": b, "c": c, "hours": hours, "bed": bed, "asleep": asleep, "since": since, "note": note, ItemID(other): raw}
		answers, err := d.Answers(form)
		if err != nil {
			if len(fault.Details(err)) == 0 || fault.KindOf(err) != fault.Invalid {
				t.Errorf("refused without a reason: %v", err)
			}
			return
		}
		for id, kept := range answers.Form() {
			if form[id] != kept {
				t.Errorf("%s: given %q, kept %q", id, form[id], kept)
			}
		}
		again, err := d.Answers(answers.Form())
		if err != nil || again.Given() != answers.Given() {
			t.Errorf("what was kept is not accepted again: %v", err)
		}
		if v := answers.Of("hours"); v.Given && (v.Score.Sign() < 0 || number(t, "24").Less(v.Score)) {
			t.Errorf("hours %q: got %s", hours, v.Score)
		}
	})
}

func number(t testing.TB, s string) exact.Number {
	t.Helper()
	n, err := exact.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
