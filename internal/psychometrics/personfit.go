package psychometrics

import "math"

// LZ returns the standardised log likelihood of a pattern at theta, (l₀−E(l₀))/√Var(l₀), for items with several
// categories (Drasgow, Levine & Williams 1985): low values mean answers that fit the model badly. It fails when
// the pattern doesn't fit the items, theta isn't finite or the variance is 0. With an estimated theta and few items it
// is not standard normal: take cut-offs from a simulation of the form (FACTS B.9).
func (m *GRM) LZ(pattern []int, theta float64) (float64, error) {
	if err := m.checkPattern(pattern); err != nil {
		return 0, err
	}
	if err := requireFinite("theta", theta); err != nil {
		return 0, err
	}
	var expected, variance float64
	for i, c := range pattern {
		if c != Missing {
			e, v := m.items[i].logMoments(theta)
			expected += e
			variance += v
		}
	}
	return result((m.logLikelihood(pattern, theta) - expected) / math.Sqrt(variance))
}

// logMoments returns mean and variance of the log probability of the item's answer at theta.
func (it GRMItem) logMoments(theta float64) (mean, variance float64) {
	var square float64
	for c := range it.Categories() {
		p := it.probability(c, theta)
		if p == 0 {
			continue // p·log p goes to 0 with p
		}
		l := math.Log(p)
		mean += p * l
		square += p * l * l
	}
	return mean, max(0, square-mean*mean)
}

// ItemStep is the step from category Step−1 to Step of an item, which is counted from 0.
type ItemStep struct {
	Item, Step int
}

// GuttmanErrors counts the pairs of steps in which the easier was failed and the harder passed (Emons 2008), 0 or
// more. easiestFirst orders all steps by difficulty in a reference sample, and an item's own steps rise in it by 1
// from 1. Steps of Missing answers are left out. It fails when a step or an answer has no counterpart.
func GuttmanErrors(easiestFirst []ItemStep, pattern []int) (int, error) {
	if err := checkSteps(easiestFirst, pattern); err != nil {
		return 0, err
	}
	failed, pairs := 0, 0
	for _, s := range easiestFirst {
		switch answer := pattern[s.Item]; {
		case answer == Missing:
		case answer < s.Step:
			failed++
		default:
			pairs += failed
		}
	}
	return pairs, nil
}

func checkSteps(order []ItemStep, pattern []int) error {
	top := make([]int, len(pattern))
	for _, s := range order {
		if s.Item < 0 || s.Item >= len(pattern) || s.Step != top[s.Item]+1 {
			return invalid("each step must belong to an item and follow the item's step before it")
		}
		top[s.Item] = s.Step
	}
	for i, c := range pattern {
		if top[i] == 0 || c < Missing || c > top[i] {
			return invalid("each answer must be Missing or a category that the item's steps lead to")
		}
	}
	return nil
}
