package chart

import (
	"fmt"
	"strconv"
	"strings"

	q "steelyard/internal/questionnaire"
)

func newScoredScale(d *q.Definition, s *q.Scale) scoredScale {
	out := scoredScale{title: plain(s.Title.In(q.DefaultLanguage)), from: operandsOf(d, s)}
	how := recipe(d, s, out.from)
	var reversed []int
	var weights []string
	for _, o := range out.from {
		if o.reversed {
			reversed = append(reversed, o.at+1)
		}
		if o.weight != "" {
			weights = append(weights, strconv.Itoa(o.at+1)+" "+o.weight)
		}
	}
	out.cells = []string{out.title, how, numbers(reversed), strings.Join(weights, ", "), ""}
	out.words = []string{how}
	if len(reversed) > 0 {
		out.words = append(out.words, "reversed: "+numbers(reversed))
	}
	if len(weights) > 0 {
		out.words = append(out.words, "weights: "+strings.Join(weights, ", "))
	}
	if t := s.Transform; t != nil {
		out.words = append(out.words, transformWords(t))
	}
	if r := s.Range; r != nil {
		out.cells[4] = r.Min.String() + " to " + r.Max.String()
		out.words = append(out.words, "from "+out.cells[4])
	}
	out.lower = len(s.Bands) > 0
	for i := range s.Bands {
		out.outcomes = append(out.outcomes, "from "+s.Bands[i].From.String()+": "+plain(s.Bands[i].Label.In(q.DefaultLanguage)))
	}
	for i := range s.Decide {
		out.outcomes = append(out.outcomes, plain(s.Decide[i].Label.In(q.DefaultLanguage)))
	}
	return out
}

func transformWords(t *q.Transform) string {
	words := "then"
	if m := t.Multiply.String(); m != "1" {
		words += " ×" + m
	}
	switch a := t.Add.String(); {
	case t.Add.Sign() > 0:
		words += " +" + a
	case t.Add.Sign() < 0:
		words += " −" + strings.TrimPrefix(a, "-")
	}
	return words
}

// recipe says in one line how a scale is computed.
func recipe(d *q.Definition, s *q.Scale, from []operand) string {
	all := operandWords(d, from)
	first, second := all, ""
	if len(from) == 2 {
		first, second = operandWords(d, from[:1]), operandWords(d, from[1:])
	}
	switch s.Operator {
	case q.WeightedSum:
		return "weighted sum of " + all
	case q.Count:
		return countWords(d, s, all)
	case q.Maximum:
		return "the highest of " + all
	case q.ValueOf:
		return "the value of " + all
	case q.Recode:
		return all + ", recoded: " + stepWords(s.Recode)
	case q.TableOf:
		return all + ", by a table of " + strconv.Itoa(len(s.Table)) + " rows"
	case q.RatioOf:
		return first + " divided by " + second
	case q.Difference:
		return first + " less " + second
	case q.Elapsed:
		return "minutes from " + first + " to " + second
	case q.GradedModel:
		return "T score of the pattern of " + all
	case q.Decide:
		return "the first category that holds of " + all
	}
	return string(s.Operator) + " of " + all
}

func countWords(d *q.Definition, s *q.Scale, all string) string {
	words := "how many of " + all + " are"
	if s.AtLeast != nil {
		words += " at " + s.AtLeast.String() + " or more"
	}
	for i := range d.Items { // in order, because a map has none
		if n, ok := s.Exceptions[d.Items[i].ID]; ok {
			words += fmt.Sprintf(", question %d at %s or more", i+1, n)
		}
	}
	return words
}

// stepWords says what a recode makes of which values.
func stepWords(steps []q.Step) string {
	parts := make([]string, len(steps))
	for i, s := range steps {
		parts[i] = "from " + s.From.String() + ": " + s.To.String()
	}
	return strings.Join(parts, ", ")
}

// operandWords names what is read: questions by their numbers, scales by their titles.
func operandWords(d *q.Definition, from []operand) string {
	var at []int
	var words []string
	for _, o := range from {
		if o.scale {
			words = append(words, "“"+plain(d.Scales[o.at].Title.In(q.DefaultLanguage))+"”")
		} else {
			at = append(at, o.at+1)
		}
	}
	if len(at) > 0 {
		words = append([]string{question(at)}, words...)
	}
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}

func question(at []int) string {
	if len(at) == 1 {
		return "question " + strconv.Itoa(at[0])
	}
	return "questions " + numbers(at)
}

// numbers writes rising numbers with a dash where three or more follow each other.
func numbers(list []int) string {
	var parts []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		switch {
		case j-i >= 2:
			parts = append(parts, strconv.Itoa(list[i])+"–"+strconv.Itoa(list[j]))
		default:
			for k := i; k <= j; k++ {
				parts = append(parts, strconv.Itoa(list[k]))
			}
		}
		i = j + 1
	}
	return strings.Join(parts, ", ")
}
