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
// that notice most of those left. It is not always the smallest there is.
func (m *Mutation) Suggest() (list []Suggestion) {
	sets := m.answerSets()
	left := make([]bool, len(m.Survivors))
	for i := range left {
		left[i] = true
	}
	for slices.Contains(left, true) {
		best, most := 0, -1
		for i := range sets {
			if n := sets[i].count(left); n > most {
				best, most = i, n
			}
		}
		if most <= 0 { // can't be: every survivor's own answers notice it
			break
		}
		s := Suggestion{Answers: sets[best].answers}
		for i, notices := range sets[best].notices {
			if notices && left[i] {
				s.Kills, left[i] = append(s.Kills, m.Survivors[i].Name), false
			}
		}
		list = append(list, s)
	}
	return list
}

// answerSet is answers with which of the survivors they notice.
type answerSet struct {
	answers []*q.Given
	notices []bool
}

func (a *answerSet) count(left []bool) (n int) {
	for i, notices := range a.notices {
		if notices && left[i] {
			n++
		}
	}
	return n
}

// answerSets gives the answers of the survivors, each once.
func (m *Mutation) answerSets() (sets []answerSet) {
	seen := map[string]bool{}
	for i := range m.Survivors {
		answers := m.Survivors[i].Answers
		key := answersLine(answers)
		if seen[key] {
			continue
		}
		seen[key] = true
		set := answerSet{answers, make([]bool, len(m.Survivors))}
		for j := range m.Survivors {
			set.notices[j] = m.Survivors[j].tells(answers)
		}
		sets = append(sets, set)
	}
	return sets
}

// tells says whether some answers come out otherwise in the mutant.
func (s *Survivor) tells(answers []*q.Given) bool {
	e := q.Example{Answers: answers}
	original, errA := answersOf(s.original.Definition(), &e)
	changed, errB := answersOf(s.mutant.Definition(), &e)
	if errA != nil || errB != nil {
		return false
	}
	return apart(s.original, original, s.mutant, changed)
}
