package questionnaires_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// TestDefectsOfPublicScorers holds the faults that were found in public programs and pages against our definitions.
// Answers are written as "item=answer"; rest= stands for all other items.
func TestDefectsOfPublicScorers(t *testing.T) {
	const night = "rest=0 bed=23:00 up=07:00 hours=8:00 latency=10 "
	cases := []struct {
		defect  string
		id      q.ID
		answers string
		want    string // scale=value, or scale=band for a word, or scale=? for none
	}{
		{"efficiency of 84.4% falls into the worst category", "psqi", night + "hours=6:45", "share_asleep=84.375 efficiency=1"},
		{"efficiency of 74.3%", "psqi", night + "bed=22:30 up=07:15 hours=6:30", "efficiency=2"},
		{"efficiency of 64.5%", "psqi", night + "up=06:45 hours=5:00", "efficiency=3"},
		{"efficiency of 84.6% changes the global score by two", "psqi", "bed=23:00 latency=20 up=06:41 hours=6:30 q5a=1 q5b=2 q5c=1 q5h=1 q7=1 q8=1 q9=1 rest=0", "efficiency=1 total=6"},
		{"exactly seven hours count as less", "psqi", night + "hours=7:00", "duration=0"},
		{"a missing component is left out of the sum", "psqi", night + "q6=", "medication=? total=?"},
		{"the lowest band can't be reached", "ces-d", "rest=0 q4=3 q8=3 q12=3 q16=3", "total=0 total=below-threshold"},
		{"0 to 3 codes reversed as 4 less the code", "supps-p", "rest=1", "negative_urgency=16 sensation_seeking=16 positive_urgency=16"},
		{"the reversal of an older key", "supps-p", "rest=4", "lack_of_perseverance=16 lack_of_premeditation=16 negative_urgency=4"},
		{"item 17 instead of item 7 in lack of perseverance", "supps-p", "rest=1 q7=4", "lack_of_perseverance=7 positive_urgency=16"},
		{"item 17 is positive urgency", "supps-p", "rest=1 q17=4", "lack_of_perseverance=4 positive_urgency=13"},
		{"further items are added to the sum of symptoms", "mdq", "rest=0 q14=1 q15=3", "symptoms=0 screen=negative"},
		{"depression and anxiety are swapped", "dass-21", "rest=0 q3=3 q2=1", "depression=6 anxiety=2 stress=0"},
		{"five is taken from the raw total before it is multiplied", "who-5", "rest=1", "total=5 percentage=20"},
		{"five is taken, at the top", "who-5", "rest=5", "percentage=100"},
		{"the range ends at 28", "sci", "rest=4", "total=32 ten=10"},
		{"an item of another question counts for buying", "quip-rs", "rest=0 q3=4 q10=4 q17=4 q24=4", "buying=16 gambling=0 sex=0 eating=0"},
		{"item 5 counts for eating", "quip-rs", "rest=0 q5=4", "eating=0 hobbyism=4"},
		{"eating has its own items", "quip-rs", "rest=0 q4=4 q11=4 q18=4 q25=4", "eating=16"},
		{"a code outside the range is accepted", "ces-d", "rest=4", "refused"},
		{"the sum has four items", "phq-9", "rest=1", "total=9"},
	}
	shipped := programs(t)
	for _, c := range cases {
		t.Run(fmt.Sprintf("%s/%s", c.id, c.defect), func(t *testing.T) {
			p := shipped[c.id]
			a, err := p.Definition().Answers(formOf(p.Definition(), c.answers))
			if err != nil || c.want == "refused" {
				if c.want != "refused" || err == nil {
					t.Errorf("got %v, want %s", err, c.want)
				}
				return
			}
			result := p.Score(a)
			for want := range strings.FieldsSeq(c.want) {
				id, value, _ := strings.Cut(want, "=")
				got, ok := result.Score(q.ScaleID(id))
				if !ok || !slices.Contains(shownAs(got), value) {
					t.Errorf("%s: got %+v, want %s", c.answers, got, want)
				}
			}
		})
	}
}

// shownAs gives the ways in which a score can be written in a case.
func shownAs(s *scoring.Score) []string {
	if s.State == q.Unscorable {
		return []string{"?"}
	}
	if s.Category != "" {
		return []string{string(s.Category)}
	}
	return []string{s.Value.String(), s.Band}
}

// formOf reads answers; what stands later wins, and rest= answers every choice item that is not named.
func formOf(d *q.Definition, text string) q.Form {
	form, rest := q.Form{}, ""
	for pair := range strings.FieldsSeq(text) {
		id, answer, _ := strings.Cut(pair, "=")
		if id == "rest" {
			rest = answer
			continue
		}
		form[q.ItemID(id)] = answer
	}
	for i := range d.Items {
		item := &d.Items[i]
		if _, named := form[item.ID]; !named && item.Kind() == q.ChoiceItem && item.Record == "" && !item.Optional {
			form[item.ID] = rest
		}
	}
	return form
}
