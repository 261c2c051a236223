package questionnaire

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"steelyard/internal/fault"
)

// MaxWords is the longest text of a pack, in characters.
const MaxWords = 4000

// packCheck holds a pack to its key and collects every fault. where gives the place of a path in the file.
type packCheck struct {
	*Pack
	key   *Definition
	where func(path string) string
	list  []fault.Detail
}

func (c *packCheck) fault(path, mend, what string, args ...any) {
	c.list = append(c.list, fault.Detail{Where: c.where(path), What: fmt.Sprintf(what, args...), Mend: mend})
}

// fill puts what is said beside the file in the place of what the file says.
func (c *packCheck) fill(a About) {
	if a.Language != "" {
		c.Language = a.Language
	}
	if a.Notice != "" {
		c.Notice = a.Notice
	}
	if c.Rights == nil {
		c.Rights = &PackRights{}
	}
	r := *c.Rights
	for _, f := range []struct{ to, from *string }{{&r.Who, &a.Rights.Who}, {(*string)(&r.Basis), (*string)(&a.Rights.Basis)},
		{&r.Reference, &a.Rights.Reference}, {(*string)(&r.Until), (*string)(&a.Rights.Until)}} {
		if *f.from != "" {
			*f.to = *f.from
		}
	}
	c.Rights = &r
}

// done gives the pack, or all its faults as one error.
func (c *packCheck) done(file string) (*Pack, error) {
	c.identity()
	c.items()
	c.choices()
	if len(c.list) > 0 {
		noun := "faults"
		if len(c.list) == 1 {
			noun = "fault"
		}
		return nil, fault.New(fault.Invalid, fmt.Sprintf("%s: %d %s to mend. Nothing was kept.", file, len(c.list), noun), c.list...)
	}
	return c.Pack, nil
}

func (c *packCheck) identity() {
	if c.Questionnaire != c.key.Ref() {
		c.fault("questionnaire", "name that version, or choose the file that belongs to it", "the words are of %s, and the key is %s", c.Questionnaire, c.key.Ref())
	}
	if c.key.Wording == Included {
		c.fault("questionnaire", "nothing needs to be added", "the wording of %s ships with it", c.key.Ref())
	}
	if !languageForm.MatchString(string(c.Language)) {
		c.fault("language", "write a tag such as en or pt-BR", "%q is not a language", c.Language)
	}
	c.rights()
	c.words("notice", c.Notice, false)
	if n := c.key.Rights.Notice; c.Notice == "" && len(n) > 0 && !n.plain() && n[c.Language] == "" {
		c.fault("notice", "add it in this language", "the notice of %s is not there in %q", c.key.Ref(), c.Language)
	}
	c.words("intro", c.Intro, false)
}

func (c *packCheck) rights() {
	r := c.Rights
	if strings.TrimSpace(r.Who) == "" {
		c.fault("rights.who", "write the name of the clinic, or of the person with the right", "it is not said who may use the wording")
	}
	c.words("rights.who", r.Who, false)
	c.words("rights.reference", r.Reference, false)
	if !slices.Contains(r.Basis.Enum(), string(r.Basis)) {
		c.fault("rights.basis", "write one of "+strings.Join(r.Basis.Enum(), ", "), "it is not said on what ground the wording may be used")
	}
	if _, err := time.Parse(time.DateOnly, string(r.Until)); r.Until != "" && err != nil {
		c.fault("rights.until", "write a day such as 2027-12-31, or leave it out where there is no end", "%q is not a date", r.Until)
	}
}

// words checks one text.
func (c *packCheck) words(path, text string, required bool) {
	switch {
	case required && strings.TrimSpace(text) == "":
		c.fault(path, "write it", "there is no text")
	case len([]rune(text)) > MaxWords:
		c.fault(path, fmt.Sprintf("keep it under %d characters", MaxWords), "the text is too long")
	case strings.ContainsFunc(text, unseen):
		c.fault(path, "remove it; plain text and line breaks are enough", "the text has a character that can't be seen")
	}
}

// unseen marks control characters, and those that make text read otherwise than it is stored.
func unseen(r rune) bool {
	return r != '\n' && unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == unicode.ReplacementChar
}

func (c *packCheck) items() {
	for i := range c.key.Items {
		item := &c.key.Items[i]
		path := "items." + string(item.ID)
		switch text, ok := c.Items[item.ID]; {
		case ok:
			c.words(path, text, true)
		case item.Record == "":
			c.fault("items", "add it under the name "+string(item.ID), "item %d (%s) has no text", i+1, item.ID)
		}
	}
	for _, id := range sorted(c.Items) {
		if c.key.ItemIndex(id) < 0 {
			c.fault("items."+string(id), "take it out, or correct its name", "the key has no item %q", id)
		}
	}
}

func (c *packCheck) choices() {
	known := map[SetID]map[ChoiceCode]bool{}
	for i := range c.key.ChoiceSets {
		set := &c.key.ChoiceSets[i]
		known[set.ID] = map[ChoiceCode]bool{}
		for _, choice := range set.Choices {
			known[set.ID][choice.Code] = true
			if text, ok := c.Choices[set.ID][choice.Code]; ok {
				c.words(fmt.Sprintf("choices.%s.%s", set.ID, choice.Code), text, true)
			} else if !c.onlyOfRecords(set.ID) {
				c.fault("choices."+string(set.ID), fmt.Sprintf("add it under the code %q", choice.Code), "the choice %q of %q has no label", choice.Code, set.ID)
			}
		}
	}
	for _, set := range sorted(c.Choices) {
		for _, code := range sorted(c.Choices[set]) {
			if !known[set][code] {
				c.fault(fmt.Sprintf("choices.%s.%s", set, code), "take it out, or correct its name", "the key has no choice %q in %q", code, set)
			}
		}
	}
}

// onlyOfRecords says whether a set is used only by items that nobody is asked.
func (c *packCheck) onlyOfRecords(set SetID) bool {
	return !slices.ContainsFunc(c.key.Items, func(i Item) bool { return i.Choices == set && i.Record == "" })
}

func sorted[K ~string, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
