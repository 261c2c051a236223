package psychometrics

import "math"

// EAP returns the expected a posteriori theta of a pattern of categories counted from 0, with its posterior
// standard deviation as SE: Σθ·L·w/ΣL·w over the grid with a standard normal prior (Bock & Mislevy 1982). Missing
// answers add nothing. It fails when the pattern doesn't fit the items or holds no answer.
func (m *GRM) EAP(pattern []int) (Estimate, error) {
	if err := m.checkPattern(pattern); err != nil {
		return Estimate{}, err
	}
	logs := make([]float64, len(m.nodes))
	for n, theta := range m.nodes {
		logs[n] = logPrior(theta) + m.logLikelihood(pattern, theta)
	}
	return m.posterior(logs)
}

// SumScores returns the expected a posteriori theta of each sum of categories, from 0 to the highest, by the
// recursion of Lord & Wingersky 1984; the index is the sum. A published table that counts answers from 1 begins
// at the number of items. It fails when a sum can't be reached in floating point.
func (m *GRM) SumScores() ([]Estimate, error) {
	byNode := make([][]float64, len(m.nodes))
	for n, theta := range m.nodes {
		byNode[n] = m.sumDistribution(theta)
	}
	table := make([]Estimate, len(byNode[0]))
	logs := make([]float64, len(m.nodes))
	for sum := range table {
		for n, theta := range m.nodes {
			logs[n] = logPrior(theta) + math.Log(byNode[n][sum])
		}
		estimate, err := m.posterior(logs)
		if err != nil {
			return nil, err
		}
		table[sum] = estimate
	}
	return table, nil
}

// sumDistribution returns the chance of each sum of categories at theta, adding one item at a time.
func (m *GRM) sumDistribution(theta float64) []float64 {
	sums := []float64{1}
	for _, it := range m.items {
		next := make([]float64, len(sums)+len(it.Thresholds))
		for c := range it.Categories() {
			p := it.probability(c, theta)
			for s, q := range sums {
				next[s+c] += p * q
			}
		}
		sums = next
	}
	return sums
}

func (m *GRM) logLikelihood(pattern []int, theta float64) float64 {
	sum := 0.0
	for i, c := range pattern {
		if c != Missing {
			sum += math.Log(m.items[i].probability(c, theta))
		}
	}
	return sum
}

// logPrior leaves out the normal density's constant, which cancels.
func logPrior(theta float64) float64 { return -theta * theta / 2 }

// posterior returns mean and standard deviation of theta for unscaled log weights at the nodes. Taking the
// highest off first keeps long forms from vanishing.
func (m *GRM) posterior(logs []float64) (Estimate, error) {
	highest := math.Inf(-1)
	for _, l := range logs {
		highest = max(highest, l)
	}
	if !finite(highest) {
		return Estimate{}, invalid("the answers have no likelihood anywhere on the grid")
	}
	var total, first float64
	for n, theta := range m.nodes {
		w := math.Exp(logs[n] - highest)
		total += w
		first += w * theta
	}
	mean := first / total
	second := 0.0
	for n, theta := range m.nodes {
		second += math.Exp(logs[n]-highest) * (theta - mean) * (theta - mean)
	}
	return Estimate{Value: mean, SE: math.Sqrt(second / total)}, nil
}
