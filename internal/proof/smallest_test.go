package proof

import (
	"math/bits"
	"testing"

	"pgregory.net/rapid"
)

// TestSmallest plants a case in which taking the most at each turn needs three answers where two do.
func TestSmallest(t *testing.T) {
	sets := []answerSet{
		{notices: []bool{true, true, true, false, false, false}},
		{notices: []bool{false, false, false, true, true, true}},
		{notices: []bool{false, true, true, true, true, false}},
	}
	all := []bool{true, true, true, true, true, true}
	first := greedy(sets, all)
	if got := smallest(sets, first, all); len(first) != 3 || len(got) != 2 {
		t.Errorf("greedy took %d and the search %d, want 3 and 2", len(first), len(got))
	}
}

// TestSmallestAgainstAll compares with trying every set of answers.
func TestSmallestAgainstAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		survivors, answers := rapid.IntRange(1, 8).Draw(t, "survivors"), rapid.IntRange(1, 8).Draw(t, "answers")
		sets := make([]answerSet, answers)
		for i := range sets {
			sets[i].notices = rapid.SliceOfN(rapid.Bool(), survivors, survivors).Draw(t, "notices")
		}
		all := make([]bool, survivors)
		for i := range all { // every survivor is noticed by some answers, as its own do
			all[i] = true
			sets[i%answers].notices[i] = true
		}
		fewest := answers
		for chosen := range 1 << answers {
			left := all
			for i := range sets {
				if chosen>>i&1 == 1 {
					left = sets[i].after(left)
				}
			}
			if (&answerSet{notices: all}).count(left) == 0 {
				fewest = min(fewest, bits.OnesCount(uint(chosen)))
			}
		}
		got := smallest(sets, greedy(sets, all), all)
		if len(got) != fewest {
			t.Fatalf("got %d answers, the fewest are %d", len(got), fewest)
		}
	})
}
