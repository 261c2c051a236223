// Package proof owns what can be shown of a definition before anyone answers it: what every scale can come to, that
// every band, category and flag can come about, that the examples hold and that they bite, and how two versions
// differ. It must not know files, people or storage.
//
// # What a proof covers
//
// A scale is walked over all answers that the conditions allow, with every item answered and with every pattern of
// answers left out. Partial answers that nothing can tell apart any more are followed once (see walk), so that the
// set of outcomes is exact and not a bound. What a scale comes to is always computed by package scoring on a true set of
// answers. Where the work would grow past its bound, the finding says "not proven"; nothing is assumed. A graded
// response scale with many patterns of answers is proven for its ends only, and Reach says so.
//
// # Rounding
//
// All values are exact rationals. Nothing is rounded on the way but a prorated value, and that in one place, by the
// scale's missing rule: band-half-up (the default) leaves the value as it is and looks its band up with the raw value
// rounded half up to a whole number, before the transform; value-half-up and value-up make the raw value itself whole;
// none rounds nothing. Half up is towards plus infinity: 4.5 becomes 5 and −1.5 becomes −1. A band begins at its bound:
// the value of the bound lies in it, and any value below, however near, does not. The T score of a graded response
// model is a float that is rounded half up to one decimal by way of nine. An example's value is compared at the
// decimals it is written with; a fraction must be met exactly.
package proof

import (
	"fmt"
	"strings"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// Proof is what was shown of a definition. It can be released where it has no faults.
type Proof struct {
	Faults   []Finding // what must be mended
	Warnings []Finding // what somebody should look at
	Reaches  []Reach   // the exact values of every scale, in the definition's order
	Mutation Mutation
}

// Finding is one thing a proof has to say, at a path such as scales[0].range.
type Finding struct {
	Path string
	What string
	Mend string
}

// Prove shows everything of a definition that can be shown before anyone answers it.
func Prove(p *scoring.Program) Proof {
	s := newSpace(plain(p), &work{})
	var f findings
	reaches := f.scales(s)
	f.flags(s)
	f.conditions(s)
	f.unread(p.Definition())
	f.figures(p.Definition())
	f.words(p.Definition())
	for _, m := range examplesOf(p) {
		f.fault(m.path, m.mend, "%s: %s", m.where, m.what)
	}
	proof := Proof{Reaches: reaches}
	if len(f.faults) == 0 { // a mutant says nothing where the original is wrong
		proof.Mutation = bite(s, reaches)
		f.survivors(&proof.Mutation)
	}
	proof.Faults, proof.Warnings = f.faults, f.warnings
	return proof
}

// plain leaves out what no value depends on, so that scoring is quicker.
func plain(p *scoring.Program) *scoring.Program {
	d := *p.Definition()
	d.Scales = append([]q.Scale(nil), d.Scales...)
	for i := range d.Scales {
		d.Scales[i].Precision = nil
	}
	if bare, err := scoring.Compile(&d); err == nil {
		return bare
	}
	return p
}

// findings gathers what is wrong, each with the path of the value in the definition's file.
type findings struct {
	faults, warnings []Finding
}

func (f *findings) fault(path, mend, what string, args ...any) {
	f.faults = append(f.faults, Finding{path, fmt.Sprintf(what, args...), mend})
}

func (f *findings) warn(path, mend, what string, args ...any) {
	f.warnings = append(f.warnings, Finding{path, fmt.Sprintf(what, args...), mend})
}

func (f *findings) survivors(m *Mutation) {
	for _, s := range m.Survivors {
		f.fault("examples", "add an example with the answers ["+answersLine(s.Answers)+"] and what the source says they come to", "no example notices this change: %s", s.Name)
	}
	for _, name := range m.Undecided {
		f.warn("examples", "add an example that would notice it", "no example notices this change, and it is not proven to be without effect: %s", name)
	}
	if m.Cut {
		f.warn("examples", "split the questionnaire", "only the first %d changes were tried against the examples", m.Mutants)
	}
}

func answersLine(answers []*q.Given) string {
	parts := make([]string, len(answers))
	for i, g := range answers {
		parts[i] = "null"
		if g != nil {
			parts[i] = string(*g)
		}
	}
	return strings.Join(parts, ", ")
}
