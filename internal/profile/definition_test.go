package profile

import (
	"os"
	"strings"
	"testing"

	"steelyard/internal/fault"
)

// TestPlantedFaults changes the small profile in one place at a time.
func TestPlantedFaults(t *testing.T) {
	cases := []struct{ name, old, changed, want string }{
		{"no notice", "notice:\n  - {en: This is not a diagnosis., de: Das ist keine Diagnose.}\n  - {en: It measures no substance.}", "notice: []", "small.yaml:4:9: the notice is empty (every rendering carries it; write at least one sentence)"},
		{"a notice without English", "{en: It measures no substance.}", "{de: Sie misst keinen Stoff.}", "small.yaml:6:5: the sentence is missing in English (write it; other languages fall back to it)"},
		{"no notice at all", "notice:\n  - {en: This is not a diagnosis., de: Das ist keine Diagnose.}\n  - {en: It measures no substance.}\n", "", `small.yaml:1:1: the key "notice" is missing (add it)`},
		{"one group", "  - {id: first, title: {en: First}, about: {en: About the first}}\n", "", "small.yaml:8:3: there must be two groups (the contrast is between the first and the second)"},
		{"the same group twice", "{id: second, title", "{id: first, title", `small.yaml:9:10: the id "first" stands twice (give each its own id)`},
		{"domain twice", "- id: pleasure", "- id: effort", `small.yaml:17:9: the id "effort" stands twice (give each its own id)`},
		{"no scale", "scales: [{questionnaire: one, scale: s2}]", "scales: []", "small.yaml:19:13: no scale can fill this domain (name at least one)"},
		{"no age", "scale: s2}]\n    max_age_days: 30", "scale: s2}]\n    max_age_days: 0", "small.yaml:20:19: the age must be at least one day (write how old an answer may be, in days)"},
		{"no evidence for a group", "{first: {grade: B, sources: [x]}, second: {grade: C, sources: [x]}}", "{first: {grade: B, sources: [x]}}", `small.yaml:21:15: the evidence for the group "second" is missing (add a grade, D where there is none)`},
		{"evidence for no group", "{first: {grade: B, sources: [x]}, second", "{third: {grade: D, sources: []}, first: {grade: B, sources: [x]}, second", `small.yaml:21:23: there is no group "third" (correct the id)`},
		{"a grade without a source", "{first: {grade: B, sources: [x]}", "{first: {grade: B, sources: []}", "small.yaml:21:43: a grade above D needs a source (name it)"},
		{"an unknown source", "{first: {grade: B, sources: [x]}", "{first: {grade: B, sources: [y]}", `small.yaml:21:44: there is no source "y" (add it to sources)`},
		{"an unknown grade", "{first: {grade: B,", "{first: {grade: E,", `small.yaml:21:31: "E" is not one of the words allowed here (known here: A, B, C, D)`},
	}
	content, err := os.ReadFile("testdata/small.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if n := strings.Count(string(content), c.old); n != 1 {
				t.Fatalf("%q stands %d times, want once", c.old, n)
			}
			_, err := Parse("small.yaml", []byte(strings.Replace(string(content), c.old, c.changed, 1)))
			for _, d := range fault.Details(err) {
				if d.String() == c.want {
					return
				}
			}
			t.Errorf("got %q, want %s", fault.Details(err), c.want)
		})
	}
}

func FuzzParse(f *testing.F) {
	content, err := os.ReadFile("testdata/small.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Parse("f.yaml", data)
		if err != nil {
			return
		}
		if p := d.Compute(nil, now); len(p.Notice("en")) == 0 || p.Notice("en")[0] == "" || p.Contrast.Statement != NoDifference {
			t.Errorf("a profile without its notice, or of nothing: %+v", p)
		}
	})
}
