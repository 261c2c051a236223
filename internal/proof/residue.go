package proof

import (
	"fmt"
	"slices"
	"strings"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

// residue is what is left of the conditions of a decision or a flag once some of their tests are known. Partial answers
// of which the same is left can't be told apart by it.
type residue struct {
	categories bool // whether conditions are tried in order, as those of a decision are
	lefts      []left
	places     map[string]int64
	truths     map[string]int     // of the tests on one source, each combination once
	known      []map[int]q.Truth  // and what it says
	steps      map[[2]int64]int64 // where a combination leads from a place
	number     map[*q.Condition]int
}

// left is the conditions that still matter, in their order, each with its place among all.
type left struct {
	at    []int
	terms []term
}

// term is a condition of which some tests are known.
type term struct {
	word  string // test, known, all or any
	test  int
	truth q.Truth
	kids  []term
}

func newResidue(conditions []*q.Condition, categories bool) *residue {
	r := &residue{categories: categories, places: map[string]int64{}, truths: map[string]int{}, steps: map[[2]int64]int64{}, number: map[*q.Condition]int{}}
	var l left
	for i, c := range conditions {
		l.at, l.terms = append(l.at, i), append(l.terms, r.term(c))
	}
	r.place(r.cut(l)) // 0, which a word is before anything is known
	return r
}

func (r *residue) term(c *q.Condition) term {
	word, kids := "all", c.All
	if len(c.Any) > 0 {
		word, kids = "any", c.Any
	}
	if len(kids) == 0 {
		r.number[c] = len(r.number)
		return term{word: "test", test: r.number[c]}
	}
	t := term{word: word}
	for i := range kids {
		t.kids = append(t.kids, r.term(&kids[i]))
	}
	return t
}

func (r *residue) place(l left) int64 {
	key := l.String()
	at, known := r.places[key]
	if !known {
		at = int64(len(r.lefts))
		r.lefts, r.places[key] = append(r.lefts, l), at
	}
	return at
}

// combination numbers what tests come to.
func (r *residue) combination(tests []*q.Condition, o q.Operands) int {
	known := map[int]q.Truth{}
	var key strings.Builder
	for _, t := range tests {
		truth := t.Eval(o)
		known[r.number[t]] = truth
		fmt.Fprint(&key, r.number[t], truth, " ")
	}
	at, seen := r.truths[key.String()]
	if !seen {
		at = len(r.known)
		r.known, r.truths[key.String()] = append(r.known, known), at
	}
	return at
}

// step gives what is left after more tests are known.
func (r *residue) step(place int64, combination int) int64 {
	key := [2]int64{place, int64(combination)}
	next, known := r.steps[key]
	if !known {
		l := r.lefts[place]
		after := left{at: l.at}
		for _, t := range l.terms {
			after.terms = append(after.terms, t.given(r.known[combination]))
		}
		next = r.place(r.cut(after))
		r.steps[key] = next
	}
	return next
}

// cut drops what can't matter any more: conditions known to be false, and all behind one that decides.
func (r *residue) cut(l left) (kept left) {
	for i, t := range l.terms {
		if r.categories && t.word == "known" && t.truth == q.False {
			continue
		}
		kept.at, kept.terms = append(kept.at, l.at[i]), append(kept.terms, t)
		if r.categories && t.word == "known" {
			break
		}
	}
	return kept
}

// given puts in what is known. In three-valued logic one false makes "all" false and one true makes "any" true,
// whatever the rest; what is unknown stays.
func (t term) given(known map[int]q.Truth) term {
	switch t.word {
	case "known":
		return t
	case "test":
		if truth, ok := known[t.test]; ok {
			return term{word: "known", truth: truth}
		}
		return t
	}
	neutral, decisive := q.True, q.False
	if t.word == "any" {
		neutral, decisive = q.False, q.True
	}
	after := term{word: t.word}
	for _, kid := range t.kids {
		kid = kid.given(known)
		switch {
		case kid.word != "known" || kid.truth == q.Unknown:
			if !slices.ContainsFunc(after.kids, func(x term) bool { return x.String() == kid.String() }) {
				after.kids = append(after.kids, kid)
			}
		case kid.truth == decisive:
			return kid
		}
	}
	switch len(after.kids) {
	case 0:
		return term{word: "known", truth: neutral}
	case 1:
		return after.kids[0]
	}
	return after
}

func (t term) String() string {
	switch t.word {
	case "known":
		return fmt.Sprint("=", t.truth)
	case "test":
		return fmt.Sprint(t.test)
	}
	return fmt.Sprint(t.word, t.kids)
}

func (l left) String() string { return fmt.Sprint(l.at, l.terms) }

// single lets one answer be tested.
type single struct{ v q.Value }

// ItemScore gives the answer whatever item is asked for.
func (s single) ItemScore(q.ItemID) (exact.Number, bool) { return s.v.Score, s.v.Given && s.v.Scored }

// ScaleValue is never known.
func (s single) ScaleValue(q.ScaleID) (low, high exact.Number, known bool) { return low, high, false }

// finished lets one scale be tested. Only a decision sees the bounds of a count with answers missing.
type finished struct {
	o      inner
	bounds bool
}

// ItemScore is never known.
func (f finished) ItemScore(q.ItemID) (v exact.Number, known bool) { return v, false }

// ScaleValue gives the value whatever scale is asked for.
func (f finished) ScaleValue(q.ScaleID) (low, high exact.Number, known bool) {
	switch {
	case f.o.State != q.Unscorable:
		return f.o.Value, f.o.Value, true
	case f.bounds && f.o.missing > 0:
		return exact.Int(f.o.counted), exact.Int(f.o.counted + f.o.missing), true
	}
	return low, high, false
}
