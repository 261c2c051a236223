package receipt

import (
	"fmt"
	"slices"
	"time"

	q "steelyard/internal/questionnaire"
)

// Changes says in words what a record now has that it had not when it was written down, and the other way round; nothing
// where nothing changed.
func Changes(was, is *Record) (list []string) {
	add := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	was = was.asNow()
	if was.Patient != is.Patient {
		add("It is the record of another patient.")
	}
	before, now := byResponse(was), byResponse(is)
	for _, e := range is.Results {
		switch old, known := before[e.Response]; {
		case known && !old.sameAs(&e):
			if old.stands() && !e.stands() && old.sameBut(&e) {
				continue // its correction is named instead
			}
			add("%s changed without a correction.", is.named(&e))
		case !known && e.Amends != "":
			add("%s was corrected.", is.named(&e))
		case !known:
			add("%s was added.", is.named(&e))
		}
	}
	for _, e := range was.Results {
		if now[e.Response] == nil {
			add("%s is not there any more.", was.named(&e))
		}
	}
	list = append(list, treatmentChanges(was.Treatments, is.Treatments)...)
	list = append(list, definitionChanges(was, is)...)
	if len(list) == 0 && !alike(was.Profile.Values, is.Profile.Values) {
		list = append(list, aged(was, is))
	}
	if len(list) == 0 && asJSON(was) != asJSON(is) {
		add("Something else than answers, results and treatments changed.")
	}
	return list
}

// asNow gives a record with its profile as it is written down now.
func (r *Record) asNow() *Record {
	if r.Profile == nil || r.Profile.Values == nil {
		return r
	}
	now, profile, values := *r, *r.Profile, *r.Profile.Values
	values.Contrast = values.Contrast.asNow()
	profile.Values, now.Profile = &values, &profile
	return &now
}

func byResponse(r *Record) map[string]*Entry {
	m := map[string]*Entry{}
	for i := range r.Results {
		m[r.Results[i].Response] = &r.Results[i]
	}
	return m
}

func (e *Entry) sameAs(o *Entry) bool { return asJSON(e) == asJSON(o) }

// sameBut says whether two entries are the same but for their state.
func (e *Entry) sameBut(o *Entry) bool {
	copied := *o
	copied.Status = e.Status
	return e.sameAs(&copied)
}

// named names answers by their questionnaire and day.
func (r *Record) named(e *Entry) string {
	title := e.Questionnaire.String()
	for i := range r.Definitions {
		if r.Definitions[i].Ref == e.Questionnaire {
			title = r.Definitions[i].Title
		}
	}
	return title + " of " + e.CompletedAt.UTC().Format(dayForm)
}

const dayForm = "2 January 2006"

func treatmentChanges(was, is []Treatment) (list []string) {
	left := slices.Clone(was)
	for _, t := range is {
		if i := slices.Index(left, t); i >= 0 {
			left = slices.Delete(left, i, i+1)
			continue
		}
		list = append(list, "The treatment "+t.words()+" was added.")
	}
	for _, t := range left {
		list = append(list, "The treatment "+t.words()+" is not there any more.")
	}
	return list
}

func (t *Treatment) words() string {
	words := t.Name
	if t.Dose != "" {
		words += " " + t.Dose
	}
	on, err := time.Parse(time.DateOnly, string(t.On))
	if err != nil {
		return words + " (" + t.Step + ")"
	}
	return words + " (" + t.Step + ", " + on.Format(dayForm) + ")"
}

func definitionChanges(was, is *Record) (list []string) {
	hashes := map[q.Ref]q.Hash{}
	for _, d := range was.Definitions {
		hashes[d.Ref] = d.Hash
	}
	for _, d := range is.Definitions {
		if h, ok := hashes[d.Ref]; ok && h != d.Hash {
			list = append(list, fmt.Sprintf("The definition %s is another one.", d.Ref))
		}
	}
	if was.Profile.Ref != is.Profile.Ref || was.Profile.Hash != is.Profile.Hash {
		list = append(list, fmt.Sprintf("The profile is made by %s now, and was made by %s.", is.Profile.Ref, was.Profile.Ref))
	}
	return list
}

// aged says that only time has passed.
func aged(was, is *Record) string {
	var ids []string
	had := map[string]bool{}
	for _, d := range was.Profile.Values.Domains {
		had[string(d.ID)] = d.Value != nil
	}
	for _, d := range is.Profile.Values.Domains {
		if had[string(d.ID)] && d.Value == nil {
			ids = append(ids, string(d.ID))
		}
	}
	if len(ids) == 0 {
		return "The profile comes out otherwise."
	}
	return fmt.Sprintf("Answers have become too old for the profile since then: it has no value for %s any more. No answer was changed.", list(ids))
}

// list writes names one after the other.
func list(names []string) string {
	words := names[0]
	for i, n := range names[1:] {
		if i == len(names)-2 {
			words += " and " + n
		} else {
			words += ", " + n
		}
	}
	return words
}
