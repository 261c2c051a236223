package questionnaire

import (
	"fmt"
	"slices"
	"strings"

	"steelyard/internal/document"
	"steelyard/internal/exact"
)

// checker judges the meaning of a definition whose shape is right, and notes every fault with its place.
type checker struct {
	*Definition
	doc *document.Document
}

func check(d *Definition, doc *document.Document) {
	c := checker{d, doc}
	c.identity()
	c.choiceSets()
	c.items()
	for i := range d.Scales {
		c.scale(i)
	}
	c.flags()
	c.examples()
	c.sources()
}

func (c checker) fault(path, what, mend string, args ...any) {
	c.doc.Fault(path, fmt.Sprintf(what, args...), mend)
}

func (c checker) identity() {
	c.name("id", string(c.ID))
	if !slices.Contains(c.Languages, DefaultLanguage) {
		c.fault("languages", "the language en is missing", "every definition has English, which other languages fall back to")
	}
	c.text("title", c.Title, true)
	c.text("short_title", c.ShortTitle, true)
	c.text("purpose", c.Purpose, true)
	c.text("intro", c.Intro, false)
	if !c.Rights.Notice.plain() {
		c.text("rights.notice", Text(c.Rights.Notice), false)
	}
	c.source("rights.source", c.Rights.Source)
	if c.Minutes < 1 || c.Minutes > 240 {
		c.fault("minutes", "%d is not a plausible time to complete", "write the minutes it takes most people, from 1 to 240", c.Minutes)
	}
	for _, must := range []struct {
		key string
		n   int
	}{{"items", len(c.Items)}, {"scales", len(c.Scales)}, {"sources", len(c.Sources)}} {
		if must.n == 0 {
			c.fault(must.key, "there is nothing in this list", "add at least one")
		}
	}
}

func (c checker) name(path, id string) {
	if !idForm.MatchString(id) || len(id) > 60 {
		c.fault(path, "%q can't be an id", "use lower-case letters, digits and single hyphens or underscores, starting with a letter", id)
	}
}

func (c checker) unique(path, id string, seen map[string]bool) {
	if seen[id] {
		c.fault(path, "the id %q stands twice", "give each its own id", id)
	}
	seen[id] = true
}

// text wants every language of the definition in a text, and no other.
func (c checker) text(path string, t Text, required bool) {
	if len(t) == 0 {
		if required {
			c.fault(path, "there is no text", "write it in every language of the definition")
		}
		return
	}
	for _, l := range c.Languages {
		if t[l] == "" {
			c.fault(path, "the text in %q is missing", "add it, or take the language out of languages", l)
		}
	}
	for l := range t {
		if !slices.Contains(c.Languages, l) {
			c.fault(path+"."+string(l), "the language %q is not declared", "add it to languages", l)
		}
	}
}

func (c checker) source(path string, id SourceID) {
	if _, ok := c.index.sources[id]; !ok {
		c.fault(path, "there is no source %q", "add it to sources; a figure without a source is refused", id)
	}
}

func (c checker) sources() {
	seen := map[string]bool{}
	for i, s := range c.Sources {
		path := fmt.Sprintf("sources[%d].id", i)
		c.name(path, string(s.ID))
		c.unique(path, string(s.ID), seen)
	}
}

func (c checker) choiceSets() {
	seen := map[string]bool{}
	for i := range c.ChoiceSets {
		set := &c.ChoiceSets[i]
		path := fmt.Sprintf("choice_sets[%d]", i)
		c.name(path+".id", string(set.ID))
		c.unique(path+".id", string(set.ID), seen)
		if len(set.Choices) < 2 {
			c.fault(path, "a set needs at least two choices", "add the others")
		}
		codes := map[string]bool{}
		for j, choice := range set.Choices {
			at := fmt.Sprintf("%s.choices[%d]", path, j)
			if strings.ContainsAny(string(choice.Code), " ,;\t\n\"") || len(choice.Code) > 40 {
				c.fault(at+".code", "%q can't be a code", "use a short word or number without spaces, commas or quotes", choice.Code)
			}
			c.unique(at+".code", string(choice.Code), codes)
			c.text(at+".label", choice.Label, c.Wording == Included)
		}
		if !slices.ContainsFunc(c.Items, func(item Item) bool { return item.Choices == set.ID }) {
			c.fault(path, "no item uses the choices %q", "remove the set, or name it in an item", set.ID)
		}
	}
}

func (c checker) items() {
	seen := map[string]bool{}
	for i := range c.Items {
		item, path := &c.Items[i], fmt.Sprintf("items[%d]", i)
		c.name(path+".id", string(item.ID))
		c.unique(path+".id", string(item.ID), seen)
		c.text(path+".label", item.Label, true)
		c.text(path+".text", item.Text, c.Wording == Included)
		if c.Wording == Supplied && len(item.Text) > 0 {
			c.fault(path+".text", "the wording is supplied by the site, but a text stands here", "remove the text, or set wording to included")
		}
		c.itemShape(path, item)
		if item.ShownWhen != nil {
			c.condition(path+".shown_when", item.ShownWhen, i, 0)
		}
	}
}

func (c checker) itemShape(path string, item *Item) {
	kind := item.Kind()
	_, known := c.index.sets[item.Choices]
	switch {
	case kind == ChoiceItem && item.Choices == "":
		c.fault(path+".choices", "the item has no choices", "name a set of choice_sets under choices, or give it another type")
	case kind == ChoiceItem && !known:
		c.fault(path+".choices", "there is no set of choices %q", "add it to choice_sets", item.Choices)
	case kind != ChoiceItem && item.Choices != "":
		c.fault(path+".choices", "an item of type %s has no choices", "remove choices, or make it a choice item", kind)
	}
	bounded := kind == NumberItem || kind == DurationItem
	switch {
	case bounded && item.Bounds == nil:
		c.fault(path+".bounds", "an item of type %s needs bounds", "add min, max and step", kind)
	case !bounded && item.Bounds != nil:
		c.fault(path+".bounds", "an item of type %s has no bounds", "remove them", kind)
	case bounded && (!item.Bounds.Min.Less(item.Bounds.Max) || item.Bounds.Step.Sign() <= 0):
		c.fault(path+".bounds", "min must be less than max and step more than 0", "correct the bounds")
	}
}

// condition checks a condition that may read items before place items and scales before place scales.
func (c checker) condition(path string, cond *Condition, items, scales int) {
	set := 0
	for _, is := range []bool{len(cond.All) > 0, len(cond.Any) > 0, cond.Item != "", cond.Scale != ""} {
		if is {
			set++
		}
	}
	if set != 1 {
		c.fault(path, "a condition is exactly one of all, any, item and scale", "keep one of them")
		return
	}
	for i := range cond.All {
		c.condition(fmt.Sprintf("%s.all[%d]", path, i), &cond.All[i], items, scales)
	}
	for i := range cond.Any {
		c.condition(fmt.Sprintf("%s.any[%d]", path, i), &cond.Any[i], items, scales)
	}
	if cond.Item != "" {
		c.operand(path+".item", "item", string(cond.Item), c.ItemIndex(cond.Item), items)
	}
	if cond.Scale != "" {
		c.operand(path+".scale", "scale", string(cond.Scale), c.ScaleIndex(cond.Scale), scales)
	}
	single := cond.Item != "" || cond.Scale != ""
	switch {
	case single && cond.Is == "":
		c.fault(path+".is", "the comparison is missing", "add is with one of "+strings.Join(cond.Is.Enum(), " "))
	case single && cond.Is != Exists && cond.Value == nil:
		c.fault(path+".value", "the value to compare with is missing", "add value")
	case cond.Is != "" && !single:
		c.fault(path+".is", "there is nothing to compare here", "remove it, or name an item or a scale")
	case cond.Value != nil && (!single || cond.Is == Exists):
		c.fault(path+".value", "there is nothing to compare this value with", "remove it")
	}
}

func (c checker) operand(path, noun, id string, at, limit int) {
	switch {
	case at < 0:
		c.fault(path, "there is no %s %q", "correct the id", noun, id)
	case at >= limit:
		c.fault(path, "the %s %q comes later or is the one that asks", "a condition can read only what stands before it", noun, id)
	case noun == "scale":
		if c.Scales[at].Operator == Decide {
			c.fault(path, "the scale %q is a decision and has no number", "name the scales it decides by", id)
		}
	default:
		if _, _, scored := c.ScoreRange(&c.Items[at]); !scored {
			c.fault(path, "the item %q has no score", "compare an item with scored choices, a number, a time or a duration", id)
		}
	}
}

func (c checker) flags() {
	seen := map[string]bool{}
	for i := range c.Flags {
		f, path := &c.Flags[i], fmt.Sprintf("flags[%d]", i)
		c.name(path+".id", string(f.ID))
		c.unique(path+".id", string(f.ID), seen)
		c.condition(path+".when", &f.When, len(c.Items), len(c.Scales))
		c.text(path+".clinician", f.Clinician, true)
		c.text(path+".person", f.Person, false)
		c.text(path+".unanswered", f.Unanswered, false)
		c.source(path+".source", f.Source)
	}
}

func (c checker) examples() {
	seen := map[string]bool{}
	for i := range c.Examples {
		e, path := &c.Examples[i], fmt.Sprintf("examples[%d]", i)
		c.name(path+".id", e.ID)
		c.unique(path+".id", e.ID, seen)
		c.source(path+".source", e.Source)
		c.exampleAnswers(path, e)
		for id, want := range e.Expect {
			c.expected(path+".expect."+string(id), id, want)
		}
		for j, id := range e.Flags {
			if !slices.ContainsFunc(c.Flags, func(f Flag) bool { return f.ID == id }) {
				c.fault(fmt.Sprintf("%s.flags[%d]", path, j), "there is no flag %q", "correct the id", id)
			}
		}
	}
}

func (c checker) exampleAnswers(path string, e *Example) {
	if len(e.Answers) != len(c.Items) {
		c.fault(path+".answers", "%d answers are given for %d items", "give one answer an item, in order; null is not answered", len(e.Answers), len(c.Items))
		return
	}
	for j, g := range e.Answers {
		if g == nil || c.Items[j].Kind() == ChoiceItem && c.ChoicesOf(&c.Items[j]) == nil {
			continue
		}
		if _, problem := c.read(&c.Items[j], string(*g)); problem.What != "" {
			c.fault(fmt.Sprintf("%s.answers[%d]", path, j), "item %s: %s", "correct the answer", c.Items[j].ID, problem)
		}
	}
}

func (c checker) expected(path string, id ScaleID, want Expected) {
	s, ok := c.Scale(id)
	if !ok {
		c.fault(path, "there is no scale %q", "correct the id", id)
		return
	}
	if want == (Expected{}) {
		c.fault(path, "nothing is expected of the scale %q", "add value, state, band or category, or remove it", id)
	}
	if want.Value != "" {
		if _, err := exact.Parse(want.Value); err != nil {
			c.fault(path+".value", "%v", "", err)
		}
	}
	if want.Band != "" && !slices.ContainsFunc(s.Bands, func(b Band) bool { return b.Code == want.Band }) {
		c.fault(path+".band", "the scale %q has no band with code %q", "correct the code", id, want.Band)
	}
	if want.Category != "" && !slices.ContainsFunc(s.Decide, func(x Decision) bool { return x.Category == want.Category }) {
		c.fault(path+".category", "the scale %q has no category %q", "correct it", id, want.Category)
	}
}
