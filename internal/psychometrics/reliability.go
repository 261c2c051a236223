package psychometrics

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Sample is a set of people who answered all items of one scale. Below about 50 people a coefficient means little
// without FeldtInterval, and none of them shows that a scale measures one thing (FACTS B.6).
type Sample struct {
	people int
	items  [][]float64
}

// NewSample takes one row of item scores for each person, all of equal length, and keeps a copy. It fails with
// fewer than 2 people or items, or a score that isn't finite.
func NewSample(rows [][]float64) (*Sample, error) {
	if len(rows) < 2 || len(rows[0]) < 2 {
		return nil, invalid("a sample needs at least 2 people and 2 items")
	}
	s := &Sample{people: len(rows), items: make([][]float64, len(rows[0]))}
	for _, row := range rows {
		if len(row) != len(s.items) {
			return nil, invalid("everyone must have answered the same number of items")
		}
		if err := requireFinite("item scores", row...); err != nil {
			return nil, err
		}
		for j, x := range row {
			s.items[j] = append(s.items[j], x)
		}
	}
	return s, nil
}

// Alpha returns Cronbach's alpha, k/(k−1)·(1−Σs²ᵢ/s²ₜ), at most 1 and possibly below 0 (Cronbach 1951). It fails
// when everyone has the same sum.
func (s *Sample) Alpha() (float64, error) { return alpha(s.items) }

// SD returns the standard deviation, with n−1, of values of which there are 2 or more, all finite.
func SD(values []float64) (float64, error) {
	if len(values) < 2 {
		return 0, invalid("a standard deviation needs at least 2 values")
	}
	if err := requireFinite("values", values...); err != nil {
		return 0, err
	}
	return result(stat.StdDev(values, nil))
}

// KR20 returns Kuder & Richardson's formula 20 (1937), which is alpha for items scored 0 or 1. It fails when an
// item holds anything else and where Alpha fails.
func (s *Sample) KR20() (float64, error) {
	for _, item := range s.items {
		for _, x := range item {
			if x != 0 && x != 1 {
				return 0, invalid("KR-20 needs items scored 0 or 1")
			}
		}
	}
	return s.Alpha()
}

// AlphaIfDropped returns alpha of the scale without the item, counted from 0. It fails for a scale of 2 items, an
// item that doesn't exist, and where Alpha fails.
func (s *Sample) AlphaIfDropped(item int) (float64, error) {
	rest, err := s.without(item)
	if err != nil {
		return 0, err
	}
	if len(rest) < 2 {
		return 0, invalid("a scale of 2 items can't lose one")
	}
	return alpha(rest)
}

// ItemRest returns the correlation of the item, counted from 0, with the sum of the others, −1 to 1. It fails for
// an item that doesn't exist, or when either has no variance.
func (s *Sample) ItemRest(item int) (float64, error) {
	rest, err := s.without(item)
	if err != nil {
		return 0, err
	}
	return correlation(s.items[item], rowSums(rest))
}

// MeanInterItem returns the mean correlation of all pairs of items, −1 to 1. It fails when an item has no variance.
func (s *Sample) MeanInterItem() (float64, error) {
	sum, pairs := 0.0, 0
	for i := range s.items {
		for j := range i {
			r, err := correlation(s.items[i], s.items[j])
			if err != nil {
				return 0, err
			}
			sum += r
			pairs++
		}
	}
	return sum / float64(pairs), nil
}

// Lambda2 returns Guttman's second lower bound to reliability (1945), never below alpha:
// [Σc + √(k/(k−1)·Σc²)]/s²ₜ over the covariances c of different items. It fails when everyone has the same sum.
func (s *Sample) Lambda2() (float64, error) {
	var sum, squares float64
	for i := range s.items {
		for j := range i {
			c := stat.Covariance(s.items[i], s.items[j], nil)
			sum += 2 * c
			squares += 2 * c * c
		}
	}
	k := float64(len(s.items))
	return share(sum+math.Sqrt(k/(k-1)*squares), stat.Variance(rowSums(s.items), nil))
}

// OddEven returns the correlation of the two halves (1st, 3rd… and 2nd, 4th… item) stepped up to full length by
// Spearman and Brown's 2r/(1+r) (1910), at most 1. With an odd number of items the halves differ in length and
// it is an approximation. It fails when a half has no variance or the halves are exact opposites.
func (s *Sample) OddEven() (float64, error) {
	var halves [2][][]float64
	for j, item := range s.items {
		halves[j%2] = append(halves[j%2], item)
	}
	r, err := correlation(rowSums(halves[0]), rowSums(halves[1]))
	if err != nil {
		return 0, err
	}
	return share(2*r, 1+r)
}

// FeldtInterval returns the interval of an alpha found with so many people and items, such as 0.95 confidence:
// 1−(1−α)F with F at 1−γ/2 and γ/2 on n−1 and (n−1)(k−1) degrees of freedom (Feldt 1965). It fails unless alpha is
// finite and at most 1, both counts are 2 or more and confidence lies between 0 and 1.
func FeldtInterval(alpha float64, people, items int, confidence float64) (Interval, error) {
	if !finite(alpha) || alpha > 1 {
		return Interval{}, invalid("alpha must be finite and at most 1")
	}
	if people < 2 || items < 2 {
		return Interval{}, invalid("the interval needs at least 2 people and 2 items")
	}
	if math.IsNaN(confidence) || confidence <= 0 || confidence >= 1 {
		return Interval{}, invalid("confidence must lie between 0 and 1")
	}
	df := float64(people - 1)
	f := distuv.F{D1: df, D2: df * float64(items-1)}
	tail := (1 - confidence) / 2
	i := Interval{1 - (1-alpha)*f.Quantile(1-tail), 1 - (1-alpha)*f.Quantile(tail)}
	if err := requireFinite("the interval of alpha", i.Low, i.High); err != nil {
		return Interval{}, err
	}
	return i, nil
}

// OmegaTotal returns McDonald's omega of a one-factor model, (Σλ)²/((Σλ)²+Σθ), 0 to 1, from loadings λ and residual
// variances θ of the same solution (McDonald 1999). It fails unless there are as many of both, 2 or more, all
// finite, no residual variance is negative and not everything is 0.
func OmegaTotal(loadings, residualVariances []float64) (float64, error) {
	if len(loadings) < 2 || len(loadings) != len(residualVariances) {
		return 0, invalid("omega needs a loading and a residual variance for each of 2 or more items")
	}
	var common, residual float64
	for i, l := range loadings {
		if err := requireNotNegative("residual variance", residualVariances[i]); err != nil {
			return 0, err
		}
		common += l
		residual += residualVariances[i]
	}
	common *= common
	return share(common, common+residual)
}

func (s *Sample) without(item int) ([][]float64, error) {
	if item < 0 || item >= len(s.items) {
		return nil, invalid("there is no such item")
	}
	rest := make([][]float64, 0, len(s.items)-1)
	rest = append(rest, s.items[:item]...)
	return append(rest, s.items[item+1:]...), nil
}

func alpha(items [][]float64) (float64, error) {
	k := float64(len(items))
	own := 0.0
	for _, item := range items {
		own += stat.Variance(item, nil)
	}
	within, err := share(own, stat.Variance(rowSums(items), nil))
	if err != nil {
		return 0, err
	}
	return result(k / (k - 1) * (1 - within))
}

func rowSums(items [][]float64) []float64 {
	sums := make([]float64, len(items[0]))
	for _, item := range items {
		for i, x := range item {
			sums[i] += x
		}
	}
	return sums
}

func correlation(x, y []float64) (float64, error) {
	r := stat.Correlation(x, y, nil)
	if !finite(r) {
		return 0, invalid("a correlation needs variance on both sides")
	}
	return min(1, max(-1, r)), nil
}

func share(part, whole float64) (float64, error) {
	if err := requirePositive("the variance to divide by", whole); err != nil {
		return 0, err
	}
	return result(part / whole)
}
