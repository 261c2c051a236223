package proof_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"steelyard/internal/proof"
	"steelyard/internal/scoring"
	"steelyard/questionnaires"
)

// BenchmarkShipped proves each questionnaire that ships.
func BenchmarkShipped(b *testing.B) {
	files, err := fs.Glob(questionnaires.FS, "*/*.yaml")
	if err != nil {
		b.Fatal(err)
	}
	for _, file := range files {
		content, err := fs.ReadFile(questionnaires.FS, file)
		if err != nil {
			b.Fatal(err)
		}
		p := compiled(b, file, content)
		b.Run(string(p.Definition().ID), func(b *testing.B) {
			for b.Loop() {
				proof.Prove(p)
			}
		})
	}
}

// BenchmarkLibrary proves all of them, one after the other.
func BenchmarkLibrary(b *testing.B) {
	files, err := fs.Glob(questionnaires.FS, "*/*.yaml")
	if err != nil {
		b.Fatal(err)
	}
	var programs []*scoring.Program
	for _, file := range files {
		content, err := fs.ReadFile(questionnaires.FS, file)
		if err != nil {
			b.Fatal(err)
		}
		programs = append(programs, compiled(b, file, content))
	}
	for b.Loop() {
		for _, p := range programs {
			proof.Prove(p)
		}
	}
}

// BenchmarkSixtyItems proves 60 items of 0 to 4 in five scales of twelve, two of which may be missing in each, with bands,
// a total over the five and ten examples, which leave some mutants alive.
func BenchmarkSixtyItems(b *testing.B) {
	p := compiled(b, "sixty.yaml", []byte(sixtyItems()))
	for b.Loop() {
		if got := proof.Prove(p); len(got.Reaches) != 6 || !got.Reaches[5].Proven {
			b.Fatalf("got %v", got.Faults)
		}
	}
}

const sixtyHead = `id: sixty
version: 1.0.0
title: {en: T}
short_title: {en: T}
domain: test
purpose: {en: T}
evidence: unvalidated
languages: [en]
respondent: patient
minutes: 9
rights: {holder: nobody, basis: own-work, commercial: "yes", source: x, as_of: 2026-11-23}
wording: supplied
choice_sets:
  - {id: often, choices: [{code: "0", score: 0}, {code: "1", score: 1}, {code: "2", score: 2}, {code: "3", score: 3}, {code: "4", score: 4}]}
sources: [{id: x, citation: X, checked: verified}]
items:
`

func sixtyItems() string {
	var s strings.Builder
	s.WriteString(sixtyHead)
	for i := range 60 {
		fmt.Fprintf(&s, "  - {id: q%d, label: {en: Q}, choices: often}\n", i)
	}
	s.WriteString("scales:\n")
	for scale := range 5 {
		var ids []string
		for i := range 12 {
			ids = append(ids, fmt.Sprintf("q%d", 12*scale+i))
		}
		fmt.Fprintf(&s, "  - {id: s%d, title: {en: S}, operator: sum, items: [%s], reversed: [%s], missing: {rule: prorate, at_most: 2, round: band-half-up, source: x}, direction: difficulty, range: {min: 0, max: 48}, source: x, bands: [%s]}\n",
			scale, strings.Join(ids, ", "), ids[scale], bandsFrom(0, 12, 24, 36))
	}
	fmt.Fprintf(&s, "  - {id: total, title: {en: S}, operator: sum, scales: [s0, s1, s2, s3, s4], missing: {rule: complete, source: x}, direction: difficulty, range: {min: 0, max: 240}, source: x, bands: [%s]}\n", bandsFrom(0, 60, 120, 180))
	s.WriteString("examples:\n")
	for example := range 10 {
		s.WriteString(sixtyExample(example))
	}
	return s.String()
}

func bandsFrom(bounds ...int) string {
	var list []string
	for i, b := range bounds {
		list = append(list, fmt.Sprintf("{code: b%d, from: %d, label: {en: B}, rank: %d, source: x}", i, b, i))
	}
	return strings.Join(list, ", ")
}

// sixtyExample answers in a pattern of its own; what it comes to is added up here, by the key as it stands above.
func sixtyExample(n int) string {
	answers, expect := make([]string, 60), ""
	total := 0
	for scale := range 5 {
		sum := 0
		for i := range 12 {
			a := (i*i + n*(i+1) + 3*scale*n + n/3) % 5
			answers[12*scale+i] = fmt.Sprint(a)
			if i == scale {
				a = 4 - a
			}
			sum += a
		}
		total += sum
		expect += fmt.Sprintf("s%d: {value: %q, band: b%d}, ", scale, fmt.Sprint(sum), min(3, sum/12))
	}
	return fmt.Sprintf("  - {id: e%d, answers: [%s], expect: {%stotal: {value: %q, band: b%d}}, source: x}\n", n, strings.Join(answers, ", "), expect, fmt.Sprint(total), min(3, total/60))
}
