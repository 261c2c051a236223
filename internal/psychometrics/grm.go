package psychometrics

import (
	"math"
	"slices"
)

// Missing stands for an answer that was not given, wherever answers are categories counted from 0.
const Missing = -1

// GRMItem is one item of the graded response model (Samejima 1969) in the logistic metric without D = 1.7.
type GRMItem struct {
	// Discrimination is the slope a, above 0.
	Discrimination float64
	// Thresholds are b₁ < b₂ < … on the theta metric; there is one category more than thresholds.
	Thresholds []float64
}

// Categories returns the number of answer categories, 2 or more for a valid item.
func (it GRMItem) Categories() int { return len(it.Thresholds) + 1 }

// Probabilities returns the chance of each category at theta, each from 0 to 1, together 1:
// P(X≥c|θ) = 1/(1+exp(−a(θ−b_c))), and a category is the difference of neighbours (FACTS B.7). It fails unless the
// item is valid and theta is finite.
func (it GRMItem) Probabilities(theta float64) ([]float64, error) {
	if err := it.check(); err != nil {
		return nil, err
	}
	if err := requireFinite("theta", theta); err != nil {
		return nil, err
	}
	p := make([]float64, it.Categories())
	for c := range p {
		p[c] = it.probability(c, theta)
	}
	return p, nil
}

func (it GRMItem) check() error {
	if err := requirePositive("discrimination", it.Discrimination); err != nil {
		return err
	}
	if len(it.Thresholds) == 0 {
		return invalid("an item needs at least one threshold")
	}
	for i, b := range it.Thresholds {
		if !finite(b) || (i > 0 && b <= it.Thresholds[i-1]) {
			return invalid("thresholds must be finite and rise")
		}
	}
	return nil
}

// probability is written as a product because the plain difference of two logistics cancels to 0 far from the
// thresholds: σ(u)−σ(v) = σ(u)·σ(−v)·(1−e^(v−u)).
func (it GRMItem) probability(category int, theta float64) float64 {
	u, v := it.boundary(category, theta), it.boundary(category+1, theta)
	return logistic(u) * logistic(-v) * -math.Expm1(v-u)
}

// boundary is the logit of reaching the category: all reach category 0, none the one past the last.
func (it GRMItem) boundary(category int, theta float64) float64 {
	switch category {
	case 0:
		return math.Inf(1)
	case it.Categories():
		return math.Inf(-1)
	default:
		return it.Discrimination * (theta - it.Thresholds[category-1])
	}
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// Grid is the set of theta points that stand for the continuum: Low, Low+Step, … up to High.
type Grid struct {
	Low, High, Step float64
}

// DefaultGrid returns −4.5 to 4.5 by 0.05, 181 points, which reproduces published PROMIS tables; ±4 would lose 0.1
// to 0.2 T at the ceiling (FACTS B.7).
func DefaultGrid() Grid { return Grid{Low: -4.5, High: 4.5, Step: 0.05} }

const maxGridPoints = 10_001

func (g Grid) nodes() ([]float64, error) {
	if err := (Interval{g.Low, g.High}).check("grid"); err != nil {
		return nil, err
	}
	if err := requirePositive("grid step", g.Step); err != nil {
		return nil, err
	}
	steps := math.Round((g.High - g.Low) / g.Step)
	if steps < 1 || steps >= maxGridPoints {
		return nil, invalid("a grid must have from 2 to %d points", maxGridPoints)
	}
	nodes := make([]float64, int(steps)+1)
	for i := range nodes {
		nodes[i] = g.Low + float64(i)*g.Step
	}
	return nodes, nil
}

// GRM is a set of items answered by one trait, theta, that is standard normal in the reference population. It is
// safe for use by several goroutines. A bank's parameters are valid only with the bank's own linking constants.
type GRM struct {
	items []GRMItem
	nodes []float64
}

// NewGRM returns the model of the items over the grid; it keeps a copy of the items. It fails without items, with
// an invalid one, or with a grid of fewer than 2 or more than 10001 points.
func NewGRM(items []GRMItem, grid Grid) (*GRM, error) {
	if len(items) == 0 {
		return nil, invalid("a model needs at least one item")
	}
	nodes, err := grid.nodes()
	if err != nil {
		return nil, err
	}
	kept := make([]GRMItem, len(items))
	for i, it := range items {
		if err := it.check(); err != nil {
			return nil, err
		}
		kept[i] = GRMItem{it.Discrimination, slices.Clone(it.Thresholds)}
	}
	return &GRM{items: kept, nodes: nodes}, nil
}

// checkPattern says whether there is one category or Missing for each item, and at least one answer.
func (m *GRM) checkPattern(pattern []int) error {
	if len(pattern) != len(m.items) {
		return invalid("a pattern must have one answer or Missing for each item")
	}
	answered := 0
	for i, c := range pattern {
		if c == Missing {
			continue
		}
		if c < 0 || c >= m.items[i].Categories() {
			return invalid("an answer must be one of its item's categories, counted from 0")
		}
		answered++
	}
	if answered == 0 {
		return invalid("a pattern needs at least one answer")
	}
	return nil
}
