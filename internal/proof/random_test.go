package proof

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

const randomHead = `id: made-up
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
sources: [{id: x, citation: X, checked: verified}]
`

// random draws a small definition as its file would say it: no larger than can be gone through answer by answer.
type random struct {
	*rapid.T
	text     strings.Builder
	sets     []int // how many choices each set has
	items    []string
	numbers  []string // scales that have a number
	optional []string
	options  int // how many sets of answers there are
}

func (r *random) n(low, high int, what string) int {
	return rapid.IntRange(low, high).Draw(r.T, what)
}

func (r *random) chance(percent int, what string) bool { return r.n(0, 99, what) < percent }

func (r *random) some(list []string, least, most int, what string) []string {
	shuffled := rapid.Permutation(list).Draw(r.T, what)
	return shuffled[:r.n(min(least, len(list)), min(most, len(list)), what)]
}

func (r *random) say(format string, args ...any) { fmt.Fprintf(&r.text, format, args...) }

func drawDefinition(t *rapid.T, most int) string {
	r := &random{T: t, options: 1}
	r.say("%schoice_sets:\n", randomHead)
	for i := range r.n(1, 2, "sets") {
		r.set(i)
	}
	r.say("items:\n")
	r.item("q0", 0)
	for i := 1; i < r.n(3, 6, "items"); i++ {
		set := i % len(r.sets)
		if r.options*(r.sets[set]+1) > most && i > 2 {
			break
		}
		r.item(fmt.Sprintf("q%d", i), set)
	}
	for i := len(r.items); i < len(r.sets); i++ {
		r.item(fmt.Sprintf("q%d", i), i)
	}
	r.say("scales:\n")
	for i := range r.n(2, 6, "scales") {
		r.scale(fmt.Sprintf("s%d", i))
	}
	if r.chance(60, "flag") {
		r.say("flags:\n  - {id: f, when: %s, level: notice, clinician: {en: C}, unanswered: {en: U}, source: x}\n", r.condition(r.items, r.numbers, 1))
	}
	return r.text.String()
}

func (r *random) set(at int) {
	n := r.n(2, 4, "choices")
	r.sets = append(r.sets, n)
	r.say("  - {id: set%d, choices: [", at)
	for i := range n {
		score := fmt.Sprint(r.n(-1, 4, "score"))
		if r.chance(15, "half") {
			score += ".5"
		}
		if i > 0 {
			r.say(", ")
		}
		if i > 1 && r.chance(15, "unscored") {
			r.say(`{code: "%d"}`, i)
		} else {
			r.say(`{code: "%d", score: %s}`, i, score)
		}
	}
	r.say("]}\n")
}

func (r *random) item(id string, set int) {
	r.say("  - {id: %s, label: {en: L}, choices: set%d", id, set)
	if len(r.items) > 0 && r.chance(30, "conditioned") {
		r.say(", shown_when: %s", r.condition(r.items, nil, 1))
	}
	if r.chance(20, "optional") {
		r.say(", optional: true")
		r.optional = append(r.optional, id)
	}
	r.say("}\n")
	r.items = append(r.items, id)
	r.options *= r.sets[set] + 1
}

func (r *random) condition(items, scales []string, depth int) string {
	if depth > 0 && r.chance(40, "compound") {
		word := rapid.SampledFrom([]string{"all", "any"}).Draw(r.T, "word")
		return fmt.Sprintf("{%s: [%s, %s]}", word, r.condition(items, scales, depth-1), r.condition(items, scales, depth-1))
	}
	what := "item: " + rapid.SampledFrom(items).Draw(r.T, "of")
	if len(scales) > 0 && r.chance(60, "of a scale") {
		what = "scale: " + rapid.SampledFrom(scales).Draw(r.T, "of")
	}
	is := rapid.SampledFrom([]string{"=", "!=", ">", "<", ">=", "<=", "exists"}).Draw(r.T, "is")
	if is == "exists" {
		return fmt.Sprintf("{%s, is: exists}", what)
	}
	return fmt.Sprintf("{%s, is: %q, value: %d}", what, is, r.n(-1, 6, "value"))
}

func (r *random) scale(id string) {
	operators := []string{"sum", "sum", "mean", "count", "weighted-sum", "maximum", "value", "recode", "table", "ratio", "difference", "decision", "decision"}
	op := rapid.SampledFrom(operators).Draw(r.T, "operator")
	r.say("  - {id: %s, title: {en: T}, operator: %s, direction: neither, source: x", id, op)
	if op == "decision" {
		r.say(`, decide: [{category: a, label: {en: A}, when: %s}, {category: b, label: {en: B}, when: %s}], missing: {rule: complete, source: x}}`+"\n",
			r.condition(r.items, r.numbers, 1), r.condition(r.items, r.numbers, 1))
		return
	}
	items, n := r.operands(op)
	r.missing(op, n, items)
	r.say(", range: {min: -1000, max: 1000}, bands: [{code: low, from: -1000, label: {en: L}, rank: 0, source: x}")
	if at := r.n(-1, 8, "bound"); r.chance(70, "bands") {
		r.say(", {code: mid, from: %d, label: {en: M}, rank: 1, source: x}, {code: high, from: %d.5, label: {en: H}, rank: 2, source: x}", at, at+1)
	}
	r.say("]")
	if r.chance(25, "transform") {
		r.say(", transform: {multiply: %s, add: %d}", rapid.SampledFrom([]string{"2", "-1", "0.5", "25/3"}).Draw(r.T, "multiply"), r.n(-2, 2, "add"))
	}
	r.say("}\n")
	r.numbers = append(r.numbers, id)
}

// operands draws what a scale reads, and what its operator needs besides.
func (r *random) operands(op string) ([]string, int) {
	var items, scales []string
	switch op {
	case "value", "recode", "table":
		if len(r.numbers) > 0 && r.chance(60, "from a scale") {
			scales = r.some(r.numbers, 1, 1, "operand")
		} else {
			items = r.some(r.items, 1, 1, "operand")
		}
	case "ratio", "difference":
		scales = r.some(r.numbers, 0, 2, "operands")
		items = r.some(r.items, 2-len(scales), 2-len(scales), "operands")
	case "weighted-sum", "count":
		items = r.some(r.items, 2, 6, "operands")
	default:
		scales = r.some(r.numbers, 0, 3, "operands")
		items = r.some(r.items, max(0, 2-len(scales)), 6, "operands")
	}
	r.say(", items: [%s], scales: [%s]", strings.Join(items, ", "), strings.Join(scales, ", "))
	if len(items) > 0 {
		r.say(", reversed: [%s]", strings.Join(r.some(items, 0, 2, "reversed"), ", "))
	}
	r.particular(op, items)
	return items, len(items) + len(scales)
}

func (r *random) particular(op string, items []string) {
	switch op {
	case "count":
		r.say(", at_least: %d", r.n(0, 3, "at least"))
		if r.chance(30, "exception") {
			r.say(", exceptions: {%s: %d}", items[0], r.n(0, 4, "exception"))
		}
	case "weighted-sum":
		r.say(", weights: {")
		for i, id := range items {
			if i > 0 {
				r.say(", ")
			}
			r.say("%s: %s", id, rapid.SampledFrom([]string{"1", "2", "-1", "0.5", "1/3"}).Draw(r.T, "weight"))
		}
		r.say("}")
	case "recode":
		r.say(", recode: [{from: %d, to: %d}, {from: 3, to: %d}]", r.n(-3, 1, "from"), r.n(0, 2, "to"), r.n(0, 2, "to"))
	case "table":
		r.say(", table: [")
		for raw := -2; raw <= 6; raw++ {
			r.say("{raw: %d, value: %d.5}, ", raw, raw/2)
		}
		r.say("{raw: 7, value: 9}]")
	}
}

func (r *random) missing(op string, operands int, items []string) {
	notShown := ""
	for _, id := range items {
		if slices.Contains(r.optional, id) && r.chance(50, "blank") {
			notShown = fmt.Sprintf(", blank: {%s: %d}", id, r.n(0, 2, "blank"))
		}
	}
	if r.chance(30, "not shown") {
		notShown += fmt.Sprintf(", not_shown: %d", r.n(0, 2, "not shown"))
	}
	if op != "sum" && op != "mean" || operands < 2 || r.chance(30, "complete") {
		r.say(", missing: {rule: complete, source: x%s}", notShown)
		return
	}
	round := "none"
	if op == "sum" {
		round = rapid.SampledFrom([]string{"band-half-up", "value-half-up", "value-up", "none"}).Draw(r.T, "round")
	}
	r.say(", missing: {rule: prorate, at_most: %d, round: %s, source: x%s}", r.n(1, operands-1, "at most"), round, notShown)
}

func compile(t rapid.TB, text string) *scoring.Program {
	t.Helper()
	d, err := q.Parse("random.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	p, err := scoring.Compile(d)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return p
}

// everyAnswer goes through every set of answers of a definition, and says whether every shown item is answered.
func everyAnswer(t rapid.TB, d *q.Definition, visit func(form q.Form, complete bool)) {
	t.Helper()
	form := q.Form{}
	var next func(item int)
	next = func(item int) {
		if item == len(d.Items) {
			a, err := d.Answers(form)
			if err != nil {
				t.Fatal(err)
			}
			if a.Given() == len(form) { // otherwise the same answers come again without what is hidden
				visit(form, len(a.Unanswered()) == 0)
			}
			return
		}
		next(item + 1)
		given, _, _ := d.Options(item)
		for _, g := range given {
			form[d.Items[item].ID] = string(g)
			next(item + 1)
			delete(form, d.Items[item].ID)
		}
	}
	next(0)
}
