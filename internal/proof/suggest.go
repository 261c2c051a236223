package proof

import (
	"slices"

	q "steelyard/internal/questionnaire"
)

// Suggestion is an example that is still to be finished: answers that would notice some changes. What they come to is
// left for a person to take from the source; it is never filled in here.
type Suggestion struct {
	Answers []*q.Given
	Kills   []string // the changes it would notice
}

// Suggest gives a small set of examples that together would notice every surviving mutant: at each turn the answers
// that notice most of those left.
func (m *Mutation) Suggest() (list []Suggestion) {
	left := slices.Clone(m.Survivors)
	for len(left) > 0 {
		best := Suggestion{}
		for _, s := range m.Survivors {
			if kills := noticed(left, s.Answers); len(kills) > len(best.Kills) {
				best = Suggestion{s.Answers, kills}
			}
		}
		if len(best.Kills) == 0 {
			best = Suggestion{left[0].Answers, []string{left[0].Name}}
		}
		list = append(list, best)
		left = slices.DeleteFunc(left, func(s Survivor) bool { return slices.Contains(best.Kills, s.Name) })
	}
	return list
}

// noticed gives the survivors that some answers tell from the original.
func noticed(left []Survivor, answers []*q.Given) (names []string) {
	for _, s := range left {
		if s.tells(answers) {
			names = append(names, s.Name)
		}
	}
	return names
}

func (s *Survivor) tells(answers []*q.Given) bool {
	e := q.Example{Answers: answers}
	original, errA := answersOf(s.original.Definition(), &e)
	changed, errB := answersOf(s.mutant.Definition(), &e)
	if errA != nil || errB != nil {
		return false
	}
	a, b := s.original.Score(original), s.mutant.Score(changed)
	for i := range a.Scores {
		if other, ok := b.Score(a.Scores[i].Scale); ok && outcomeOf(&a.Scores[i]) != outcomeOf(other) {
			return true
		}
	}
	return !slices.Equal(raisedIDs(original, &a), raisedIDs(changed, &b))
}
