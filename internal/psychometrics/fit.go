package psychometrics

import "math"

// MinFitAnswers is how many answers a pattern needs before its fit says anything.
const MinFitAnswers = 4

// FitDraws is how many patterns a fit is compared with, enough to tell 5 in 100 from 7.
const FitDraws = 1000

// UnusualFit is the share of patterns below which a fit is called unusual.
const UnusualFit = .05

// Fit says how well a pattern of answers fits its response model. It says nothing about why.
type Fit struct {
	// LZ is the standardised log likelihood at the estimated theta; low values fit badly.
	LZ float64
	// AsBad is how many of the patterns drawn from the model fit as badly or worse, from 0 to Draws.
	AsBad int
	// Draws is how many patterns were drawn.
	Draws int
}

// P is the share of patterns that fit as badly or worse, above 0 and at most 1, the pattern itself counted among them.
func (f Fit) P() float64 { return float64(f.AsBad+1) / float64(f.Draws+1) }

// Unusual says whether fewer than 1 in 20 patterns of the model fit so badly.
func (f Fit) Unusual() bool { return f.P() <= UnusualFit }

// Fit returns the lz of a pattern at its EAP theta with its place among the lz of patterns that the model gives at that theta,
// each at its own estimated theta (de la Torre and Deng 2008, Journal of Educational Measurement 45:159–177). The resampling
// stands in for the standard normal distribution, which lz does not have with an estimated theta and few items (FACTS B.9).
// Only the items that were answered are drawn. The drawing is a fixed sequence, so the same pattern always has the same fit. It
// fails with fewer than MinFitAnswers answers, a pattern that does not fit the items, or no draws.
func (m *GRM) Fit(pattern []int, draws int) (Fit, error) {
	if err := m.checkPattern(pattern); err != nil {
		return Fit{}, err
	}
	r := m.resample(pattern)
	if len(r.items) < MinFitAnswers || draws < 1 {
		return Fit{}, invalid("a fit needs %d answers and at least one draw", MinFitAnswers)
	}
	theta, lz := r.fit(r.observed)
	if !finite(theta) || !finite(lz) {
		return Fit{}, invalid("the fit of these answers can't be computed")
	}
	f := Fit{LZ: lz, Draws: draws}
	drawn := make([]int, len(r.items))
	for range draws {
		r.draw(theta, drawn)
		if _, other := r.fit(drawn); other <= lz+tinyFit {
			f.AsBad++
		}
	}
	return f, nil
}

// tinyFit keeps the last bit of a float from telling two equal patterns apart.
const tinyFit = 1e-9

// resampling holds what is needed to estimate thousands of patterns of the same items: their log probabilities at the nodes.
type resampling struct {
	items    []GRMItem // those answered
	observed []int
	nodes    []float64
	logs     [][][]float64 // by item, category and node
	weights  []float64     // of the nodes, for one estimate
	state    uint64        // of the sequence
}

func (m *GRM) resample(pattern []int) *resampling {
	r := &resampling{nodes: m.nodes, weights: make([]float64, len(m.nodes)), state: 2008}
	for i, c := range pattern {
		if c == Missing {
			continue
		}
		it := m.items[i]
		r.items, r.observed = append(r.items, it), append(r.observed, c)
		byCategory := make([][]float64, it.Categories())
		for k := range byCategory {
			byCategory[k] = make([]float64, len(m.nodes))
			for n, theta := range m.nodes {
				byCategory[k][n] = math.Log(it.probability(k, theta))
			}
		}
		r.logs = append(r.logs, byCategory)
	}
	return r
}

// fit gives the EAP theta of a pattern and its lz there; not a number where there is none.
func (r *resampling) fit(pattern []int) (theta, lz float64) {
	highest := math.Inf(-1)
	for n, at := range r.nodes {
		r.weights[n] = logPrior(at)
		for i, c := range pattern {
			r.weights[n] += r.logs[i][c][n]
		}
		highest = max(highest, r.weights[n])
	}
	total := 0.0
	for n, at := range r.nodes {
		w := math.Exp(r.weights[n] - highest)
		total += w
		theta += w * at
	}
	theta /= total
	var likelihood, expected, variance float64
	for i, c := range pattern {
		mean, v := r.items[i].logMoments(theta)
		likelihood += math.Log(r.items[i].probability(c, theta))
		expected, variance = expected+mean, variance+v
	}
	return theta, (likelihood - expected) / math.Sqrt(variance)
}

// draw fills a pattern by the model at theta.
func (r *resampling) draw(theta float64, pattern []int) {
	for i, it := range r.items {
		u := r.uniform()
		pattern[i] = it.Categories() - 1
		for c := range it.Categories() - 1 {
			if u -= it.probability(c, theta); u < 0 {
				pattern[i] = c
				break
			}
		}
	}
}

// uniform gives the next of the sequence, from 0 up to 1: SplitMix64 (Steele, Lea and Flood 2014).
func (r *resampling) uniform() float64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return float64((z^z>>31)>>11) / (1 << 53)
}
