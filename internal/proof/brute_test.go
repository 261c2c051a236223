package proof

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// allTargets gives every scale and flag of a definition.
func allTargets(d *q.Definition) (list []target) {
	for i := range d.Scales {
		list = append(list, target{scale: d.Scales[i].ID})
	}
	for i := range d.Flags {
		list = append(list, target{flag: d.Flags[i].ID})
	}
	return list
}

// scoredBy gives the outcomes of all targets for some answers.
func scoredBy(t rapid.TB, p *scoring.Program, form q.Form) map[target]Outcome {
	a, err := p.Definition().Answers(form)
	if err != nil {
		t.Fatal(err)
	}
	r := p.Score(a)
	out := map[target]Outcome{}
	for i := range r.Scores {
		out[target{scale: r.Scores[i].Scale}] = outcomeOf(&r.Scores[i])
	}
	raised := raisedIDs(a, &r)
	for _, f := range p.Definition().Flags {
		out[target{flag: f.ID}] = Outcome{Raised: q.False}
		if slices.Contains(raised, f.ID) {
			out[target{flag: f.ID}] = Outcome{Raised: q.True}
		}
	}
	return out
}

// TestWalksFindWhatBruteForceFinds wants of every scale and flag exactly the outcomes that scoring every possible set
// of answers gives, whole and with answers left out, and of every outcome answers that really lead to it.
func TestWalksFindWhatBruteForceFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawDefinition(t, 1500)
		p := compile(t, text)
		want := map[bool]map[target]map[Outcome]bool{true: {}, false: {}}
		everyAnswer(t, p.Definition(), func(form q.Form, complete bool) {
			for at, o := range scoredBy(t, p, form) {
				for _, mode := range []bool{true, false} {
					if mode && !complete {
						continue
					}
					if want[mode][at] == nil {
						want[mode][at] = map[Outcome]bool{}
					}
					want[mode][at][o] = true
				}
			}
		})
		s := newSpace(p, &work{})
		for _, at := range allTargets(p.Definition()) {
			for _, mode := range []bool{true, false} {
				f := s.outcomes(mode, at)
				if f == nil {
					t.Fatalf("%v can't be walked\n%s", at, text)
				}
				got := map[Outcome]bool{}
				for i := range f.len() {
					o := f.outcome(i, 0).Outcome
					got[o] = true
					if shown := scoredBy(t, p, s.written(f.answers(i)))[at]; shown != o {
						t.Fatalf("%v: the witness %v shows %v, not %v\n%s", at, s.written(f.answers(i)), shown, o, text)
					}
				}
				if !maps.Equal(got, want[mode][at]) {
					t.Fatalf("%v, complete %v: got %v\nwant %v\n%s", at, mode, got, want[mode][at], text)
				}
			}
		}
	})
}

// TestReachesAreWhatBruteForceFinds compares what a Proof says in the end.
func TestReachesAreWhatBruteForceFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawDefinition(t, 400)
		p := compile(t, text)
		d := p.Definition()
		want := make([]Reach, len(d.Scales))
		everyAnswer(t, d, func(form q.Form, complete bool) {
			for at, o := range scoredBy(t, p, form) {
				if i := d.ScaleIndex(at.scale); i >= 0 {
					want[i].take(&inner{Outcome: o}, complete)
				}
			}
		})
		for i, got := range Prove(p).Reaches {
			want[i].settle()
			want[i].Scale, want[i].Proven = d.Scales[i].ID, true
			got.stuck = nil
			if d := cmp.Diff(want[i], got, cmp.AllowUnexported(Reach{}), cmpopts.EquateEmpty(), cmp.Comparer(func(a, b exact.Number) bool { return a == b })); d != "" {
				t.Fatalf("%s\n%s", d, text)
			}
		}
	})
}

// TestDifferencesAreWhatBruteForceFinds compares a definition with mutants of it, and wants "they can differ" exactly where some
// answers are scored otherwise, and answers that show it.
func TestDifferencesAreWhatBruteForceFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawDefinition(t, 300)
		p := compile(t, text)
		s := newSpace(plain(p), &work{})
		var reaches []Reach
		for _, scale := range p.Definition().Scales {
			reaches = append(reaches, s.reachOf(scale.ID))
		}
		for _, m := range rapid.Permutation(mutants(p.Definition(), reaches)).Draw(t, "mutants")[:5] {
			mutated, err := scoring.Compile(m.definition)
			if err != nil {
				t.Fatal(err)
			}
			agree(t, s, p, mutated, m.name+"\n"+text)
		}
	})
}

func agree(t *rapid.T, s *space, p, mutated *scoring.Program, about string) {
	differs := map[target]bool{}
	for _, form := range bothForms(t, p.Definition(), mutated.Definition()) {
		before, after := scoredBy(t, p, form), scoredBy(t, mutated, form)
		for at := range before {
			differs[at] = differs[at] || before[at] != after[at]
		}
	}
	both := s.beside(mutated)
	alike := map[q.ScaleID]bool{}
	for _, at := range both.common() {
		c := both.compare(at, alike)
		if !c.known || c.differs != differs[at] {
			t.Fatalf("%v: got known %v, differs %v, want %v: %s", at, c.known, c.differs, differs[at], about)
		}
		if !c.differs {
			continue
		}
		form := both.written(c.picks)
		if before, after := scoredBy(t, p, form)[at], scoredBy(t, mutated, form)[at]; before != c.before || after != c.after || before == after {
			t.Fatalf("%v: the witness %v gives %v and %v, said were %v and %v: %s", at, form, before, after, c.before, c.after, about)
		}
	}
	for _, change := range Diff(p, mutated) {
		if at := (target{scale: change.Scale, flag: change.Flag}); (change.Kind == Differs) != differs[at] || change.Kind == Unproven {
			t.Fatalf("diff of %v: got %s, want %v: %s", at, change.Kind, differs[at], about)
		}
	}
}

// TestTwoDefinitionsAreWhatBruteForceFinds compares two definitions that have nothing to do with each other but the
// names of their items and scales, as the worst two versions can.
func TestTwoDefinitionsAreWhatBruteForceFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, two := drawDefinition(t, 100), drawDefinition(t, 100)
		a, b := compile(t, one), compile(t, two)
		forms := bothForms(t, a.Definition(), b.Definition())
		for _, change := range Diff(a, b) {
			at := target{scale: change.Scale, flag: change.Flag}
			if change.Kind == Added || change.Kind == Removed {
				continue
			}
			differs := false
			for _, form := range forms {
				differs = differs || outcomeIn(a, at, form) != outcomeIn(b, at, form)
			}
			if (change.Kind == Differs) != differs {
				t.Fatalf("%v: got %s, want a difference: %v\n%s\n%s", at, change.Kind, differs, one, two)
			}
			if change.Kind == Differs {
				shows(t, a, b, &change, at)
			}
		}
	})
}

// shows checks a counterexample against the scoring.
func shows(t *rapid.T, a, b *scoring.Program, c *Change, at target) {
	form := q.Form{}
	for i, g := range c.Answers {
		if g != nil {
			form[a.Definition().Items[i].ID] = string(*g)
		}
	}
	maps.Copy(form, c.Added)
	if before, after := outcomeIn(a, at, form), outcomeIn(b, at, form); before != c.Before || after != c.After {
		t.Fatalf("%v: %v gives %v and %v, said were %v and %v", at, form, before, after, c.Before, c.After)
	}
}

// bothForms gives every answer that one of two definitions has to every item that one of them has.
func bothForms(t *rapid.T, a, b *q.Definition) (forms []q.Form) {
	answers := map[q.ItemID][]q.Given{}
	var order []q.ItemID
	for _, d := range []*q.Definition{a, b} {
		for i := range d.Items {
			id := d.Items[i].ID
			if answers[id] == nil {
				order = append(order, id)
			}
			given, _, _ := d.Options(i)
			for _, g := range given {
				if !slices.Contains(answers[id], g) {
					answers[id] = append(answers[id], g)
				}
			}
		}
	}
	forms = []q.Form{{}}
	for _, id := range order {
		for _, form := range slices.Clone(forms) {
			for _, g := range answers[id] {
				more := maps.Clone(form)
				more[id] = string(g)
				forms = append(forms, more)
			}
		}
	}
	if len(forms) > 3000 {
		t.Skip("too many answers")
	}
	return forms
}
