package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	q "steelyard/internal/questionnaire"
)

// What the page of a paper form posts beside answers begins with an underscore, which no item's name does.
const fieldFirst = "_first." // followed by an item's name: what was entered the first time

// paperInput is what was posted.
type paperInput struct {
	Key, On, Reason, Digits string
	Twice                   bool
	Stage                   paperStage
	Form                    q.Form     // as it is checked and kept
	Post                    url.Values // as it was typed
	First                   q.Form
}

func readPaper(d *q.Definition, post url.Values) paperInput {
	in := paperInput{Key: post.Get("_key"), On: tidy(post.Get("_answered_on")), Reason: tidy(post.Get("_reason")), Digits: post.Get("_digits"), Twice: post.Get("_twice") != "",
		Form: q.Form{}, First: q.Form{}, Post: post}
	if stage := paperStage(post.Get("_stage")); stage == stageSecond || stage == stageSettle {
		in.Stage = stage
	}
	for i := range d.Items {
		item := &d.Items[i]
		if raw, ok := posted(item, post); ok {
			in.Form[item.ID] = raw
		}
		if raw := post.Get(fieldFirst + string(item.ID)); raw != "" {
			in.First[item.ID] = raw
		}
	}
	for name := range post {
		if id, _, _ := strings.Cut(name, "."); !strings.HasPrefix(name, "_") && d.ItemIndex(q.ItemID(id)) < 0 {
			in.Form[q.ItemID(name)] = post.Get(name) // for the use case to refuse
		}
	}
	return in
}

// compare gives what comes next where a form is entered twice: the second time with an empty page, then the differences.
// It is the same as before where both agree.
func (in paperInput) compare() paperInput {
	switch {
	case in.Stage == stageOnce:
		in.Stage, in.First, in.Form, in.Post = stageSecond, in.Form, q.Form{}, url.Values{}
	case len(in.differing()) > 0:
		in.Stage = stageSettle
	}
	return in
}

func (in paperInput) status() int {
	if in.Stage == stageSettle {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// differing gives the items that were entered in two ways.
func (in paperInput) differing() map[q.ItemID]bool {
	list := map[q.ItemID]bool{}
	for _, form := range []q.Form{in.First, in.Form} {
		for id := range form {
			if in.First[id] != in.Form[id] {
				list[id] = true
			}
		}
	}
	return list
}

// differences says what was entered in two ways, item by item.
func (in paperInput) differences(d *q.Definition) (list Problems) {
	if in.Stage != stageSettle {
		return nil
	}
	differing := in.differing()
	for i := range d.Items {
		if id := d.Items[i].ID; differing[id] {
			what := "Question " + strconv.Itoa(i+1) + ": " + writtenAnswer(d, &d.Items[i], in.First[id]) + " the first time, " + writtenAnswer(d, &d.Items[i], in.Form[id]) + " the second. Look at the paper and choose."
			list = append(list, Problem{string(id), what})
		}
	}
	return list
}

// writtenAnswer says one answer in words.
func writtenAnswer(d *q.Definition, item *q.Item, raw string) string {
	if raw == "" {
		return "no answer"
	}
	for _, c := range d.ChoicesOf(item) {
		if string(c.Code) == raw {
			return "“" + choiceLabel(c) + "”"
		}
	}
	return "“" + raw + "”"
}

func choiceLabel(c q.Choice) string {
	if label := c.Label.In(q.DefaultLanguage); label != "" {
		return label
	}
	return string(c.Code)
}
