package scoring_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"steelyard/internal/exact"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// head has every kind of item: a to d score 0 to 3, e 0, 1 or 5, f is asked where a is 1 or more, and o may be left blank.
const head = `id: made-up
version: 1.0.0
title: {en: T}
short_title: {en: T}
domain: test
purpose: {en: T}
evidence: unvalidated
languages: [en]
respondent: patient
minutes: 1
rights: {holder: nobody, basis: own-work, commercial: "yes", source: x, as_of: 2026-11-23}
wording: supplied
choice_sets:
  - {id: often, choices: [{code: "0", score: 0}, {code: "1", score: 1}, {code: "2", score: 2}, {code: "3", score: 3}, {code: na}]}
  - {id: uneven, choices: [{code: x, score: 0}, {code: y, score: 1}, {code: z, score: 5}]}
items:
  - {id: a, label: {en: A}, choices: often}
  - {id: b, label: {en: B}, choices: often}
  - {id: c, label: {en: C}, choices: often}
  - {id: d, label: {en: D}, choices: often}
  - {id: e, label: {en: E}, choices: uneven}
  - {id: f, label: {en: F}, choices: often, shown_when: {item: a, is: ">=", value: 1}}
  - {id: n, label: {en: N}, type: number, bounds: {min: 0, max: 100, step: 0.5}}
  - {id: m, label: {en: M}, type: number, bounds: {min: -100, max: 100, step: 0.5}}
  - {id: from, label: {en: From}, type: time}
  - {id: to, label: {en: To}, type: time}
  - {id: o, label: {en: O}, choices: often, optional: true}
sources: [{id: x, citation: X, checked: verified}]
scales:
`

// defined compiles scales, each the inside of a flow mapping with its operator. What every scale needs is filled in
// where it is not given.
func defined(t testing.TB, scales ...string) *scoring.Program {
	t.Helper()
	text := head
	for i, s := range scales {
		for _, must := range [][2]string{{"id:", fmt.Sprintf("s%d", i)}, {"missing:", "{rule: complete, source: x}"}, {"range:", "{min: -1000000000, max: 1000000000}"}} {
			decision := must[0] == "range:" && strings.Contains(s, "operator: decision")
			if !strings.Contains(s, must[0]) && !decision {
				s += ", " + must[0] + " " + must[1]
			}
		}
		text += fmt.Sprintf("  - {title: {en: S}, direction: neither, source: x, %s}\n", s)
	}
	return compile(t, "made-up.yaml", []byte(text))
}

// answered scores answers written as "a=1 b=2".
func answered(t testing.TB, p *scoring.Program, given string) scored {
	t.Helper()
	form := q.Form{}
	for _, g := range strings.Fields(given) {
		id, raw, _ := strings.Cut(g, "=")
		form[q.ItemID(id)] = raw
	}
	a, err := p.Definition().Answers(form)
	if err != nil {
		t.Fatal(err)
	}
	return scored{p, a, p.Score(a)}
}

// shown writes the last score in one line: its state, value, band or category.
func (s scored) shown() string {
	got := s.result.Scores[len(s.result.Scores)-1]
	parts := []string{string(got.State)}
	if v, ok := got.Number(); ok {
		parts = append(parts, v.String())
	}
	return strings.Join(strings.Fields(strings.Join(append(parts, got.Band, string(got.Category)), " ")), " ")
}

func TestOperators(t *testing.T) {
	cases := []struct{ name, scale, answers, want string }{
		{"sum", "operator: sum, items: [a, b, n]", "a=1 b=2 n=0.5", "complete 3.5"},
		{"sum of zeros", "operator: sum, items: [a, b]", "a=0 b=0", "complete 0"},
		{"sum below zero", "operator: sum, items: [a, m]", "a=1 m=-2.5", "complete -1.5"},
		{"reversed", "operator: sum, items: [a, b], reversed: [b]", "a=1 b=0", "complete 4"},
		{"reversed at uneven choices", "operator: sum, items: [a, e], reversed: [e]", "a=0 e=y", "complete 4"}, // 0+5−1
		{"reversed number", "operator: sum, items: [a, m], reversed: [m]", "a=0 m=-100", "complete 100"},       // −100+100−(−100)
		{"mean", "operator: mean, items: [a, b, c]", "a=1 b=1 c=2", "complete 4/3"},
		{"weighted sum", "operator: weighted-sum, items: [a, b], weights: {a: 2, b: -0.5}", "a=3 b=1", "complete 5.5"},
		{"weighted sum, reversed", "operator: weighted-sum, items: [a, b], weights: {a: 2, b: 1}, reversed: [a]", "a=3 b=1", "complete 1"},
		{"count at its bound", "operator: count, items: [a, b, c], at_least: 2", "a=2 b=3 c=1", "complete 2"},
		{"count with an exception", "operator: count, items: [a, b, c], at_least: 2, exceptions: {c: 1}", "a=1 b=1 c=1", "complete 1"},
		{"count, reversed", "operator: count, items: [a, b], at_least: 2, reversed: [a, b]", "a=1 b=2", "complete 1"},
		{"count of none", "operator: count, items: [a, b], at_least: 2", "a=0 b=1", "complete 0"},
		{"maximum", "operator: maximum, items: [a, b, c]", "a=1 b=3 c=2", "complete 3"},
		{"value", "operator: value, items: [n]", "n=12.5", "complete 12.5"},
		{"value, reversed", "operator: value, items: [a], reversed: [a]", "a=1", "complete 2"},
		{"ratio", "operator: ratio, items: [a, b]", "a=2 b=3", "complete 2/3"},
		{"ratio to zero", "operator: ratio, items: [a, b]", "a=2 b=0", "unscorable"},
		{"difference", "operator: difference, items: [a, b]", "a=1 b=3", "complete -2"},
		{"elapsed", "operator: elapsed, items: [from, to]", "from=08:15 to=09:00", "complete 45"},
		{"elapsed over midnight", "operator: elapsed, items: [from, to]", "from=23:00 to=07:00", "complete 480"},
		{"elapsed, nothing", "operator: elapsed, items: [from, to]", "from=23:00 to=23:00", "complete 0"},
		{"recode", "operator: recode, items: [n], recode: [{from: 0, to: 3}, {from: 10, to: 1}]", "n=9.5", "complete 3"},
		{"recode below its table", "operator: recode, items: [m], recode: [{from: 0, to: 3}]", "m=-0.5", "unscorable"},
		{"table", "operator: table, items: [n], table: [{raw: 4, value: 41.0, se: 6.2}, {raw: 5, value: 49}]", "n=4", "complete 41"},
		{"table without the row", "operator: table, items: [n], table: [{raw: 4, value: 41}, {raw: 5, value: 49}]", "n=4.5", "unscorable"},
		{"transform", "operator: sum, items: [a, b], transform: {multiply: 4, add: 1}", "a=1 b=2", "complete 13"},
		{"transform downward", "operator: sum, items: [a, b], transform: {multiply: -1/3, add: 10}", "a=1 b=0", "complete 29/3"},
		{"transform beyond all numbers", "operator: sum, items: [a, b], transform: {multiply: 9223372036854775807, add: 0}", "a=1 b=2", "unscorable"},
		{"a choice without a score", "operator: sum, items: [a, b]", "a=1 b=na", "unscorable"},
		{"not shown", "operator: sum, items: [a, f]", "a=0", "unscorable"},
		{"not shown, with a score for that", "operator: sum, items: [a, f], missing: {rule: complete, not_shown: 2, source: x}", "a=0", "complete 2"},
		{"not shown, and reversed", "operator: sum, items: [a, f], reversed: [f], missing: {rule: complete, not_shown: 2, source: x}", "a=0", "complete 2"},
		{"nobody knows whether it would be shown", "operator: sum, items: [b, f], missing: {rule: complete, not_shown: 2, source: x}", "b=0", "unscorable"},
		{"left blank, with a score for that", "operator: sum, items: [a, o], missing: {rule: complete, blank: {o: 2}, source: x}", "a=1", "complete 3"},
		{"left blank, and reversed", "operator: sum, items: [a, o], reversed: [o], missing: {rule: complete, blank: {o: 2}, source: x}", "a=1", "complete 3"},
		{"not left blank", "operator: sum, items: [a, o], missing: {rule: complete, blank: {o: 2}, source: x}", "a=1 o=1", "complete 2"},
		{"shown and left out", "operator: sum, items: [a, f], missing: {rule: complete, not_shown: 0, source: x}", "a=1", "unscorable"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := answered(t, defined(t, c.scale), c.answers).shown(); got != c.want {
				t.Errorf("%s: got %q, want %q", c.answers, got, c.want)
			}
		})
	}
}

// TestScalesOfScales computes from earlier scales, and is unscorable where one of them is.
func TestScalesOfScales(t *testing.T) {
	p := defined(t, "id: one, operator: sum, items: [a, b]", "id: two, operator: value, items: [n]", "id: all, operator: sum, scales: [one, two]", "id: share, operator: ratio, scales: [one, all]")
	for given, want := range map[string]string{"a=1 b=2 n=9": "complete 0.25", "a=1 n=9": "unscorable", "a=1 b=2": "unscorable", "a=0 b=0 n=0": "unscorable"} {
		if got := answered(t, p, given).shown(); got != want {
			t.Errorf("%s: got %q, want %q", given, got, want)
		}
	}
}

// TestProrationIsCarried makes a score from a prorated one: it is prorated too, and its value and band are its own.
func TestProrationIsCarried(t *testing.T) {
	p := defined(t, "id: raw, operator: sum, items: [a, b, c, d], missing: {rule: prorate, at_most: 2, round: value-up, source: x}",
		"id: t, operator: table, scales: [raw], table: [{raw: 3, value: 41.6}, {raw: 4, value: 44.6}], range: {min: 41, max: 45}, bands: [{code: low, from: 41, label: {en: L}, rank: 0, source: x}, {code: high, from: 45, label: {en: H}, rank: 1, source: x}]")
	for given, want := range map[string]string{"a=1 b=1 c=1 d=0": "complete 41.6 low", "a=1 b=1 c=1": "prorated 44.6 low", "a=1": "unscorable"} {
		if got := answered(t, p, given).shown(); got != want {
			t.Errorf("%s: got %q, want %q", given, got, want)
		}
	}
}

func TestMissingRules(t *testing.T) {
	const four = "operator: sum, items: [a, b, c, d], range: {min: 0, max: 12}, bands: [{code: low, from: 0, label: {en: L}, rank: 0, source: x}, {code: high, from: 10, label: {en: H}, rank: 1, source: x}]"
	prorate := func(most int, round string) string {
		return fmt.Sprintf("%s, missing: {rule: prorate, at_most: %d%s, source: x}", four, most, round)
	}
	cases := []struct{ name, scale, answers, want, reason string }{
		{"complete, all there", four, "a=1 b=1 c=1 d=1", "complete 4 low", ""},
		{"complete, one missing", four, "a=1 b=1 c=1", "unscorable", "1 of 4 answers missing, none may be"},
		{"none missing", prorate(1, ""), "a=3 b=3 c=3 d=1", "complete 10 high", ""},
		{"at the limit", prorate(1, ""), "a=3 b=3 c=1", "prorated 28/3 low", ""},
		{"over the limit", prorate(1, ""), "a=3 b=3", "unscorable", "2 of 4 answers missing, at most 1 may be"},
		{"at a higher limit", prorate(2, ""), "a=3 b=3", "prorated 12 high", ""},
		{"none answered", prorate(3, ""), "", "unscorable", "4 of 4 answers missing, at most 3 may be"},
		{"only one answered", prorate(3, ""), "c=1", "prorated 4 low", ""},
		{"zero is no missing answer", prorate(1, ""), "a=0 b=0 c=0", "prorated 0 low", ""},
		{"a choice without a score is", prorate(1, ""), "a=3 b=3 c=1 d=na", "prorated 28/3 low", ""},
		{"band looked up half up", prorate(2, ", round: band-half-up"), "a=2 b=3 c=2", "prorated 28/3 low", ""},
		{"value half up, down", prorate(1, ", round: value-half-up"), "a=3 b=3 c=1", "prorated 9 low", ""},
		{"value half up, up", prorate(1, ", round: value-half-up"), "a=3 b=3 c=2", "prorated 11 high", ""},
		{"value up", prorate(1, ", round: value-up"), "a=3 b=3 c=1", "prorated 10 high", ""},
		{"nothing rounded", prorate(1, ", round: none"), "a=3 b=3 c=1", "prorated 28/3 low", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := answered(t, defined(t, c.scale), c.answers)
			if got := s.shown(); got != c.want {
				t.Errorf("%s: got %q, want %q", c.answers, got, c.want)
			}
			if got := s.result.Scores[0].Reason; got != c.reason {
				t.Errorf("%s: got the reason %q, want %q", c.answers, got, c.reason)
			}
		})
	}
}

// TestBandEdges puts values at, just below and just above a bound.
func TestBandEdges(t *testing.T) {
	bands := "bands: [{code: low, from: 0, label: {en: L}, rank: 0, source: x}, {code: mid, from: 10, label: {en: M}, rank: 1, source: x}, {code: high, from: 20, label: {en: H}, rank: 2, source: x}]"
	value := "operator: sum, items: [n, a], range: {min: 0, max: 103}, " + bands
	two := "operator: sum, items: [n, a, b, c], range: {min: 0, max: 109}, missing: {rule: prorate, at_most: 3, source: x%s}, " + bands
	cases := []struct{ name, scale, answers, want string }{
		{"the lowest", value, "n=0 a=0", "complete 0 low"},
		{"just below", value, "n=9.5 a=0", "complete 9.5 low"}, // a complete value is never rounded
		{"at the bound", value, "n=10 a=0", "complete 10 mid"},
		{"just above", value, "n=10.5 a=0", "complete 10.5 mid"},
		{"just below the last", value, "n=19.5 a=0", "complete 19.5 mid"},
		{"at the last", value, "n=17 a=3", "complete 20 high"},
		{"the highest", value, "n=100 a=3", "complete 103 high"},
		{"prorated 9.333 is looked up as 9", strings.Replace(two, "%s", "", 1), "n=1 a=3 b=3", "prorated 28/3 low"},
		{"prorated 10 is at the bound", strings.Replace(two, "%s", "", 1), "n=2.5", "prorated 10 mid"},
		{"prorated 19.333 as 19", strings.Replace(two, "%s", "", 1), "n=8.5 a=3 b=3", "prorated 58/3 mid"},
		{"prorated 19.333, not rounded", strings.Replace(two, "%s", ", round: none", 1), "n=8.5 a=3 b=3", "prorated 58/3 mid"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := answered(t, defined(t, c.scale), c.answers).shown(); got != c.want {
				t.Errorf("%s: got %q, want %q", c.answers, got, c.want)
			}
		})
	}
}

// TestProratedBandNearItsBound prorates two operands of which one is missing, so that the answer counts twice.
func TestProratedBandNearItsBound(t *testing.T) {
	bands := "bands: [{code: low, from: 0, label: {en: L}, rank: 0, source: x}, {code: mid, from: 10, label: {en: M}, rank: 1, source: x}]"
	sum := "operator: sum, items: [n, a], range: {min: 0, max: 206}, missing: {rule: prorate, at_most: 1, source: x%s}, " + bands
	cases := []struct{ round, answers, want string }{
		{"", "n=4.5", "prorated 9 low"}, {"", "n=5", "prorated 10 mid"},
	}
	for _, c := range cases {
		if got := answered(t, defined(t, fmt.Sprintf(sum, c.round)), c.answers).shown(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.answers, got, c.want)
		}
	}
	// A step of 0.01 comes as close as a definition allows to just under a half.
	text := strings.Replace(head, "bounds: {min: 0, max: 100, step: 0.5}", "bounds: {min: 0, max: 100, step: 0.00005}", 1)
	for answers, want := range map[string]string{"4.75": "prorated 9.5 mid", "4.74995": "prorated 9.4999 low"} {
		p := compile(t, "fine.yaml", []byte(text+"  - {id: s, title: {en: S}, direction: neither, source: x, "+fmt.Sprintf(sum, "")+"}\n"))
		if got := answered(t, p, "n="+answers).shown(); got != want {
			t.Errorf("%s doubled: got %q, want %q", answers, got, want)
		}
	}
	for answers, want := range map[string]string{"4.75": "prorated 9.5 low", "5": "prorated 10 mid"} {
		p := compile(t, "fine.yaml", []byte(text+"  - {id: s, title: {en: S}, direction: neither, source: x, "+fmt.Sprintf(sum, ", round: none")+"}\n"))
		if got := answered(t, p, "n="+answers).shown(); got != want {
			t.Errorf("%s doubled, nothing rounded: got %q, want %q", answers, got, want)
		}
	}
}

// TestProratedBandUnderATransform looks the band up with the raw value rounded: a raw 12.5 counts as 13, which is 52
// of 100, and not as the 50 that it is reported as.
func TestProratedBandUnderATransform(t *testing.T) {
	p := defined(t, "operator: sum, items: [n, a, b, c, d], range: {min: 0, max: 448}, transform: {multiply: 4, add: 0}, missing: {rule: prorate, at_most: 1, source: x}, "+
		"bands: [{code: low, from: 0, label: {en: L}, rank: 0, source: x}, {code: above, from: 51, label: {en: A}, rank: 1, source: x}]")
	for given, want := range map[string]string{
		"n=9.5 a=0 b=0 c=0": "prorated 47.5 low", "n=10 a=0 b=0 c=0": "prorated 50 above", "n=12.5 a=0 b=0 c=0 d=0": "complete 50 low", "n=13 a=0 b=0 c=0 d=0": "complete 52 above",
	} {
		if got := answered(t, p, given).shown(); got != want {
			t.Errorf("%s: got %q, want %q", given, got, want)
		}
	}
}

// TestEfficiencyEdges is the recode that a public scorer gets wrong: 84.5 % lies between two printed classes and was
// given the worst one (FACTS A.9). Here a class runs to the next bound, so nothing lies between.
func TestEfficiencyEdges(t *testing.T) {
	p := defined(t, "id: share, operator: ratio, items: [n, m]", "operator: recode, scales: [share], recode: [{from: 0, to: 3}, {from: 0.65, to: 2}, {from: 0.75, to: 1}, {from: 0.85, to: 0}]")
	for given, want := range map[string]string{
		"n=84.5 m=100": "complete 1", "n=85 m=100": "complete 0", "n=74.5 m=100": "complete 2", "n=75 m=100": "complete 1",
		"n=64.5 m=100": "complete 3", "n=65 m=100": "complete 2", "n=0 m=100": "complete 3", "n=100 m=100": "complete 0", "n=6 m=0": "unscorable",
	} {
		if got := answered(t, p, given).shown(); got != want {
			t.Errorf("%s: got %q, want %q", given, got, want)
		}
	}
}

// TestDecisions tries rules in order; where an answer that could decide is missing, so is the decision.
func TestDecisions(t *testing.T) {
	p := defined(t,
		"id: symptoms, operator: count, items: [a, b, c, d], at_least: 2, range: {min: 0, max: 4}",
		`operator: decision, decide: [
      {category: many, label: {en: M}, when: {all: [{item: a, is: ">=", value: 2}, {scale: symptoms, is: ">=", value: 3}]}},
      {category: some, label: {en: S}, when: {any: [{scale: symptoms, is: ">=", value: 2}, {item: d, is: "=", value: 3}]}},
      {category: few, label: {en: F}, when: {scale: symptoms, is: "<", value: 2}}]`)
	cases := []struct{ answers, want string }{
		{"a=2 b=2 c=2 d=0", "complete many"},
		{"a=0 b=2 c=2 d=2", "complete some"},
		{"a=0 b=0 c=0 d=3", "complete some"},
		{"a=0 b=0 c=0 d=0", "complete few"},
		{"a=2 b=2 c=2", "complete many"}, // three are reached, whatever d is
		{"a=0 b=2 c=2", "complete some"}, // a is a no, and two are reached
		{"b=2 c=2 d=2", "unscorable"},    // a decides between many and some
		{"a=2 b=2 c=0", "unscorable"},    // d decides between two and three
		{"a=0 b=0 c=0", "unscorable"},    // d may be 3
		{"a=0 b=0 d=0", "complete few"},  // at most one, whatever c is
		{"a=0 b=0 d=3", "complete some"}, // by d alone
		{"", "unscorable"},
	}
	for _, c := range cases {
		s := answered(t, p, c.answers)
		if got := s.shown(); got != c.want {
			t.Errorf("%q: got %q, want %q", c.answers, got, c.want)
		}
		if last := s.result.Scores[1]; last.State == q.Unscorable && last.Reason != "an answer that decides it is missing" {
			t.Errorf("%q: got the reason %q", c.answers, last.Reason)
		}
	}
}

func TestDecisionWithoutACategory(t *testing.T) {
	p := defined(t, `operator: decision, decide: [{category: yes-one, label: {en: Y}, when: {item: a, is: "=", value: 1}}]`)
	s := answered(t, p, "a=2")
	if got := s.result.Scores[0]; got.State != q.Unscorable || got.Reason != "no category applies" {
		t.Errorf("got %+v", got)
	}
	if _, ok := s.result.Scores[0].Number(); ok {
		t.Error("a decision has no number")
	}
	if _, ok := answered(t, p, "a=1").result.Scores[0].Number(); ok {
		t.Error("a decision has no number")
	}
}

// TestStandardErrors compares with values worked by hand from the formulas of FACTS B.4, on the reported metric.
func TestStandardErrors(t *testing.T) {
	const assumed = ", precision: {basis: assumed, sem: %s, reasoning: {en: R}, source: x}"
	shrunk := func(known, k int, csem, sem float64) float64 { // on the item mean
		n := float64(known)
		return math.Sqrt(((n-1)*csem*csem + 4*sem*sem*float64(k)/n) / (n - 1 + 4))
	}
	cases := []struct {
		name, scale, sem, answers string
		want                      float64
	}{
		// items 1, 2, 3, 0: spread 5/3, so CSEM² of the mean is 5/12
		{"sum", "operator: sum, items: [a, b, c, d], range: {min: 0, max: 12}", "2", "a=1 b=2 c=3 d=0", 4 * shrunk(4, 4, math.Sqrt(5.0/12), 0.5)},
		{"mean", "operator: mean, items: [a, b, c, d], range: {min: 0, max: 3}", "0.5", "a=1 b=2 c=3 d=0", shrunk(4, 4, math.Sqrt(5.0/12), 0.5)},
		{"equal answers keep the group's part", "operator: sum, items: [a, b, c, d], range: {min: 0, max: 12}", "2", "a=1 b=1 c=1 d=1", 4 * shrunk(4, 4, 0, 0.5)},
		{"prorated is wider", "operator: sum, items: [a, b, c, d], range: {min: 0, max: 12}, missing: {rule: prorate, at_most: 2, source: x}", "2", "a=1 b=1", 4 * shrunk(2, 4, 0, 0.5)},
		{"prorated from one answer", "operator: sum, items: [a, b, c, d], range: {min: 0, max: 12}, missing: {rule: prorate, at_most: 3, source: x}", "2", "a=1", 2 * math.Sqrt(4)},
		{"reversal changes nothing in equal spread", "operator: sum, items: [a, b, c, d], reversed: [a, b, c, d], range: {min: 0, max: 12}", "2", "a=1 b=2 c=3 d=0", 4 * shrunk(4, 4, math.Sqrt(5.0/12), 0.5)},
		{"transform", "operator: sum, items: [a, b, c, d], transform: {multiply: -10, add: 120}, range: {min: 0, max: 120}", "20", "a=1 b=2 c=3 d=0", 40 * shrunk(4, 4, math.Sqrt(5.0/12), 0.5)},
		{"weighted sum has the group's", "operator: weighted-sum, items: [a, b], weights: {a: 1, b: 2}, range: {min: 0, max: 9}", "1.5", "a=1 b=2", 1.5},
		{"value has the group's", "operator: value, items: [n], range: {min: 0, max: 100}", "3", "n=50", 3},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := answered(t, defined(t, c.scale+fmt.Sprintf(assumed, c.sem)), c.answers).result.Scores[0]
			if got.Error == nil || math.Abs(got.Error.SE-c.want) > 1e-12 || got.Error.Basis != q.Assumed {
				t.Fatalf("got %+v, want a standard error of %v", got.Error, c.want)
			}
		})
	}
}

// TestPublishedPrecision takes the group's error from SD and reliability: 2·√(1−0.75) = 1.
func TestPublishedPrecision(t *testing.T) {
	p := defined(t, "operator: value, items: [n], range: {min: 0, max: 100}, precision: {basis: published, sd: 2, reliability: 0.75, coefficient: alpha, sample: nobody, n: 9, source: x}")
	got := answered(t, p, "n=0.5").result.Scores[0].Error
	want := scoring.Uncertainty{SE: 1, Interval: psychometrics.Interval{Low: 0, High: 0.5 + psychometrics.Z95}, Basis: q.Published} // cut at the range
	if got == nil || math.Abs(got.SE-1) > 1e-12 || got.Interval.Low != 0 || math.Abs(got.Interval.High-want.Interval.High) > 1e-12 || got.Basis != want.Basis {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestNoBasisNoInterval(t *testing.T) {
	if got := answered(t, defined(t, "operator: sum, items: [a, b]"), "a=1 b=2").result.Scores[0].Error; got != nil {
		t.Errorf("got %+v, want none", got)
	}
}

// TestTableHasItsOwnError takes the standard error of the row; a row without one has none.
func TestTableHasItsOwnError(t *testing.T) {
	p := defined(t, "operator: table, items: [n], range: {min: 40, max: 50}, table: [{raw: 4, value: 41, se: 6.2}, {raw: 5, value: 49}]")
	if got := answered(t, p, "n=4").result.Scores[0].Error; got == nil || got.SE != 6.2 || got.Interval.Low != 40 || got.Interval.High != 50 {
		t.Errorf("got %+v, want 6.2 and 40 to 50", got)
	}
	if got := answered(t, p, "n=5").result.Scores[0].Error; got != nil {
		t.Errorf("got %+v, want none", got)
	}
}

// TestResultHead counts the items that were shown and answered, and names what was scored by what.
func TestResultHead(t *testing.T) {
	p := defined(t, "operator: sum, items: [a, b]")
	r := answered(t, p, "a=0 b=1 f=2").result // f is not asked
	if r.Items != 10 || r.Answered != 2 || r.Questionnaire.String() != "made-up@1.0.0" || r.Hash != p.Definition().Hash() || r.Engine != scoring.Engine {
		t.Errorf("got %+v", r)
	}
	if r := answered(t, p, "a=1 f=2").result; r.Items != 11 || r.Answered != 2 {
		t.Errorf("with f asked: got %d of %d", r.Answered, r.Items)
	}
	if _, ok := r.Score("nothing"); ok {
		t.Error("found a scale that is not there")
	}
}

// TestUnscorableHasNothingToPrint wants no leftovers beside a score that has no number.
func TestUnscorableHasNothingToPrint(t *testing.T) {
	p := defined(t, "operator: sum, items: [a, b], range: {min: 0, max: 6}, bands: [{code: low, from: 0, label: {en: L}, rank: 0, source: x}], precision: {basis: assumed, sem: 1, reasoning: {en: R}, source: x}")
	got := answered(t, p, "a=3").result.Scores[0]
	want := scoring.Score{Scale: "s0", State: q.Unscorable, Missing: 1, Operands: 2, Reason: "1 of 2 answers missing, none may be"}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if v, ok := got.Number(); ok || v != exact.Int(0) {
		t.Errorf("got %s, %v, want no number", v, ok)
	}
}
