package chart

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	q "steelyard/internal/questionnaire"
	"steelyard/questionnaires"
)

// shippedDefinitions gives every definition that ships, by its file.
func shippedDefinitions(t testing.TB) map[string]*q.Definition {
	t.Helper()
	files, err := fs.Glob(questionnaires.FS, "*/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*q.Definition{}
	for _, file := range files {
		content, err := fs.ReadFile(questionnaires.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(file, "profiles/") {
			continue
		}
		if all[file], err = q.Parse(file, content); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// subscales is a form of n items in five subscales that feed a total, every third item reversed.
func subscales(t testing.TB, n int, mixed bool) *q.Definition {
	t.Helper()
	var b, scales strings.Builder
	b.WriteString(`
id: subscales
version: 1.0.0
title: {en: Five subscales}
short_title: {en: Five}
domain: test
purpose: {en: A test.}
evidence: unvalidated
languages: [en]
respondent: patient
minutes: 9
rights: {holder: Nobody, basis: own-work, commercial: "yes", source: own, as_of: 2026-11-23}
wording: included
choice_sets:
  - id: often
    choices: [{code: "0", score: 0, label: {en: Never}}, {code: "1", score: 1, label: {en: Often}}]
sources: [{id: own, citation: Made up, checked: verified}]
items:
`)
	order := rand.New(rand.NewPCG(1, 2)).Perm(n)
	members, reversed := make([][]string, 5), make([][]string, 5)
	for i := range n {
		fmt.Fprintf(&b, "  - {id: q%d, label: {en: Topic number %d}, choices: often, text: {en: A}}\n", i+1, i+1)
		of := i * 5 / n
		if mixed {
			of = order[i] % 5
		}
		members[of] = append(members[of], fmt.Sprintf("q%d", i+1))
		if i%3 == 2 {
			reversed[of] = append(reversed[of], fmt.Sprintf("q%d", i+1))
		}
	}
	for i := range members {
		fmt.Fprintf(&scales, "  - {id: s%d, title: {en: Subscale number %d}, operator: sum, items: [%s], reversed: [%s], missing: {rule: complete, source: own}, direction: difficulty, range: {min: 0, max: %d}, source: own, bands: [{code: low, from: 0, label: {en: Low}, rank: 0, source: own}, {code: mid, from: 2, label: {en: Middle}, rank: 1, source: own}, {code: high, from: 3, label: {en: High}, rank: 2, source: own}]}\n",
			i, i, strings.Join(members[i], ", "), strings.Join(reversed[i], ", "), len(members[i]))
	}
	fmt.Fprintf(&scales, "  - {id: total, title: {en: Total}, operator: sum, scales: [s0, s1, s2, s3, s4], missing: {rule: complete, source: own}, direction: difficulty, range: {min: 0, max: %d}, source: own}\n", n)
	d, err := q.Parse("subscales.yaml", []byte(b.String()+"scales:\n"+scales.String()))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestNoScoringIsClipped(t *testing.T) {
	all := shippedDefinitions(t)
	for _, n := range []int{15, 60, 200} {
		all[fmt.Sprint(n)], all[fmt.Sprint(n, " mixed")] = subscales(t, n, false), subscales(t, n, true)
	}
	for name, d := range all {
		c := Scoring(d)
		checkTable(t, c)
		for _, width := range []float64{MinWidth, Narrow, 343, 519, 520, 600, Wide, 1000} {
			if fault := inFrame(c, width); fault != "" {
				t.Errorf("%s at %.0f: %s", name, width, fault)
			}
		}
	}
}

// TestNothingOfAScoringTouches wants no box of a column to lie on another.
func TestNothingOfAScoringTouches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var column []node
		for range rapid.IntRange(0, 30).Draw(t, "boxes") {
			column = append(column, node{height: rapid.Float64Range(5, 90).Draw(t, "height"), wish: rapid.Float64Range(-50, 2000).Draw(t, "wish")})
		}
		height := stacked(column) + rapid.Float64Range(0, 500).Draw(t, "spare")
		settleColumn(column, height)
		for i := range column {
			if b := column[i]; b.y < -.01 || b.y+b.height > height+.01 || i > 0 && b.y < column[i-1].y+column[i-1].height {
				t.Fatalf("box %d of %+v in %.1f", i, column, height)
			}
		}
	})
}

// TestScoringSaysEverything wants the words and the table to have what the drawing has.
func TestScoringSaysEverything(t *testing.T) {
	for name, d := range shippedDefinitions(t) {
		c := Scoring(d)
		said := c.Describe()
		for i := range d.Scales {
			s := &d.Scales[i]
			want := []string{s.Title.In("en")}
			for _, b := range s.Bands {
				want = append(want, "from "+b.From.String()+": "+b.Label.In("en"))
			}
			for _, x := range s.Decide {
				want = append(want, x.Label.In("en"))
			}
			for _, w := range want {
				if !strings.Contains(said, plain(w)) {
					t.Errorf("%s does not say %q: %s", name, w, said)
				}
			}
		}
		if forbidden.MatchString(said) {
			t.Errorf("%s says %q", name, forbidden.FindString(said))
		}
		if rows := c.Table().Rows; len(rows) != len(d.Scales) {
			t.Errorf("%s: the table has %d rows, want %d", name, len(rows), len(d.Scales))
		}
	}
}

func TestScoringWords(t *testing.T) {
	c := Scoring(subscales(t, 15, false))
	for _, want := range []string{
		"From 15 questions to 6 scales.", "Subscale number 0: sum of questions 1–3; reversed: 3; from 0 to 3; bands: from 0: Low, from 2: Middle, from 3: High.",
		"Total: sum of “Subscale number 0”, “Subscale number 1”, “Subscale number 2”, “Subscale number 3”, “Subscale number 4”; from 0 to 15.",
	} {
		if !strings.Contains(c.Describe(), want) {
			t.Errorf("want %q in %q", want, c.Describe())
		}
	}
	if got := numbers([]int{1, 2, 3, 5, 6, 9, 10, 11, 12}); got != "1–3, 5, 6, 9–12" {
		t.Errorf("got %q", got)
	}
	svg := SVG(c, "s", Narrow)
	for _, want := range []string{"(reversed)", "Subscale number 3", "In no scale"} {
		if strings.Contains(svg, want) == (want == "In no scale") {
			t.Errorf("the narrow drawing and %q", want)
		}
	}
}

func TestScoringGolden(t *testing.T) {
	d := shippedDefinitions(t)["phq-4/1.0.0.yaml"]
	for kind, width := range map[string]float64{"narrow": Narrow, "wide": Wide} {
		golden(t, "scoring-"+kind+".svg", SVG(Scoring(d), "scoring", width))
	}
}
