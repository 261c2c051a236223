package questionnaires_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	q "steelyard/internal/questionnaire"
)

// forbidden are the words that no label, note or text may use of a person.
var forbidden = regexp.MustCompile(`(?i)\b(deficien\w*|deficits?|imbalanc\w*|confirm(s|ed)?|rules? out|ruled out|normal\w*|abnormal\w*|treat\w*|cures?|you have|(low|lower|high|higher) (levels? of )?(dopamine|serotonin))\b`)

func TestNoTextHasAForbiddenWord(t *testing.T) {
	for path, d := range definitions(t) {
		published := d.Rights.Basis != q.OwnWork
		eachString(t, d, func(where, text string) {
			wording := strings.HasPrefix(where, ".items") && strings.Contains(where, ".text.") || strings.HasPrefix(where, ".intro")
			if published && wording {
				return
			}
			report(t, path+where, text)
		})
	}
	for path, p := range profiles(t) {
		eachString(t, p, func(where, text string) { report(t, path+where, text) })
	}
}

func report(t *testing.T, where, text string) {
	t.Helper()
	if strings.HasSuffix(where, ".citation") { // the title of somebody else's work
		return
	}
	if word := forbidden.FindString(text); word != "" {
		t.Errorf("%s has the forbidden %q: %s", where, word, text)
	}
}

func TestForbiddenWordsAreFound(t *testing.T) {
	for text, want := range map[string]bool{
		"signs of low serotonin":           true,
		"a serotonin imbalance":            true,
		"within the Normal range":          true,
		"you have depression":              true,
		"this rules out anxiety":           true,
		"an amount of dopamine":            false,
		"below the screening threshold":    false,
		"one half for C, 0 for D, in text": false,
	} {
		if got := forbidden.MatchString(text); got != want {
			t.Errorf("forbidden(%q) = %v, want %v", text, got, want)
		}
	}
}

// The published forms of this family had "Not at all sure" as their lowest choice in many reproductions.
func TestLowestChoiceOfPublishedForms(t *testing.T) {
	for path, d := range definitions(t) {
		if d.Rights.Basis != q.FreeWithNotice || d.Wording == q.Supplied {
			continue
		}
		if got := d.ChoicesOf(&d.Items[0])[0].Label.In("en"); got != "Not at all" {
			t.Errorf("%s: the lowest choice reads %q, want %q", path, got, "Not at all")
		}
	}
}

// A key whose wording is supplied by the site has no text of the published form: not an item's, a choice's or the
// introduction's. Its labels are topics of ours, of one to four words.
func TestKeysShipNoWording(t *testing.T) {
	for path, d := range definitions(t) {
		if d.Wording != q.Supplied {
			continue
		}
		if len(d.Intro) > 0 {
			t.Errorf("%s has an introduction", path)
		}
		for _, set := range d.ChoiceSets {
			for _, c := range set.Choices {
				if len(c.Label) > 0 {
					t.Errorf("%s: the choice %s of %s has a label", path, c.Code, set.ID)
				}
			}
		}
		for _, item := range d.Items {
			if n := len(strings.Fields(item.Label.In("en"))); n < 1 || n > 4 || len(item.Text) > 0 {
				t.Errorf("%s: %s has a text, or a label of %d words", path, item.ID, n)
			}
		}
	}
}

func TestUnvalidatedScalesClaimNothing(t *testing.T) {
	for path, d := range definitions(t) {
		for _, s := range d.Scales {
			if d.Evidence == q.Unvalidated && (len(s.Bands) > 0 || len(s.Norms) > 0 || s.Change != nil) {
				t.Errorf("%s: the unvalidated scale %s has bands, norms or change figures", path, s.ID)
			}
			// A key alone may have no figure to build an interval on; then none is printed.
			if s.Precision == nil && s.Direction != q.Neither && d.Wording == q.Included {
				t.Errorf("%s: the scale %s has no basis for an interval", path, s.ID)
			}
		}
	}
}

// Reading age 11 is about grade 6 of Flesch and Kincaid; on single sentences the formula is rough, so the limit holds
// for the mean of a form, and a sentence may have at most 18 words.
func TestOwnItemsAreEasyToRead(t *testing.T) {
	for path, d := range definitions(t) {
		if d.Rights.Basis != q.OwnWork {
			continue
		}
		var total float64
		for _, item := range d.Items {
			text := item.Text.In("en")
			words := strings.Fields(text)
			if len(words) > 18 {
				t.Errorf("%s: %s has %d words: %s", path, item.ID, len(words), text)
			}
			if strings.Contains(strings.ToLower(text), " not ") && strings.Contains(text, "n't") {
				t.Errorf("%s: %s has a double negative: %s", path, item.ID, text)
			}
			total += grade(words)
		}
		if mean := total / float64(len(d.Items)); mean > 6 {
			t.Errorf("%s: the items read at grade %.1f, want at most 6", path, mean)
		}
	}
}

func TestOwnItemsAskNothingOfSelfHarm(t *testing.T) {
	risky := regexp.MustCompile(`(?i)suicid|self-harm|hurt(ing)? yourself|\bdead\b|\bdeath\b|\bdie\b`)
	for path, d := range definitions(t) {
		for _, item := range d.Items {
			if d.Rights.Basis == q.OwnWork && risky.MatchString(item.Text.In("en")) {
				t.Errorf("%s: %s asks about self-harm, which needs an urgent flag", path, item.ID)
			}
		}
	}
}

func TestOwnCoreFormsAreKeyedBothWays(t *testing.T) {
	for path, d := range definitions(t) {
		if d.Rights.Basis != q.OwnWork {
			continue
		}
		reversed := slices.ContainsFunc(d.Scales, func(s q.Scale) bool { return len(s.Reversed) > 0 })
		if !reversed {
			t.Errorf("%s: no item is keyed the other way", path)
		}
	}
}

// grade is the Flesch–Kincaid grade of one sentence: 0.39 words + 11.8 syllables per word − 15.59.
func grade(words []string) float64 {
	n := 0
	for _, w := range words {
		n += syllables(w)
	}
	return 0.39*float64(len(words)) + 11.8*float64(n)/float64(len(words)) - 15.59
}

var vowels = regexp.MustCompile(`[aeiouy]+`)

func syllables(word string) int {
	w := strings.Trim(strings.ToLower(word), ".,?!:;()")
	w = strings.TrimSuffix(strings.TrimSuffix(w, "es"), "e")
	return max(1, len(vowels.FindAllString(w, -1)))
}

// eachString calls f for every string of v's canonical form, with its place.
func eachString(t *testing.T, v any, f func(where, text string)) {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(b, &tree); err != nil {
		t.Fatal(err)
	}
	walk("", tree, f)
}

func walk(where string, v any, f func(where, text string)) {
	switch v := v.(type) {
	case string:
		f(where, v)
	case []any:
		for _, e := range v {
			walk(where+"[]", e, f)
		}
	case map[string]any:
		for k, e := range v {
			walk(where+"."+k, e, f)
		}
	}
}

// TestANoticeInEveryLanguageChangesNothingElse holds our own forms to their version before: what is asked and scored is the same,
// so that a trend runs on, and the notice is there in every language, each its own.
func TestANoticeInEveryLanguageChangesNothingElse(t *testing.T) {
	all, n := definitions(t), 0
	for path, later := range all {
		if later.Rights.Basis != q.OwnWork || later.Version != "1.0.2" {
			continue
		}
		n++
		seen := map[string]bool{}
		for _, l := range later.Languages {
			if list := later.Notice(l); len(list) != 1 || list[0].In != l || seen[list[0].Text] {
				t.Errorf("%s: the notice in %s is %v", path, l, list)
			}
			seen[later.NoticeWords(l)] = true
		}
		was, now := *all[strings.Replace(path, "1.0.2", "1.0.1", 1)], *later
		for _, d := range []*q.Definition{&was, &now} {
			d.Version, d.Changes, d.Rights.Notice = "", nil, nil
		}
		a, errA := json.Marshal(was)
		b, errB := json.Marshal(now)
		if errA != nil || errB != nil || string(a) != string(b) {
			t.Errorf("%s: more than the notice changed (%v, %v)", path, errA, errB)
		}
	}
	if n != 5 {
		t.Errorf("got %d of our own forms, want 5", n)
	}
}
