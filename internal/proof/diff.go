package proof

import (
	"slices"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/safety"
	"steelyard/internal/scoring"
)

// Change is how one scale or flag differs between two versions, in meaning.
type Change struct {
	Scale   q.ScaleID
	Flag    q.FlagID
	Kind    ChangeKind
	Answers []*q.Given // of the first version, an answer set whose result changes
	Before  Outcome
	After   Outcome
}

// ChangeKind says what is known of a difference.
type ChangeKind string

// The kinds. Same is proven over every way the two can come out; Unproven means that no difference was found and that
// there were too many combinations to compare all.
const (
	Same     ChangeKind = "same for all answers"
	Differs  ChangeKind = "differs"
	Added    ChangeKind = "added"
	Removed  ChangeKind = "removed"
	Unproven ChangeKind = "no difference found, not proven"
)

// Diff compares two versions scale by scale and flag by flag. Answers that only one version has count there only.
func Diff(before, after *scoring.Program) (list []Change) {
	a, b := before.Definition(), after.Definition()
	space := newSpace(before, after)
	for _, t := range common(a, b) {
		list = append(list, space.change(t))
	}
	for i := range a.Scales {
		if _, ok := b.Scale(a.Scales[i].ID); !ok {
			list = append(list, Change{Scale: a.Scales[i].ID, Kind: Removed})
		}
	}
	for i := range b.Scales {
		if _, ok := a.Scale(b.Scales[i].ID); !ok {
			list = append(list, Change{Scale: b.Scales[i].ID, Kind: Added})
		}
	}
	return append(list, flagChanges(a, b)...)
}

func flagChanges(a, b *q.Definition) (list []Change) {
	has := func(d *q.Definition, id q.FlagID) bool {
		return slices.ContainsFunc(d.Flags, func(f q.Flag) bool { return f.ID == id })
	}
	for _, f := range a.Flags {
		if !has(b, f.ID) {
			list = append(list, Change{Flag: f.ID, Kind: Removed})
		}
	}
	for _, f := range b.Flags {
		if !has(a, f.ID) {
			list = append(list, Change{Flag: f.ID, Kind: Added})
		}
	}
	return list
}

func (s *space) change(t target) Change {
	c := Change{Scale: t.scale, Flag: t.flag, Kind: Same}
	witness, found, proven := s.differ(t)
	if !found && !proven {
		witness, found = trials(s)
		c.Kind = Unproven
	}
	if !found {
		return c
	}
	before, after := s.outcomes(t, witness)
	if before == after { // what a trial found belongs to another scale
		return c
	}
	c.Kind, c.Answers, c.Before, c.After = Differs, witness, before, after
	return c
}

// outcomes scores a witness in both versions, leaving out what the second does not know.
func (s *space) outcomes(t target, witness []*q.Given) (before, after Outcome) {
	form := q.Form{}
	d := s.programs[0].Definition()
	for i, g := range witness {
		if g != nil {
			form[d.Items[i].ID] = string(*g)
		}
	}
	return outcomeIn(s.programs[0], t, form), outcomeIn(s.programs[1], t, form)
}

func outcomeIn(p *scoring.Program, t target, form q.Form) Outcome {
	known := q.Form{}
	for id, raw := range form {
		if _, err := p.Definition().Answers(q.Form{id: raw}); err == nil {
			known[id] = raw
		}
	}
	a, err := p.Definition().Answers(known)
	if err != nil {
		return Outcome{}
	}
	result := p.Score(a)
	if score, ok := result.Score(t.scale); ok && t.scale != "" {
		return outcomeOf(score)
	}
	if slices.Contains(raisedIDs(a, &result), t.flag) {
		return Outcome{Raised: q.True}
	}
	return Outcome{Raised: q.False}
}

// raisedIDs gives the flags that are known to be raised.
func raisedIDs(a q.Answers, r *scoring.Result) (ids []q.FlagID) {
	for _, f := range safety.Raise(a, r) {
		if !f.Unanswered {
			ids = append(ids, f.Rule.ID)
		}
	}
	return ids
}
