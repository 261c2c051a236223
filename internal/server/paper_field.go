package server

import (
	"fmt"
	"strings"

	"steelyard/internal/export/paper"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// paperField is one question of the page: as on a visit's page, with when it was to be answered.
type paperField struct {
	visitField
	Only string
}

// paperFields gives every question that stands on the paper, under the number it has there, with what was typed.
func paperFields(d *q.Definition, in paperInput) (fields []paperField) {
	for i := range d.Items {
		item := &d.Items[i]
		if item.Record != "" {
			continue
		}
		f := paperField{visitField{ID: string(item.ID), Kind: string(item.Kind()), Number: i + 1, Text: itemText(item, q.DefaultLanguage)}, paper.OnlyIf(d, item, q.DefaultLanguage)}
		for n, c := range d.ChoicesOf(item) {
			f.Choices = append(f.Choices, visitChoice{Code: string(c.Code), Label: choiceLabel(c), Key: n + 1})
		}
		if item.Bounds != nil {
			f.Unit = item.Bounds.Unit
		}
		f.put(in.Form[item.ID])
		if item.Kind() == q.DurationItem {
			f.Hours, f.Minutes = splitDuration(in.Form[item.ID])
		}
		f.keep(in.Post)
		fields = append(fields, f)
	}
	return fields
}

// Unanswered says whether no choice is taken.
func (f paperField) Unanswered() bool {
	for _, c := range f.Choices {
		if c.Checked {
			return false
		}
	}
	return true
}

// codesAreDigits says whether every choice of a form can be named by one digit that is its code.
func codesAreDigits(d *q.Definition) bool {
	for i := range d.Items {
		for _, c := range d.ChoicesOf(&d.Items[i]) {
			if len(c.Code) != 1 || c.Code[0] < '0' || c.Code[0] > '9' {
				return false
			}
		}
	}
	return len(d.ChoiceSets) > 0
}

// paperProblems puts what is wrong on the fields of the page, each with the number that stands on the paper.
func paperProblems(d *q.Definition, err error) (list Problems) {
	for _, detail := range fault.Details(err) {
		switch at := d.ItemIndex(q.ItemID(detail.Where)); {
		case at >= 0:
			list = append(list, Problem{detail.Where, fmt.Sprintf("Question %d: %s", at+1, detail.What)})
		case strings.HasPrefix(detail.Where, "_"):
			list = append(list, Problem{detail.Where, detail.What})
		default:
			list = append(list, Problem{What: "This page does not fit the form any more. Nothing was kept. Open the form again."})
		}
	}
	if len(list) == 0 {
		list = Problems{{What: fault.Message(err)}}
	}
	return list
}
