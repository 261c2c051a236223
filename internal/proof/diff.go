package proof

import (
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// Change is how one scale or flag differs between two versions, in meaning.
type Change struct {
	Scale   q.ScaleID
	Flag    q.FlagID
	Kind    ChangeKind
	Answers []*q.Given // of the first version, an answer set whose result changes
	Added   q.Form     // and the answers to items that only the second version has
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
	s := newSpace(before, &work{}).beside(after)
	alike := map[q.ScaleID]bool{}
	for _, t := range s.common() {
		list = append(list, s.change(t, alike))
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
	for _, f := range a.Flags {
		if flagOf(b, f.ID) == nil {
			list = append(list, Change{Flag: f.ID, Kind: Removed})
		}
	}
	for _, f := range b.Flags {
		if flagOf(a, f.ID) == nil {
			list = append(list, Change{Flag: f.ID, Kind: Added})
		}
	}
	return list
}

func (s *space) change(t target, alike map[q.ScaleID]bool) Change {
	change := Change{Scale: t.scale, Flag: t.flag, Kind: Same}
	c := s.compare(t, alike)
	switch {
	case c.differs:
		s.witness(&change, s.written(c.picks), c.before, c.after)
	case !c.known:
		change.Kind = Unproven
		if form, before, after, found := s.trials(t); found {
			s.witness(&change, form, before, after)
		}
	}
	return change
}

func (s *space) witness(c *Change, form q.Form, before, after Outcome) {
	a, b := s.sides[0].definition, s.sides[1].definition
	c.Kind, c.Before, c.After, c.Answers = Differs, before, after, inOrder(a, form)
	for i := range b.Items {
		id := b.Items[i].ID
		if raw, given := form[id]; given && a.ItemIndex(id) < 0 {
			if c.Added == nil {
				c.Added = q.Form{}
			}
			c.Added[id] = raw
		}
	}
}
