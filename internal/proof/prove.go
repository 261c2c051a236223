package proof

import (
	"fmt"
	"slices"
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

// Prove shows everything of a definition that can be shown before anyone answers it.
func Prove(p *scoring.Program) Proof {
	var f findings
	reaches := f.scales(p)
	f.flags(p)
	f.conditions(p)
	f.words(p.Definition())
	for _, d := range Examples(p) {
		f.fault("examples", d.Mend, "%s: %s", d.Where, d.What)
	}
	proof := Proof{Reaches: reaches}
	if len(f.faults) == 0 { // a mutant says nothing where the original is wrong
		proof.Mutation = bite(p, reaches)
		f.survivors(&proof.Mutation)
	}
	proof.Faults, proof.Warnings = f.faults, f.warnings
	return proof
}

func (f *findings) survivors(m *Mutation) {
	for _, s := range m.Survivors {
		f.fault("examples", "add an example with the answers ["+answersLine(s.Answers)+"] and what the source says they come to", "no example notices this change: %s", s.Name)
	}
	for _, name := range m.Undecided {
		f.warn("examples", "add an example that would notice it", "no example notices this change, and it is not proven to be without effect: %s", name)
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

// flags checks that every flag can be raised by a finished form, and that it says what a missing answer means.
func (f *findings) flags(p *scoring.Program) {
	d := p.Definition()
	for i := range d.Flags {
		flag, path := &d.Flags[i], fmt.Sprintf("flags[%d]", i)
		if len(flag.Unanswered) == 0 {
			f.fault(path, "add unanswered, with words for the clinician", "the flag %s does not say what it means when an answer it reads is left out or hidden", flag.ID)
		}
		w, ok := newWalk(newSpace(p), target{flag: flag.ID})
		var all []reached
		if ok {
			all, ok = w.run(true)
		}
		if !ok {
			f.warn(path, "test simpler scales", "the flag %s is not proven: too many combinations", flag.ID)
			continue
		}
		raised := func(want q.Truth) bool {
			return slices.ContainsFunc(all, func(r reached) bool { return r.outcomes[0].Raised == want })
		}
		if !raised(q.True) {
			f.fault(path+".when", "correct the condition", "no answers raise the flag %s", flag.ID)
		}
		if !raised(q.False) {
			f.fault(path+".when", "correct the condition", "every finished form raises the flag %s", flag.ID)
		}
	}
}

// conditions checks that every item with a condition can be shown and can be kept off the form.
func (f *findings) conditions(p *scoring.Program) {
	d := p.Definition()
	for i := range d.Items {
		if d.Items[i].ShownWhen == nil {
			continue
		}
		path := fmt.Sprintf("items[%d].shown_when", i)
		shown, hidden, ok := visibility(p, i)
		switch {
		case !ok:
			f.warn(path, "test simpler items", "whether %s is shown is not proven: too many combinations", d.Items[i].ID)
		case !shown:
			f.fault(path, "correct the condition", "the item %s is never shown", d.Items[i].ID)
		case !hidden:
			f.fault(path, "remove the condition, or correct it", "the item %s is always shown", d.Items[i].ID)
		}
	}
}

func visibility(p *scoring.Program, item int) (shown, hidden, ok bool) {
	s := newSpace(p)
	w := &walk{space: s, place: map[int]int{}}
	depth := w.walkSlot(s.slotOf(0, p.Definition().Items[item].ID))
	for i := range s.slots {
		s.slots[i].classify()
	}
	all, ok := w.run(true)
	for _, r := range all {
		t := r.last
		for t.depth-1 != depth {
			t = t.from
		}
		if t.option>>hiddenShift == 0 {
			shown = true
		} else {
			hidden = true
		}
	}
	return shown, hidden, ok
}

// words warns of texts that stand twice, of double negatives and of long items.
func (f *findings) words(d *q.Definition) {
	for _, l := range d.Languages {
		seen := map[string]q.ItemID{}
		for i := range d.Items {
			text, path := d.Items[i].Text[l], fmt.Sprintf("items[%d].text.%s", i, l)
			if text == "" {
				continue
			}
			if other, ok := seen[strings.ToLower(text)]; ok {
				f.warn(path, "say each thing once", "the text of %s stands at %s too", d.Items[i].ID, other)
			}
			seen[strings.ToLower(text)] = d.Items[i].ID
			if n := len(strings.Fields(text)); n > 30 {
				f.warn(path, "make it shorter, or two items", "the item %s has %d words", d.Items[i].ID, n)
			}
			if l == q.DefaultLanguage && negatives(text) > 1 {
				f.warn(path, "say it without the second no", "the item %s has a double negative", d.Items[i].ID)
			}
		}
	}
}

func negatives(text string) (n int) {
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !('a' <= r && r <= 'z' || r == '\'' || r == '’') }) {
		switch word {
		case "not", "no", "never", "none", "nothing", "nobody", "without", "cannot", "unable", "hardly":
			n++
		default:
			if strings.HasSuffix(word, "n't") || strings.HasSuffix(word, "n’t") {
				n++
			}
		}
	}
	return n
}
