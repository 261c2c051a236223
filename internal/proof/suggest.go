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

// Suggest gives the smallest set of examples that together would notice every surviving mutant, out of the answers that
// were found to tell each of them. Beyond searchSteps it settles for a small one.
func (m *Mutation) Suggest() (list []Suggestion) {
	sets := m.answerSets()
	left := m.allLeft()
	for _, i := range smallest(sets, greedy(sets, left), left) {
		s := Suggestion{Answers: sets[i].answers}
		for k, notices := range sets[i].notices {
			if notices && left[k] {
				s.Kills, left[k] = append(s.Kills, m.Survivors[k].Name), false
			}
		}
		list = append(list, s)
	}
	return list
}

func (m *Mutation) allLeft() []bool { return slices.Repeat([]bool{true}, len(m.Survivors)) }

// greedy takes at each turn the answers that notice most of those left.
func greedy(sets []answerSet, all []bool) (chosen []int) {
	left := slices.Clone(all)
	for slices.Contains(left, true) {
		best, most := 0, 0
		for i := range sets {
			if n := sets[i].count(left); n > most {
				best, most = i, n
			}
		}
		if most == 0 { // can't be: every survivor's own answers notice it
			break
		}
		chosen, left = append(chosen, best), sets[best].after(left)
	}
	return chosen
}

// searchSteps bounds the search for the smallest set.
const searchSteps = 200_000

// smallest looks for fewer answers than the ones at hand: some answers must notice the first survivor that is left, so
// it tries each that does, and gives up a way that can't become shorter.
func smallest(sets []answerSet, best []int, all []bool) []int {
	steps := searchSteps
	var search func(chosen []int, left []bool)
	search = func(chosen []int, left []bool) {
		first := slices.Index(left, true)
		if first < 0 {
			best = slices.Clone(chosen)
			return
		}
		for i := range sets {
			if steps--; steps < 0 || len(chosen)+1 >= len(best) {
				return
			}
			if sets[i].notices[first] {
				search(append(slices.Clone(chosen), i), sets[i].after(left))
			}
		}
	}
	search(nil, all)
	return best
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

// after gives which survivors are left once these answers are among the examples.
func (a *answerSet) after(left []bool) []bool {
	rest := slices.Clone(left)
	for i, notices := range a.notices {
		rest[i] = rest[i] && !notices
	}
	return rest
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
