package server

import (
	"strconv"

	"steelyard/internal/app"
	q "steelyard/internal/questionnaire"
)

// step is one question of a visit: a part's place in the battery and an item's place in its definition.
type step struct{ part, item int }

// path gives the step's address below the visit's base; it names places, so that a browser's history names no illness.
func (s step) path() string { return "/" + strconv.Itoa(s.part+1) + "/" + strconv.Itoa(s.item+1) }

// steps gives the questions that are asked, in order. Those that a condition keeps off the form, and
// those answered from the record, are not among them.
type steps []step

func stepsOf(v *app.Visit) steps {
	var list steps
	for p := range v.Parts {
		for i := range v.Parts[p].Entry.Definition.Items {
			asked := v.Parts[p].Entry.Definition.Items[i].Record == ""
			if asked && v.Parts[p].Answers.At(i).Shown {
				list = append(list, step{p, i})
			}
		}
	}
	return list
}

// number gives the place of a step, counted from 1; 0 where it is not asked.
func (list steps) number(s step) int {
	for n := range list {
		if list[n] == s {
			return n + 1
		}
	}
	return 0
}

// after gives the first step behind another, whether that one is asked or not.
func (list steps) after(s step) (step, bool) {
	for _, t := range list {
		if t.part > s.part || t.part == s.part && t.item > s.item {
			return t, true
		}
	}
	return step{}, false
}

// before gives the last step in front of another.
func (list steps) before(s step) (found step, ok bool) {
	for _, t := range list {
		if t.part > s.part || t.part == s.part && t.item >= s.item {
			break
		}
		found, ok = t, true
	}
	return found, ok
}

// resume gives the step behind the last answer, which is where the visitor stopped.
func (list steps) resume(v *app.Visit) (step, bool) {
	last := step{-1, -1}
	for _, s := range list {
		if v.Parts[s.part].Answers.At(s.item).Given {
			last = s
		}
	}
	return list.after(last)
}

// answered counts the steps that have an answer.
func (list steps) answered(v *app.Visit) (n int) {
	for _, s := range list {
		if v.Parts[s.part].Answers.At(s.item).Given {
			n++
		}
	}
	return n
}

// findStep gives the step that two numbers of an address name; it need not be asked.
func findStep(v *app.Visit, part, item string) (s step, ok bool) {
	p, ok := findPart(v, part)
	if !ok {
		return s, false
	}
	n, err := strconv.Atoi(item)
	if err != nil || n < 1 || n > len(v.Parts[p].Entry.Definition.Items) {
		return s, false
	}
	return step{p, n - 1}, true
}

// findPart gives the place of the part that a number of an address names.
func findPart(v *app.Visit, part string) (int, bool) {
	n, err := strconv.Atoi(part)
	if err != nil || n < 1 || n > len(v.Parts) {
		return 0, false
	}
	return n - 1, true
}

// itemText gives the words of a question.
func itemText(i *q.Item, l q.Language) string {
	if s := i.Text.In(l); s != "" {
		return s
	}
	return i.Label.In(l)
}

// item names the item of a step.
func (at *visitor) item(s step) q.ItemID {
	return at.Visit.Parts[s.part].Entry.Definition.Items[s.item].ID
}
