package questionnaire

import (
	"os"
	"strings"
	"testing"

	"steelyard/internal/fault"
)

// TestPlantedFaults changes the minimal definition in one place at a time, and wants the one fault that comes of it,
// with its place, its words and its mend.
func TestPlantedFaults(t *testing.T) {
	cases := []struct{ name, old, changed, want string }{
		{"id form", "id: minimal\n", "id: Minimal_\n",
			`1:5: "Minimal_" can't be an id (use lower-case letters, digits and single hyphens or underscores, starting with a letter)`},
		{"version form", `version: 1.0.0`, `version: "1.0"`,
			`2:10: "1.0" is not a version; write three numbers such as 1.0.0`},
		{"version with a leading zero", `version: 1.0.0`, `version: 1.02.0`,
			`2:10: "1.02.0" is not a version; write three numbers such as 1.0.0`},
		{"unknown key", `evidence: unvalidated`, "evidense: unvalidated\nevidence: unvalidated",
			`7:1: the key "evidense" is not known here (did you mean evidence?)`},
		{"missing key", "purpose: {en: Shows what a definition needs.}\n", ``,
			`1:1: the key "purpose" is missing (add it)`},
		{"a word outside the list", `evidence: unvalidated`, `evidence: proven`,
			`7:11: "proven" is not one of the words allowed here (known here: validated, unvalidated)`},
		{"implausible time", `minutes: 1`, `minutes: 0`,
			`10:10: 0 is not a plausible time to complete (write the minutes it takes most people, from 1 to 240)`},
		{"recall that is no duration", `languages: [en]`, "recall: two weeks\nlanguages: [en]",
			`8:9: "two weeks" is not a recall period; write an ISO 8601 duration such as P14D`},
		{"a date that does not exist", `as_of: 2026-11-23`, `as_of: 2026-02-30`,
			`16:10: "2026-02-30" is not a date; write it like 2026-11-23`},
		{"rights without a source", "  source: made-up\n  as_of", "  source: nowhere\n  as_of",
			`15:11: there is no source "nowhere" (add it to sources; a figure without a source is refused)`},
		{"undeclared language", "title: {en: Minimal}\nshort", "title: {en: Minimal, de: Klein}\nshort",
			`3:26: the language "de" is not declared (add it to languages)`},
		{"source twice", `  - {id: made-up, citation: Made up for this test, checked: verified}`, "  - {id: made-up, citation: Made up for this test, checked: verified}\n  - {id: made-up, citation: Another, checked: verified}",
			`88:10: the id "made-up" stands twice (give each its own id)`},
		{"choice code twice", `{code: na, label`, `{code: "2", label`,
			`24:16: the id "2" stands twice (give each its own id)`},
		{"choice code with a comma", `{code: na, label`, `{code: "n,a", label`,
			`24:16: "n,a" can't be a code (use a short word or number without spaces, commas or quotes)`},
		{"choice without a label", `{code: na, label: {en: Does not apply}}`, `{code: na}`,
			`24:9: there is no text (write it in every language of the definition)`},
		{"score that is no number", `label: {en: Often}, score: 2`, `label: {en: Often}, score: two`,
			`23:48: "two" is not a number; write it like 12, 0.5 or 28/3`},
		{"choices nobody uses", "items:\n  - {id: a", "  - id: rarely\n    choices: [{code: x, label: {en: X}}, {code: y, label: {en: Y}}]\nitems:\n  - {id: a",
			`25:5: no item uses the choices "rarely" (remove the set, or name it in an item)`},
		{"item twice", `{id: note, label`, `{id: since, label`,
			`37:10: the id "since" stands twice (give each its own id)`},
		{"item without text", `label: {en: Bed}, text: {en: When to bed?}`, `label: {en: Bed}`,
			`34:5: there is no text (write it in every language of the definition)`},
		{"choice item without choices", `{id: note, label: {en: Note}, text: {en: Anything else?}, type: text,`, `{id: note, label: {en: Note}, text: {en: Anything else?},`,
			`37:5: the item has no choices (name a set of choice_sets under choices, or give it another type)`},
		{"choices on a time", `type: time}`, `type: time, choices: often}`,
			`34:80: an item of type time has no choices (remove choices, or make it a choice item)`},
		{"number without bounds", `type: number, bounds: {min: 0, max: 24, step: 0.5, unit: h}}`, `type: number}`,
			`33:5: an item of type number needs bounds (add min, max and step)`},
		{"bounds on a time", `type: time}`, `type: time, bounds: {min: 0, max: 1, step: 1}}`,
			`34:79: an item of type time has no bounds (remove them)`},
		{"no step", `{min: 0, max: 24, step: 0.5, unit: h}`, `{min: 0, max: 24, step: 0, unit: h}`,
			`33:88: min must be less than max and step more than 0 (correct the bounds)`},
		{"condition on what comes later", `shown_when: {item: b, is: ">=", value: 1}`, `shown_when: {item: hours, is: ">=", value: 1}`,
			`32:24: the item "hours" comes later or is the one that asks (a condition can read only what stands before it)`},
		{"condition on itself", `shown_when: {item: b, is: ">=", value: 1}`, `shown_when: {item: c, is: ">=", value: 1}`,
			`32:24: the item "c" comes later or is the one that asks (a condition can read only what stands before it)`},
		{"condition on nothing", `shown_when: {item: b, is: ">=", value: 1}`, `shown_when: {item: x, is: ">=", value: 1}`,
			`32:24: there is no item "x" (correct the id)`},
		{"condition on a scale too early", `shown_when: {item: b, is: ">=", value: 1}`, `shown_when: {scale: total, is: ">=", value: 1}`,
			`32:25: the scale "total" comes later or is the one that asks (a condition can read only what stands before it)`},
		{"condition of two kinds", `shown_when: {item: b, is: ">=", value: 1}`, `shown_when: {item: b, scale: total, is: ">=", value: 1}`,
			`32:17: a condition is exactly one of all, any, item and scale (keep one of them)`},
		{"condition without comparison", `shown_when: {item: b, is: ">=", value: 1}`, `shown_when: {item: b, value: 1}`,
			`32:17: the comparison is missing (add is with one of exists = != > < >= <=)`},
		{"condition without value", `shown_when: {item: b, is: ">=", value: 1}`, `shown_when: {item: b, is: ">="}`,
			`32:17: the value to compare with is missing (add value)`},
		{"value with exists", `{item: a, is: exists}`, `{item: a, is: exists, value: 1}`,
			`75:86: there is nothing to compare this value with (remove it)`},
		{"comparison of a group", `when: {all: [{scale`, `when: {is: "=", all: [{scale`,
			`75:20: there is nothing to compare here (remove it, or name an item or a scale)`},
		{"unknown comparator", `shown_when: {item: b, is: ">=", value: 1}`, `shown_when: {item: b, is: "=>", value: 1}`,
			`32:31: "=>" is not one of the words allowed here (known here: exists, =, !=, >, <, >=, <=)`},
		{"condition on a text", `when: {item: a, is: ">=", value: 2}`, `when: {item: note, is: ">=", value: 2}`,
			`81:18: the item "note" has no score (compare an item with scored choices, a number, a time or a duration)`},
		{"condition on a decision", `when: {item: a, is: ">=", value: 2}`, `when: {scale: screen, is: ">=", value: 2}`,
			`81:19: the scale "screen" is a decision and has no number (name the scales it decides by)`},
		{"unknown item in a scale", "items: [a, b, c]\n", "items: [a, b, c, d]\n",
			`42:22: there is no item "d" (correct the id)`},
		{"item twice in a scale", "items: [a, b, c]\n", "items: [a, b, c, a]\n",
			`42:22: the id "a" stands twice (give each its own id)`},
		{"text in a scale", "items: [a, b, c]\n", "items: [a, b, c, note]\n",
			`42:22: the item "note" has no score (compare an item with scored choices, a number, a time or a duration)`},
		{"scale that reads itself", "operator: sum\n", "operator: sum\n    scales: [total]\n",
			`42:14: the scale "total" comes later or is the one that asks (a condition can read only what stands before it)`},
		{"reversed but not there", `reversed: [b]`, `reversed: [hours]`,
			`43:16: the item "hours" is reversed but not among the items (add it to items, or remove it here)`},
		{"exception but not there", `exceptions: {b: 1}`, `exceptions: {c: 1}`,
			`61:21: the item "c" is not among the items (add it to items, or remove it here)`},
		{"key of another operator", `reversed: [b]`, "reversed: [b]\n    at_least: 2",
			`44:15: the operator sum does not read at_least (remove it, or change the operator)`},
		{"count without its bound", "    at_least: 2\n", ``,
			`56:5: the operator count needs the key at_least (add it)`},
		{"count of a scale", "    items: [a, b]\n", "    items: [a, b]\n    scales: [total]\n",
			`60:13: count reads items only (remove the scales)`},
		{"missing limit too high", `at_most: 1,`, `at_most: 3,`,
			`44:14: at_most is 3 of 3 operands (allow at least one missing and keep at least one answered)`},
		{"missing limit absent", `rule: prorate, at_most: 1,`, `rule: prorate,`,
			`44:14: at_most is 0 of 3 operands (allow at least one missing and keep at least one answered)`},
		{"limit on complete", "exceptions: {b: 1}\n    missing: {rule: complete,", "exceptions: {b: 1}\n    missing: {rule: complete, at_most: 1,",
			`62:14: the rule complete has no at_most and no round (remove them, or use the rule prorate)`},
		{"blank of a required item", `at_most: 1,`, `at_most: 1, blank: {a: 0},`,
			`44:53: the item "a" is not optional, so leaving it blank means nothing (write optional: true in the item, or remove it here)`},
		{"blank of an item elsewhere", `at_most: 1,`, `at_most: 1, blank: {hours: 0},`,
			`44:57: the item "hours" is not among the items (add it to items, or remove it here)`},
		{"prorated count", "exceptions: {b: 1}\n    missing: {rule: complete,", "exceptions: {b: 1}\n    missing: {rule: prorate, at_most: 1,",
			`62:21: the operator count can't be prorated (use the rule complete)`},
		{"prorated mean that is rounded", `operator: sum`, `operator: mean`,
			`44:14: a prorated mean is never rounded to a whole number (write round: none)`},
		{"no range", "    range: {min: 0, max: 2}\n", ``,
			`56:5: the range is missing (add min and max, the smallest and largest value that can be reached)`},
		{"range the wrong way round", `range: {min: 0, max: 2}`, `range: {min: 2, max: 0}`,
			`64:12: min must be less than max (correct the range)`},
		{"range of a decision", `operator: decision`, "operator: decision\n    range: {min: 0, max: 1}",
			`66:5: a decision has categories, not a range, a transform or bands (remove them)`},
		{"first band above the range", `{code: low, from: 0,`, `{code: low, from: 1,`,
			`48:27: the first band starts at 1, the range at 0 (start the first band where the range starts)`},
		{"bands that do not rise", `{code: high, from: 3,`, `{code: high, from: 0,`,
			`49:28: the lower bounds do not rise (sort the bands by from)`},
		{"band above the range", `{code: high, from: 3,`, `{code: high, from: 7,`,
			`49:28: 7 lies above the range (correct the bound)`},
		{"band twice", `{code: high, from`, `{code: low, from`,
			`49:16: the id "low" stands twice (give each its own id)`},
		{"band without a source", `rank: 1, source: made-up}`, `rank: 1, source: hearsay}`,
			`49:67: there is no source "hearsay" (add it to sources; a figure without a source is refused)`},
		{"precision without a sample", `sample: nobody, `, ``,
			`50:16: a published precision needs sd, reliability, coefficient and sample (add what is missing, with its source)`},
		{"reliability above 1", `reliability: 0.8`, `reliability: 1.2`,
			`50:16: sd must be above 0 and reliability from 0 to 1 (correct the figures)`},
		{"assumed precision without reasoning", `{basis: published, sd: 1.5, reliability: 0.8, coefficient: alpha, sample: nobody, n: 10,`, `{basis: assumed, sem: 1,`,
			`50:16: there is no text (write it in every language of the definition)`},
		{"assumed precision without a SEM", `{basis: published, sd: 1.5, reliability: 0.8, coefficient: alpha, sample: nobody, n: 10,`, `{basis: assumed, reasoning: {en: Because.},`,
			`50:16: an assumed precision needs a sem above 0 (add it, with the reasoning)`},
		{"norm without spread", `mean: 2, sd: 1.5`, `mean: 2, sd: 0`,
			`52:55: the SD must be above 0 (correct it)`},
		{"change without a source", `about: Nobody, source: made-up`, `about: Nobody, source: rumour`,
			`54:51: there is no source "rumour" (add it to sources; a figure without a source is refused)`},
		{"flag without words", "    clinician: {en: Ask about A.}\n", ``,
			`80:5: the key "clinician" is missing (add it)`},
		{"example with too few answers", `, "2026-01-01", "nothing"]`, `, "2026-01-01"]`,
			`90:14: 7 answers are given for 8 items (give one answer an item, in order; null is not answered)`},
		{"example outside the choices", `answers: ["1", "2", "1"`, `answers: ["1", "3", "1"`,
			`90:20: item b: "3" is not one of the choices (0, 1, 2, na) (correct the answer)`},
		{"example outside the bounds", `"7.5"`, `"7.25"`,
			`90:30: item hours: 7.25 is not a multiple of 0.5 from 0 (correct the answer)`},
		{"example of an unknown scale", `      often: {value: "1"}`, `      ofter: {value: "1"}`,
			`93:14: there is no scale "ofter" (correct the id)`},
		{"example with an unknown band", `band: low}`, `band: middle}`,
			`92:50: the scale "total" has no band with code "middle" (correct the code)`},
		{"example with an unknown category", `screen: {category: below}`, `screen: {category: beneath}`,
			`94:26: the scale "screen" has no category "beneath" (correct it)`},
		{"example with an unknown flag", `flags: [alarm]`, `flags: [alert]`,
			`101:13: there is no flag "alert" (correct the id)`},
		{"example with a value that is no number", `often: {value: "1"}`, `often: {value: one}`,
			`93:22: "one" is not a number; write it like 12, 0.5 or 28/3`},
		{"example that expects nothing", `often: {value: "1"}`, `often: {}`,
			`93:14: nothing is expected of the scale "often" (add value, state, band or category, or remove it)`},
		{"example twice", "- id: some\n", "- id: all\n",
			`96:9: the id "all" stands twice (give each its own id)`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse("min.yaml", []byte(changed(t, c.old, c.changed)))
			got := fault.Details(err)
			if len(got) != 1 || got[0].String() != "min.yaml:"+c.want {
				t.Errorf("got  %q\nwant one fault: min.yaml:%s", got, c.want)
			}
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("got kind %v, want invalid", fault.KindOf(err))
			}
		})
	}
}

// TestAllFaultsAtOnce plants three faults of meaning, and then one of shape beside them: all come at once.
func TestAllFaultsAtOnce(t *testing.T) {
	text := changed(t, "id: minimal\n", "id: Minimal\n")
	text = strings.Replace(text, "reversed: [b]", "reversed: [d]", 1)
	text = strings.Replace(text, "flags: [alarm]", "flags: [alert]", 1)
	_, err := Parse("min.yaml", []byte(text))
	got := fault.Details(err)
	want := []string{`"Minimal" can't be an id`, `the item "d" is reversed but not among the items`, `there is no flag "alert"`}
	if len(got) != len(want) {
		t.Fatalf("got %q, want %d faults", got, len(want))
	}
	for i := range want {
		if got[i].What != want[i] {
			t.Errorf("fault %d: got %q, want %q", i, got[i].What, want[i])
		}
	}
	_, err = Parse("min.yaml", []byte(strings.Replace(text, "minutes: 1", "minutes: one", 1)))
	if got := fault.Details(err); len(got) != 4 || got[1].What != `"one" is not a whole number` {
		t.Errorf("got %q, want the fault of shape beside the others", got)
	}
}

// changed gives the minimal definition with one change.
func changed(t testing.TB, old, changed string) string {
	t.Helper()
	content, err := os.ReadFile("testdata/minimal.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(content), old); old != "" && n != 1 {
		t.Fatalf("%q stands %d times, want once", old, n)
	}
	return strings.Replace(string(content), old, changed, 1)
}

// TestFaultsThatBringOthers plants faults that can't stand alone, and wants theirs among those that come.
func TestFaultsThatBringOthers(t *testing.T) {
	cases := []struct{ name, old, changed, want string }{
		{"one choice only", `
      - {code: "1", label: {en: Sometimes}, score: 1}
      - {code: "2", label: {en: Often}, score: 2}
      - {code: na, label: {en: Does not apply}}`, "", "min.yaml:19:5: a set needs at least two choices (add the others)"},
		{"no English", "languages: [en]", "languages: [de]", "min.yaml:8:12: the language en is missing (every definition has English, which other languages fall back to)"},
		{"a language without its texts", "languages: [en]", "languages: [en, de]", `min.yaml:3:8: the text in "de" is missing (add it, or take the language out of languages)`},
		{"text although it is supplied", "wording: included", "wording: supplied", "min.yaml:26:35: the wording is supplied by the site, but a text stands here (remove the text, or set wording to included)"},
		{"unknown choices", "How often C?}\n    choices: often", "How often C?}\n    choices: ofen", `min.yaml:31:14: there is no set of choices "ofen" (add it to choice_sets)`},
		{"bounds the wrong way round", "{min: 0, max: 720, step: 1}", "{min: 720, max: 0, step: 1}", "min.yaml:35:93: min must be less than max and step more than 0 (correct the bounds)"},
		{"scale twice", "- id: often\n    title", "- id: total\n    title", `min.yaml:39:9: the id "total" stands twice (give each its own id)`},
		{"ratio of three", "operator: sum", "operator: ratio", "min.yaml:39:5: the operator ratio has the wrong number of operands: 3 (it takes 2, in items and scales together)"},
		{"sum of one", "items: [a, b, c]\n    reversed: [b]", "items: [a]", "min.yaml:39:5: the operator sum has the wrong number of operands: 1 (it takes at least 2, in items and scales together)"},
		{"weights missing", "operator: sum", "operator: weighted-sum", "min.yaml:39:5: the operator weighted-sum needs the key weights (add it)"},
		{"a weight missing", "operator: sum", "operator: weighted-sum\n    weights: {a: 1, b: 2}", "min.yaml:42:14: there must be one weight for every item, and no scales (add or remove weights)"},
		{"recode that does not rise", "operator: count\n    items: [a, b]", "operator: recode\n    recode: [{from: 0, to: 0}, {from: 2, to: 1}, {from: 1, to: 2}]\n    items: [a]", "min.yaml:59:50: the lower bounds do not rise (sort the rows by from)"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse("min.yaml", []byte(changed(t, c.old, c.changed)))
			for _, d := range fault.Details(err) {
				if d.String() == c.want {
					return
				}
			}
			t.Errorf("got  %q\nwant among them: %s", fault.Details(err), c.want)
		})
	}
}
