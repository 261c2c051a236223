package questionnaire

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"steelyard/internal/fault"
)

func TestGoodAnswers(t *testing.T) {
	d := minimal(t)
	cases := []struct {
		item ItemID
		raw  string
		want Value
	}{
		{"a", "0", Value{Choice: 0, Scored: true}}, // zero is an answer
		{"a", "2", Value{Choice: 2, Scored: true, Score: number(t, "2")}},
		{"a", "na", Value{Choice: 3}}, // an answer without a score
		{"hours", "0", Value{Scored: true}},
		{"hours", "24", Value{Scored: true, Score: number(t, "24")}},
		{"hours", "7.5", Value{Scored: true, Score: number(t, "7.5")}},
		{"hours", "07.50", Value{Scored: true, Score: number(t, "7.5")}},
		{"bed", "00:00", Value{Scored: true}},
		{"bed", "23:59", Value{Scored: true, Score: number(t, "1439")}},
		{"asleep", "0", Value{Scored: true}},
		{"asleep", "450", Value{Scored: true, Score: number(t, "450")}},
		{"asleep", "7:30", Value{Scored: true, Score: number(t, "450")}},
		{"asleep", "12:00", Value{Scored: true, Score: number(t, "720")}},
		{"since", "2024-02-29", Value{}},
		{"note", "a line\nand\tanother — ünïcode 😀", Value{}},
	}
	for _, c := range cases {
		a, err := d.Answers(Form{c.item: c.raw})
		if err != nil {
			t.Errorf("%s = %q: %v", c.item, c.raw, err)
			continue
		}
		c.want.Given, c.want.Shown, c.want.Raw = true, true, c.raw
		if got := a.Of(c.item); got != c.want {
			t.Errorf("%s = %q: got %+v, want %+v", c.item, c.raw, got, c.want)
		}
		if a.Given() != 1 || a.Form()[c.item] != c.raw || len(a.Form()) != 1 {
			t.Errorf("%s = %q: kept as %v", c.item, c.raw, a.Form())
		}
	}
}

func TestBadAnswers(t *testing.T) {
	d := minimal(t)
	cases := []struct {
		item      ItemID
		raw, want string
	}{
		{"a", "3", `"3" is not one of the choices (0, 1, 2, na)`},
		{"a", "00", `"00" is not one of the choices (0, 1, 2, na)`},
		{"a", " 1", `" 1" is not one of the choices (0, 1, 2, na)`},
		{"a", strings.Repeat("é", 50), `"` + strings.Repeat("é", 40) + `…" is not one of the choices (0, 1, 2, na)`},
		{"hours", "x", `"x" is not a number`},
		{"hours", "1/2", `"1/2" is not a number`},
		{"hours", "1e1", `"1e1" is not a number`},
		{"hours", "-0.5", `-0.5 is outside the range 0 to 24`},
		{"hours", "24.5", `24.5 is outside the range 0 to 24`},
		{"hours", "7.25", `7.25 is not a multiple of 0.5 from 0`},
		{"bed", "24:00", `"24:00" is not a time such as 22:30`},
		{"bed", "12:60", `"12:60" is not a time such as 22:30`},
		{"bed", "noon", `"noon" is not a time such as 22:30`},
		{"asleep", "7:5", `"7:5" is not a duration such as 7:30`},
		{"asleep", "1:60", `"1:60" is not a duration such as 7:30`},
		{"asleep", "-1", `"-1" is not a duration such as 7:30`},
		{"asleep", "-0:30", `"-0:30" is not a duration such as 7:30`},
		{"asleep", ":30", `":30" is not a duration such as 7:30`},
		{"asleep", "153722867280912931:00", `"153722867280912931:00" is not a duration such as 7:30`},
		{"asleep", "12:01", `721 is outside the range 0 to 720`},
		{"since", "2023-02-29", `"2023-02-29" is not a date such as 2026-11-23`},
		{"since", "29.2.2024", `"29.2.2024" is not a date such as 2026-11-23`},
		{"note", "a\x00b", `the text has characters that can't be shown`},
		{"note", "a\x1bb", `the text has characters that can't be shown`},
		{"note", "a\xff", `the text has characters that can't be shown`},
		{"note", strings.Repeat("é", MaxTextAnswer+1), `the text must have at most 4000 characters`},
	}
	for _, c := range cases {
		_, err := d.Answers(Form{c.item: c.raw})
		want, got := []fault.Detail{{Where: string(c.item), What: c.want}}, slices.Clone(fault.Details(err))
		for i := range got {
			if got[i].Phrase.ID == "" {
				t.Errorf("%s = %q: there is no phrase for other languages", c.item, c.raw)
			}
			got[i].Phrase = fault.Phrase{}
		}
		if diff := cmp.Diff(want, got); diff != "" || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s = %q: kind %v\n%s", c.item, c.raw, fault.KindOf(err), diff)
		}
	}
	if _, err := d.Answers(Form{"note": strings.Repeat("é", MaxTextAnswer)}); err != nil {
		t.Errorf("the longest text: %v", err)
	}
}

// TestEverythingWrongComesAtOnce wants known items in their order, then unknown ones in the order of their names.
func TestEverythingWrongComesAtOnce(t *testing.T) {
	_, err := minimal(t).Answers(Form{"zebra": "1", "hours": "99", "b": "1", "a": "9", "apple": "", ItemID(strings.Repeat("x", 60)): "1"})
	want := []fault.Detail{
		{Where: "a", What: `"9" is not one of the choices (0, 1, 2, na)`},
		{Where: "hours", What: "99 is outside the range 0 to 24"},
		{Where: "apple", What: "there is no such question in minimal@1.0.0"},
		{Where: strings.Repeat("x", 40) + "…", What: "there is no such question in minimal@1.0.0"},
		{Where: "zebra", What: "there is no such question in minimal@1.0.0"},
	}
	got := slices.Clone(fault.Details(err))
	for i := range got {
		got[i].Phrase = fault.Phrase{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestEmptyIsNotAnswered holds apart what was not answered, what was answered with zero, and what was not asked.
func TestEmptyIsNotAnswered(t *testing.T) {
	a, err := minimal(t).Answers(Form{"a": "", "b": "0"})
	if err != nil {
		t.Fatal(err)
	}
	if v := a.Of("a"); v.Given || !v.Shown {
		t.Errorf("empty: got %+v", v)
	}
	if _, known := a.ItemScore("a"); known {
		t.Error("an empty answer has no score")
	}
	if score, known := a.ItemScore("b"); !known || score.Sign() != 0 {
		t.Errorf("zero: got %s, %v", score, known)
	}
	if v := a.Of("c"); v.Shown || v.Given {
		t.Errorf("not asked: got %+v", v)
	}
	want := []ItemID{"a", "hours", "bed", "asleep", "since", "note"} // c is not asked, so it is not missing
	if diff := cmp.Diff(want, a.Unanswered()); diff != "" {
		t.Error(diff)
	}
	if got := a.Of("nothing"); got != (Value{}) {
		t.Errorf("an unknown item: got %+v", got)
	}
}

// TestHiddenItems answers c, which is asked where b is 1 or more.
func TestHiddenItems(t *testing.T) {
	d := minimal(t)
	cases := []struct {
		b, c         string
		shown, given bool
	}{
		{"1", "2", true, true}, {"2", "", true, false}, {"0", "2", false, false}, {"", "2", false, false}, {"na", "2", false, false},
		{"0", "nonsense", false, false}, // what is not asked is not judged
	}
	for _, c := range cases {
		a, err := d.Answers(Form{"b": c.b, "c": c.c})
		if err != nil {
			t.Errorf("b %q, c %q: %v", c.b, c.c, err)
			continue
		}
		if v := a.Of("c"); v.Shown != c.shown || v.Given != c.given {
			t.Errorf("b %q, c %q: got shown %v, given %v", c.b, c.c, v.Shown, v.Given)
		}
		if _, kept := a.Form()["c"]; kept != c.given {
			t.Errorf("b %q, c %q: kept %v", c.b, c.c, a.Form())
		}
	}
}

func TestInOrder(t *testing.T) {
	d := minimal(t)
	f, err := d.InOrder([]string{"1", "", "", "7", "", "", "", ""})
	if diff := cmp.Diff(Form{"a": "1", "hours": "7"}, f); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for _, n := range []int{0, 7, 9} {
		_, err := d.InOrder(make([]string, n))
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%d answers for 8 items: got %v", n, err)
		}
	}
}
