package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"steelyard/internal/clinic"
	"steelyard/internal/profile"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// nine is a form of nine items of 0 to 3 whose figures a test sets; words turn what stands in the file.
func nine(t testing.TB, words ...string) *scoring.Program {
	t.Helper()
	items, names := "", []string{}
	for i := range 9 {
		items += fmt.Sprintf("\n  - {id: q%d, label: {en: L}, text: {en: Question %d}, choices: often}", i+1, i+1)
		names = append(names, fmt.Sprintf("q%d", i+1))
	}
	text := `id: nine
version: 1.0.0
title: {en: Nine}
short_title: {en: Nine}
domain: test
purpose: {en: Tests.}
evidence: validated
languages: [en]
respondent: patient
minutes: 1
rights: {holder: us, basis: own-work, commercial: "yes", source: s, as_of: 2026-11-23}
wording: included
choice_sets:
  - {id: often, choices: [{code: "0", label: {en: A}, score: 0}, {code: "1", label: {en: B}, score: 1}, {code: "2", label: {en: C}, score: 2}, {code: "3", label: {en: D}, score: 3}]}
items:` + items + `
scales:
  - id: total
    title: {en: total}
    operator: sum
    items: [` + strings.Join(names, ", ") + `]
    missing: {rule: prorate, at_most: 2, source: s}
    direction: difficulty
    range: {min: 0, max: 27}
    precision: {basis: published, sd: 6.1, reliability: 0.84, coefficient: alpha, sample: a sample, n: 500, source: s}
    change:
      important: {value: 5, about: People asked, source: s}
    source: s
sources: [{id: s, citation: Us, checked: verified}]
`
	for i := 0; i+1 < len(words); i += 2 {
		if !strings.Contains(text, words[i]) {
			t.Fatalf("the form does not say %q", words[i])
		}
		text = strings.ReplaceAll(text, words[i], words[i+1])
	}
	d, err := q.Parse("nine.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p, err := scoring.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// given answers the form with a total, spread as evenly as it goes, on a day.
func given(t testing.TB, p *scoring.Program, total, on int) Completed {
	f := q.Form{}
	for i := range 9 {
		v := total / 9
		if i < total%9 {
			v++
		}
		f[q.ItemID(fmt.Sprintf("q%d", i+1))] = fmt.Sprint(v)
	}
	return answered(t, p, f, on)
}

func answered(t testing.TB, p *scoring.Program, f q.Form, on int) Completed {
	t.Helper()
	a, err := p.Definition().Answers(f)
	if err != nil {
		t.Fatal(err)
	}
	at := made.AddDate(0, 0, on-200)
	return Completed{Program: p, Result: p.Score(a), Response: clinic.Response{ID: clinic.ResponseID(fmt.Sprint("r", on)), Questionnaire: p.Definition().Ref(), Status: clinic.Completed,
		Answers: f, Language: "en", StartedAt: at, CompletedAt: &at}}
}

func balance(t testing.TB) *profile.Definition {
	t.Helper()
	domains := ""
	for _, id := range []string{"mood", "sleep", "worry"} {
		domains += "\n  - id: " + id + "\n    title: {en: " + id + "}\n    scales: [{questionnaire: " + map[string]string{"mood": "nine", "sleep": "nine-b", "worry": "nine-c"}[id] + ", scale: total}]\n    max_age_days: 42\n" +
			"    evidence: {a: {grade: " + map[bool]string{true: "B", false: "C"}[id == "mood"] + ", sources: [s]}, b: {grade: C, sources: [s]}}\n    says_nothing_about: {en: much}"
	}
	d, err := profile.Parse("balance.yaml", []byte("id: balance\nversion: 1.0.0\ntitle: {en: Balance}\nnotice: [{en: Not a diagnosis.}]\n"+
		"groups:\n  - {id: a, title: {en: A}, about: {en: A}}\n  - {id: b, title: {en: B}, about: {en: B}}\ndomains:"+domains+"\nsources: [{id: s, citation: Us, checked: verified}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func reportOf(t testing.TB, list ...Completed) *Report {
	t.Helper()
	r, err := New(Material{Language: "en", At: made, Profile: balance(t), Completed: list})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func onlyChange(t testing.TB, list ...Completed) Change {
	t.Helper()
	c := reportOf(t, list...).Comparison
	if c == nil || len(c.Scales) != 1 {
		t.Fatalf("got the comparison %+v, want one of one scale", c)
	}
	return c.Scales[0]
}

func criterion(c Change, name string) (Criterion, bool) {
	i := slices.IndexFunc(c.Criteria, func(x Criterion) bool { return strings.HasPrefix(x.Name, name) })
	if i < 0 {
		return Criterion{}, false
	}
	return c.Criteria[i], true
}

// TestChangeByJacobsonAndTruax has the reference values of FACTS B.5 and methods_vectors.json (rci_jacobson_truax): the
// minimal detectable change at 95%, and whether it is exceeded.
func TestChangeByJacobsonAndTruax(t *testing.T) {
	for _, c := range []struct {
		sd, r      string
		from, to   int
		mdc        float64
		exceeds    bool
		difference float64
	}{
		{"6.1", "0.84", 18, 14, 6.763335, false, -4},
		{"3.4", "0.83", 12, 6, 3.885746, true, -6},
	} {
		p := nine(t, "sd: 6.1", "sd: "+c.sd, "reliability: 0.84", "reliability: "+c.r)
		got := onlyChange(t, given(t, p, c.from, 1), given(t, p, c.to, 90))
		index, ok := criterion(got, "Reliable change index")
		if !ok || math.Abs(index.Threshold-c.mdc) > 2e-4 {
			t.Errorf("SD %s, r %s: got %+v, want a threshold of %v", c.sd, c.r, index, c.mdc)
		}
		if got.Exceeds != c.exceeds || got.Difference != c.difference {
			t.Errorf("SD %s, r %s: got %v, exceeds: %t, by %+v; want %v, %t", c.sd, c.r, got.Difference, got.Exceeds, got.Criteria, c.difference, c.exceeds)
		}
	}
}

func TestChangeSaysWhatItIs(t *testing.T) {
	for name, c := range map[string]struct {
		words    []string
		from, to int
		says     string
		matters  string
	}{
		"clear": {nil, 20, 8, "The score is lower by 12 of 27. Differences up to 6.76 can come from measurement alone, so this is more than that: less difficulty was reported.", "The difference is at least as large."},
		"inside": {nil, 8, 14, "No change beyond measurement error. The score is higher by 6 of 27; differences up to 6.76 can come from measurement alone.",
			"Not looked at, because the difference is not beyond the error of measurement."},
		"same": {nil, 8, 8, "No change beyond measurement error. The score is the same.", "Not looked at, because the difference is not beyond the error of measurement."},
		"smaller than what matters": {[]string{"sd: 6.1", "sd: 2", "value: 5,", "value: 9,"}, 8, 16,
			"The score is higher by 8 of 27. Differences up to 2.95 can come from measurement alone, so this is more than that: more difficulty was reported.", "The difference is smaller."},
		"the published figure is the widest, and reached": {[]string{"sd: 6.1", "sd: 2", "important: {", "reliable: {value: 6, about: A convention, source: s}\n      important: {"}, 14, 8,
			"The score is lower by 6 of 27. Differences below 6 can come from measurement alone, so this is more than that: less difficulty was reported.", "The difference is at least as large."},
		"well-being": {[]string{"direction: difficulty", "direction: well-being"}, 20, 8,
			"The score is lower by 12 of 27. Differences up to 6.76 can come from measurement alone, so this is more than that: more difficulty was reported.", "The difference is at least as large."},
		"a retest goes before alpha": {[]string{"important: {", "retest: {value: 0.5, about: Two weeks, source: s}\n      important: {"}, 20, 8,
			"The score is lower by 12 of 27. Differences up to 11.96 can come from measurement alone, so this is more than that: less difficulty was reported.", "The difference is at least as large."},
		"no basis": {[]string{"    precision: {basis: published, sd: 6.1, reliability: 0.84, coefficient: alpha, sample: a sample, n: 500, source: s}\n", ""}, 20, 8,
			"The difference is 12 of 27. How much of it can come from measurement alone is not known, so nothing is said about change.", "Not looked at, because the difference is not beyond the error of measurement."},
		"assumed": {[]string{"basis: published, sd: 6.1, reliability: 0.84, coefficient: alpha, sample: a sample, n: 500", `basis: assumed, sem: 1, reasoning: {en: "Why."}`, "evidence: validated", "evidence: unvalidated"}, 20, 8,
			"The score is lower by 12 of 27. Differences up to 3.1 can come from measurement alone, so this is more than that: less difficulty was reported. Provisional: the error is only assumed.", "The difference is at least as large."},
	} {
		p := nine(t, c.words...)
		got := onlyChange(t, given(t, p, c.from, 1), given(t, p, c.to, 90))
		if got.Statement != c.says || got.Important == nil || got.Important.Says != c.matters {
			t.Errorf("%s:\n got %s %+v\nwant %s %s", name, got.Statement, got.Important, c.says, c.matters)
		}
	}
}

// TestNothingIsComparedThatWasAskedOtherwise holds the breaks: language, wording and version.
func TestNothingIsComparedThatWasAskedOtherwise(t *testing.T) {
	one := nine(t)
	german := given(t, one, 8, 90)
	german.Response.Language = "de"
	again := nine(t, "version: 1.0.0", "version: 2.0.0", "    items: [q1", "    reversed: [q1]\n    items: [q1")
	for name, c := range map[string]struct {
		to       Completed
		why      string
		recorded string
		kinds    string
	}{
		"language":           {german, "the language changed, English then and German now", "", "language"},
		"wording":            {given(t, nine(t, "Question 3", "Another question"), 8, 90), "the wording changed", "", "wording"},
		"choices":            {given(t, nine(t, "en: D", "en: Always"), 8, 90), "the wording changed", "", "wording"},
		"wording by a patch": {given(t, nine(t, "version: 1.0.0", "version: 1.0.1", "Question 3", "Question three"), 8, 90), "the wording changed", "", "version, wording"},
		"another key":        {given(t, again, 8, 90), "", "20 by version 1.0.0", "version"},
		"the same":           {given(t, one, 8, 90), "", "", ""},
	} {
		r := reportOf(t, given(t, one, 20, 1), c.to)
		got := r.Comparison.Scales[0]
		if got.Why != c.why || got.Comparable != (c.why == "") || got.Recorded != c.recorded || c.why != "" && (got.Exceeds || !strings.HasPrefix(got.Statement, "Not comparable: ")) {
			t.Errorf("%s: got %+v", name, got)
		}
		var kinds []string
		for _, e := range r.Trends[0].Events {
			kinds = append(kinds, e.Kind)
		}
		slices.Sort(kinds)
		if strings.Join(kinds, ", ") != c.kinds || r.Trends[0].Points[1].Break != strings.Contains(c.kinds, "wording") {
			t.Errorf("%s: the line has the events %v and a break: %t; want %s", name, kinds, r.Trends[0].Points[1].Break, c.kinds)
		}
	}
}

// TestVersionsThatCanNotBeScoredAlikeAreNotCompared has a newer version with other answers.
func TestVersionsThatCanNotBeScoredAlikeAreNotCompared(t *testing.T) {
	one, other := nine(t), nine(t, "version: 1.0.0", "version: 2.0.0", `- {id: q9, label: {en: L}, text: {en: Question 9}, choices: often}`, "", ", q9]", "]", "max: 27", "max: 24")
	f := q.Form{}
	for i := range 8 {
		f[q.ItemID(fmt.Sprintf("q%d", i+1))] = "1"
	}
	got := onlyChange(t, given(t, one, 20, 1), answered(t, other, f, 90))
	if got.Comparable || got.Exceeds || !strings.Contains(got.Why, "changed") {
		t.Errorf("got %+v", got)
	}
}

// TestFirstComparableIsTaken leaves out what was asked in other words, and says so.
func TestFirstComparableIsTaken(t *testing.T) {
	old, p := nine(t, "Question 3", "Another question"), nine(t)
	got := onlyChange(t, given(t, old, 27, 1), given(t, p, 20, 30), given(t, p, 12, 60), given(t, p, 8, 90))
	if !got.Comparable || got.From.Shown != "20" || got.To.Shown != "8" || !strings.HasSuffix(got.Earlier, "are not compared: the wording changed.") {
		t.Errorf("got %+v", got)
	}
}

// TestChosenDates takes the newest answers at each of two times.
func TestChosenDates(t *testing.T) {
	p := nine(t)
	list := []Completed{given(t, p, 27, 1), given(t, p, 20, 30), given(t, p, 12, 60), given(t, p, 8, 90)}
	day := func(n int) time.Time { return made.AddDate(0, 0, n-200).Add(12 * time.Hour) }
	for _, c := range []struct{ from, to, want string }{{"30", "60", "20 12"}, {"29", "75", "27 12"}, {"61", "75", ""}, {"0", "75", ""}} {
		var from, to int
		_, _ = fmt.Sscan(c.from, &from)
		_, _ = fmt.Sscan(c.to, &to)
		r, err := New(Material{Language: "en", At: made, Profile: balance(t), Completed: list, Between: &Span{day(from), day(to)}})
		if err != nil || !r.Comparison.Chosen {
			t.Fatalf("got %+v, %v", r.Comparison, err)
		}
		got := ""
		if len(r.Comparison.Scales) > 0 {
			got = r.Comparison.Scales[0].From.Shown + " " + r.Comparison.Scales[0].To.Shown
		}
		if got != c.want {
			t.Errorf("from %s to %s: got %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

// TestCorrectedAnswersAreNotCompared takes the correction.
func TestCorrectedAnswersAreNotCompared(t *testing.T) {
	p := nine(t)
	wrong := given(t, p, 27, 1)
	wrong.Response.Status = clinic.Amended
	if c := reportOf(t, wrong, given(t, p, 3, 90)).Comparison; c != nil {
		t.Errorf("got %+v", c)
	}
}

func anyForm(t *rapid.T, label string) q.Form {
	f := q.Form{}
	left := 0
	for i := range 9 {
		v := rapid.IntRange(-1, 3).Draw(t, label)
		if v < 0 && left == 2 {
			v = 0
		}
		if v < 0 {
			left++
			continue
		}
		f[q.ItemID(fmt.Sprintf("q%d", i+1))] = fmt.Sprint(v)
	}
	return f
}

// TestNoClaimInsideTheError holds for any answers, also prorated ones: no claim inside any figure for the error, the same
// verdict the other way round, and nothing that is no number.
func TestNoClaimInsideTheError(t *testing.T) {
	programs := []*scoring.Program{nine(t), nine(t, "sd: 6.1", "sd: 3"), nine(t, "important: {", "reliable: {value: 4, about: A convention, source: s}\n      important: {"),
		nine(t, "basis: published, sd: 6.1, reliability: 0.84, coefficient: alpha, sample: a sample, n: 500", `basis: assumed, sem: 1, reasoning: {en: "Why."}`, "evidence: validated", "evidence: unvalidated")}
	rapid.Check(t, func(rt *rapid.T) {
		p := rapid.SampledFrom(programs).Draw(rt, "program")
		a, b := anyForm(rt, "then"), anyForm(rt, "now")
		there := onlyChange(t, answered(t, p, a, 1), answered(t, p, b, 90))
		back := onlyChange(t, answered(t, p, b, 1), answered(t, p, a, 90))
		size := math.Abs(there.Difference)
		for _, v := range []float64{there.Difference, there.Interval.Low, there.Interval.High} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				rt.Fatalf("no number in %+v", there)
			}
		}
		for _, x := range there.Criteria {
			if there.Exceeds && (size < x.Threshold || size == x.Threshold && !x.Reached) {
				rt.Fatalf("a claim of %v inside %+v", there.Difference, x)
			}
		}
		if there.Exceeds && there.Interval.Contains(0) {
			rt.Fatalf("a claim where the interval has 0: %+v", there)
		}
		if there.Exceeds == strings.HasPrefix(there.Statement, "No change beyond measurement error.") {
			rt.Fatalf("exceeds: %t, but it says %q", there.Exceeds, there.Statement)
		}
		if !there.Exceeds && strings.Contains(there.Statement, "difficulty was reported") {
			rt.Fatalf("a claim inside the error: %q", there.Statement)
		}
		if back.Exceeds != there.Exceeds || math.Abs(back.Difference+there.Difference) > 1e-9 || math.Abs(back.Interval.Low+there.Interval.High) > 1e-9 {
			rt.Fatalf("there %+v\nback %+v", there, back)
		}
	})
}

// TestProratedIsWider holds that missing answers widen the error of a difference.
func TestProratedIsWider(t *testing.T) {
	p := nine(t)
	whole, part := q.Form{}, q.Form{}
	for i := range 9 {
		id := q.ItemID(fmt.Sprintf("q%d", i+1))
		whole[id] = "2"
		if i < 7 {
			part[id] = "2"
		}
	}
	first := given(t, p, 9, 1)
	full, _ := criterion(onlyChange(t, first, answered(t, p, whole, 90)), "Error of both")
	less, _ := criterion(onlyChange(t, first, answered(t, p, part, 90)), "Error of both")
	if less.Threshold <= full.Threshold {
		t.Errorf("prorated: got %v, not wider than %v", less.Threshold, full.Threshold)
	}
}

// three are the same form under three names, one for each domain of the profile.
func three(t testing.TB) (list [3]*scoring.Program) {
	for i, name := range []string{"nine", "nine-b", "nine-c"} {
		list[i] = nine(t, "id: nine\n", "id: "+name+"\n")
	}
	return list
}

func visit(t testing.TB, on int, totals [3]int) (list []Completed) {
	for i, p := range three(t) {
		c := given(t, p, totals[i], on)
		c.Response.ID = clinic.ResponseID(fmt.Sprintf("r%d-%d", on, i))
		list = append(list, c)
	}
	return list
}

// TestProfileThenAndNow allows for how many domains are compared: a difference that stands alone is lost among three.
func TestProfileThenAndNow(t *testing.T) {
	r := reportOf(t, slices.Concat(visit(t, 100, [3]int{24, 16, 9}), visit(t, 190, [3]int{3, 11, 9}))...)
	x := r.Comparison.Profile
	if x == nil || x.Compared != 4 {
		t.Fatalf("got %+v", x)
	}
	got := ""
	for _, d := range x.Domains {
		got += fmt.Sprintf("%s %.0f %t; ", d.ID, d.Difference, d.Exceeds)
	}
	if want := "mood -78 true; sleep -19 false; worry 0 false; "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	sleep := x.Domains[1]
	if sleep.Interval.Contains(0) || sleep.P <= chance || sleep.Statement != "No change beyond measurement error." {
		t.Errorf("alone it would be beyond its error, among others it is not: got %+v, p %v", sleep.Gap, sleep.P)
	}
	if want := "The difference between the two groups of domains moved by 11 points, beyond the error of measurement."; !x.Contrast.Exceeds || x.Contrast.Statement != want {
		t.Errorf("the contrast: got %+v", x.Contrast)
	}
	if !strings.HasPrefix(x.Caution(), "4 comparisons were made") {
		t.Errorf("got %q", x.Caution())
	}
}

// TestDomainsThatCanNotBeCompared are said to be.
func TestDomainsThatCanNotBeCompared(t *testing.T) {
	now := visit(t, 190, [3]int{3, 5, 9})
	now[1].Response.Language = "de"
	r := reportOf(t, slices.Concat(visit(t, 170, [3]int{24, 12, 9}), now[:2])...)
	x := r.Comparison.Profile
	for i, want := range []string{"", "the language changed, English then and German now", "the same answers stand for both times"} {
		if x.Domains[i].Why != want || x.Domains[i].Exceeds && want != "" {
			t.Errorf("%s: got %q, want %q", x.Domains[i].ID, x.Domains[i].Why, want)
		}
	}
	if x.Contrast.Comparable || x.Contrast.Why != "not every domain can be compared" {
		t.Errorf("got %+v", x.Contrast)
	}
}

// TestEveryKindOfEventIsDrawnAndBeside draws medicines, therapy, daily life and findings, and lists them beside the profile.
func TestEveryKindOfEventIsDrawnAndBeside(t *testing.T) {
	p := nine(t)
	on := q.Date(made.AddDate(0, 0, -120).Format(time.DateOnly))
	r, err := New(Material{Language: "en", At: made, Profile: balance(t), Completed: []Completed{given(t, p, 20, 1), given(t, p, 8, 190)}, Treatments: []clinic.TreatmentEvent{
		{Kind: clinic.Medicine, Class: clinic.SSRI, Name: "Sertraline", Step: clinic.Started, On: on}, {Kind: clinic.Therapy, Name: "CBT", Step: clinic.Started, On: on},
		{Kind: clinic.Lifestyle, Name: "Exercise", Step: clinic.Changed, On: on}, {Kind: clinic.Finding, Name: "PET", Step: clinic.Noted, On: on, Note: "Research scan, see the letter."},
	}})
	if err != nil {
		t.Fatal(err)
	}
	beside := strings.Join(r.Beside(), "\n")
	for i, want := range []string{"CBT started", "Exercise changed", "PET (finding)", "Sertraline started"} {
		if got := r.Trends[0].Events[i].Label; got != want {
			t.Errorf("on the line of time: got %q, want %q", got, want)
		}
		if name, _, _ := strings.Cut(want, " "); !strings.Contains(beside, name) {
			t.Errorf("%s is not beside the profile:\n%s", name, beside)
		}
	}
	if !strings.Contains(beside, "(finding): PET: Research scan, see the letter.") {
		t.Errorf("got %s", beside)
	}
}
