package psychometrics

import "math"

// Thresholds for response quality. They are screening conventions: a flag asks for a look and never deletes
// anything. In routine monitoring both signs rise with severity, and equal answers are usually the truth, so
// FACTS B.9 asks for two independent flags.
const (
	// FastSecondsPerItem is the pace below which answers may not have been read, in seconds (Huang et al. 2012).
	FastSecondsPerItem = 2.0
	// LongStringShare is the share of the answers that a run of equal ones must reach to be noted (Curran 2016).
	LongStringShare = 0.5
)

// Quality describes how a person answered, not what.
type Quality struct {
	// Answers is how many answers were given, 2 or more.
	Answers int
	// LongString is the longest run of equal answers in the order of presentation, 1 to Answers.
	LongString int
	// IRV is the intra-individual response variability, the standard deviation (n−1) of the person's answers, in
	// points of one item.
	IRV float64
	// SecondsPerItem is the mean time for an answer, 0 or more.
	SecondsPerItem float64
}

// Fast says whether the pace is below FastSecondsPerItem.
func (q Quality) Fast() bool { return q.SecondsPerItem < FastSecondsPerItem }

// Straightlined says whether the longest run of equal answers reaches LongStringShare of the answers.
func (q Quality) Straightlined() bool {
	return float64(q.LongString) >= LongStringShare*float64(q.Answers)
}

// NewQuality describes the answers given, as chosen (before any reversal) and in the order of presentation, within
// the seconds they took. Definitions follow Curran 2016. It fails with fewer than 2 answers, one that isn't
// finite, or negative seconds.
func NewQuality(answers []float64, seconds float64) (Quality, error) {
	m := MomentsOf(answers)
	if err := m.check(); err != nil {
		return Quality{}, err
	}
	if err := requireNotNegative("seconds", seconds); err != nil {
		return Quality{}, err
	}
	return Quality{
		Answers:        m.n,
		LongString:     longestRun(answers),
		IRV:            math.Sqrt(m.ss / float64(m.n-1)),
		SecondsPerItem: seconds / float64(m.n),
	}, nil
}

func longestRun(answers []float64) int {
	longest, run := 0, 0
	for i, a := range answers {
		if i > 0 && a != answers[i-1] {
			run = 0
		}
		run++
		longest = max(longest, run)
	}
	return longest
}
