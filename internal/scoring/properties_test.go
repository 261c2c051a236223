package scoring_test

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
	"steelyard/questionnaires"
)

// TestEveryShippedScaleHoldsItsBounds answers every shipped questionnaire at random, with gaps, and wants of every
// score what a renderer relies on.
func TestEveryShippedScaleHoldsItsBounds(t *testing.T) {
	files, err := fs.Glob(questionnaires.FS, "*/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := fs.ReadFile(questionnaires.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		p := compile(t, file, content)
		t.Run(string(p.Definition().ID), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				a, err := p.Definition().Answers(drawn(t, p.Definition()))
				if err != nil {
					t.Fatal(err)
				}
				r := p.Score(a)
				for i := range r.Scores {
					holds(t, &p.Definition().Scales[i], &r.Scores[i])
				}
			})
		})
	}
}

// drawn answers each choice item at random, or leaves it out.
func drawn(t *rapid.T, d *q.Definition) q.Form {
	f := q.Form{}
	for i := range d.Items {
		codes := []string{""}
		for _, c := range d.ChoicesOf(&d.Items[i]) {
			codes = append(codes, string(c.Code), string(c.Code), string(c.Code))
		}
		f[d.Items[i].ID] = rapid.SampledFrom(codes).Draw(t, string(d.Items[i].ID))
	}
	return f
}

func holds(t *rapid.T, scale *q.Scale, s *scoring.Score) {
	v, ok := s.Number()
	switch {
	case s.State == q.Unscorable:
		if s.Value != exact.Int(0) || s.Band != "" || s.Error != nil || s.Category != "" || s.Reason == "" {
			t.Fatalf("%s is unscorable and yet %+v", scale.ID, s)
		}
		return
	case scale.Operator == q.Decide:
		if ok || s.Category == "" {
			t.Fatalf("%s: %+v", scale.ID, s)
		}
		return
	case v.Less(scale.Range.Min) || scale.Range.Max.Less(v):
		t.Fatalf("%s is %s, outside %s to %s", scale.ID, v, scale.Range.Min, scale.Range.Max)
	case len(scale.Bands) > 0 && s.Band == "":
		t.Fatalf("%s is %s and has no band", scale.ID, v)
	case scale.Precision != nil && s.Error == nil:
		t.Fatalf("%s has a precision and no interval", scale.ID)
	}
	if e := s.Error; e != nil {
		if !e.Interval.Contains(v.Float()) || e.Interval.Low < scale.Range.Min.Float() || e.Interval.High > scale.Range.Max.Float() || !(e.SE > 0) {
			t.Fatalf("%s is %s with %+v", scale.ID, v, e)
		}
	}
	carried := len(scale.Scales) > 0 && s.State == q.Prorated // a scale of scales is prorated where one of them is
	if (s.State == q.Complete) != (s.Missing == 0) && !carried {
		t.Fatalf("%s is %s with %d missing", scale.ID, s.State, s.Missing)
	}
}

// sixItems defines a sum of six items of 0 to 3 in an order, some reversed, with a limit for missing ones.
func sixItems(t *rapid.T, order []int, reversed []bool, most int) *scoring.Program {
	ids, turned := make([]string, len(order)), []string{}
	text := strings.Split(head, "items:\n")[0] + "items:\n"
	for i := range order {
		text += fmt.Sprintf("  - {id: q%d, label: {en: Q}, choices: often}\n", i)
		ids[i] = "q" + strconv.Itoa(order[i])
		if reversed[i] {
			turned = append(turned, "q"+strconv.Itoa(i))
		}
	}
	text = strings.Replace(text, "  - {id: uneven, choices: [{code: x, score: 0}, {code: y, score: 1}, {code: z, score: 5}]}\n", "", 1)
	missing := "{rule: complete, source: x}"
	if most > 0 {
		missing = fmt.Sprintf("{rule: prorate, at_most: %d, source: x}", most)
	}
	text += fmt.Sprintf("sources: [{id: x, citation: X, checked: verified}]\nscales:\n  - {id: s, title: {en: S}, operator: sum, items: [%s], reversed: [%s], missing: %s, direction: neither, range: {min: 0, max: 18}, precision: {basis: assumed, sem: 2, reasoning: {en: R}, source: x}, source: x}\n",
		strings.Join(ids, ", "), strings.Join(turned, ", "), missing)
	d, err := q.Parse("six.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p, err := scoring.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// six draws six answers of 0 to 3; −1 is missing.
func six(t *rapid.T) []int {
	return rapid.SliceOfN(rapid.SampledFrom([]int{-1, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3}), 6, 6).Draw(t, "answers")
}

func scoreSix(t *rapid.T, p *scoring.Program, answers []int) scoring.Score {
	f := q.Form{}
	for i, a := range answers {
		if a >= 0 {
			f[q.ItemID("q"+strconv.Itoa(i))] = strconv.Itoa(a)
		}
	}
	a, err := p.Definition().Answers(f)
	if err != nil {
		t.Fatal(err)
	}
	return p.Score(a).Scores[0]
}

var inPlace = []int{0, 1, 2, 3, 4, 5}

// TestOrderIsIrrelevantToASum permutes the items of a scale.
func TestOrderIsIrrelevantToASum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		answers, reversed := six(t), rapid.SliceOfN(rapid.Bool(), 6, 6).Draw(t, "reversed")
		most, order := rapid.IntRange(0, 4).Draw(t, "most"), rapid.Permutation(inPlace).Draw(t, "order")
		a, b := scoreSix(t, sixItems(t, inPlace, reversed, most), answers), scoreSix(t, sixItems(t, order, reversed, most), answers)
		if a.Value != b.Value || a.State != b.State || (a.Error == nil) != (b.Error == nil) {
			t.Fatalf("in order %v, got %+v, want %+v", order, b, a)
		}
	})
}

// TestReversingTwiceIsNothing turns the answers and the key, which must cancel, gaps and all.
func TestReversingTwiceIsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		answers, reversed, most := six(t), rapid.SliceOfN(rapid.Bool(), 6, 6).Draw(t, "reversed"), rapid.IntRange(0, 4).Draw(t, "most")
		turned, key := make([]int, 6), make([]bool, 6)
		for i, a := range answers {
			turned[i], key[i] = a, !reversed[i]
			if a >= 0 {
				turned[i] = 3 - a
			}
		}
		a, b := scoreSix(t, sixItems(t, inPlace, reversed, most), answers), scoreSix(t, sixItems(t, inPlace, key, most), turned)
		if a.Value != b.Value || a.State != b.State {
			t.Fatalf("got %+v, want %+v", b, a)
		}
	})
}

// TestProratingLiesBetweenTheExtremes compares a prorated score with what the gaps could have been, and with the sum
// in which they count as zero, which a score must never be by accident.
func TestProratingLiesBetweenTheExtremes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		answers, p := six(t), sixItems(t, inPlace, make([]bool, 6), 4)
		s := scoreSix(t, p, answers)
		sum, known := int64(0), int64(0)
		for _, a := range answers {
			if a >= 0 {
				sum, known = sum+int64(a), known+1
			}
		}
		if known < 2 {
			if s.State != q.Unscorable {
				t.Fatalf("%d answered: got %+v", known, s)
			}
			return
		}
		if want := exact.Ratio(sum*6, known); s.Value != want {
			t.Fatalf("got %s, want %s", s.Value, want)
		}
		if s.Value.Less(exact.Int(sum)) || exact.Int(sum+3*(6-known)).Less(s.Value) {
			t.Fatalf("%s lies outside what the missing answers could have made of %d", s.Value, sum)
		}
	})
}

// TestScoringIsRepeatable wants the same answers to give the same Result, from many goroutines at once.
func TestScoringIsRepeatable(t *testing.T) {
	one, two := 1, 2
	s := score(t, shipped(t, "phq-9"), []*int{&one, &two, nil, &one, &one, &two, &one, &one, &one})
	done := make(chan scoring.Result)
	for range 8 {
		go func() { done <- s.program.Score(s.answers) }()
	}
	for range 8 {
		if diff := cmp.Diff(s.result, <-done, cmp.Comparer(func(a, b exact.Number) bool { return a == b })); diff != "" {
			t.Error(diff)
		}
	}
}
