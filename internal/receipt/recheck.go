package receipt

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"steelyard/internal/profile"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// Recheck computes everything in the receipt anew, by nothing but what is in it, and names what differs; nothing where
// all is the same. A result that another engine made may differ, and the difference then names the engines.
func (r *Receipt) Recheck() (differences []string) {
	p, differences := program(r.Definition, r.Questionnaire, r.Hash)
	if p == nil {
		return differences
	}
	differences = append(differences, again(p, r.Answers, r.Result, r.Derivations)...)
	if r.Profile != nil {
		differences = append(differences, r.Profile.recheck([]profile.Measurement{measurement(p, r.Result, r.CompletedAt)})...)
	}
	return differences
}

// program makes a definition's text ready for scoring, and holds it to its name and hash.
func program(text string, ref q.Ref, hash q.Hash) (p *scoring.Program, differences []string) {
	d, err := q.Parse("definition", []byte(text))
	if err != nil {
		return nil, []string{"the definition can't be read: " + oneLine(err)}
	}
	if d.Ref() != ref {
		differences = append(differences, fmt.Sprintf("the definition is of %s, but the receipt says %s", d.Ref(), ref))
	}
	if d.Hash() != hash {
		differences = append(differences, fmt.Sprintf("the definition has the hash %s, but the receipt says %s", d.Hash(), hash))
	}
	if p, err = scoring.Compile(d); err != nil {
		return nil, append(differences, "the definition can't be used: "+oneLine(err))
	}
	return p, differences
}

// again computes a result and how it came about anew, and names what differs.
func again(p *scoring.Program, form q.Form, was *scoring.Result, derived []Derivation) []string {
	answers, err := p.Definition().Answers(form)
	if err != nil {
		return []string{"the answers don't fit the definition: " + oneLine(err)}
	}
	is := p.Again(answers, was)
	return append(scoring.Differences(was, &is), derivedOtherwise(derived, Derive(p, answers, &is))...)
}

func derivedOtherwise(list, is []Derivation) (differences []string) {
	if len(list) != len(is) {
		return []string{fmt.Sprintf("the receipt derives %d scores, but there are %d", len(list), len(is))}
	}
	for i, was := range list {
		if was.Scale != is[i].Scale || !slices.Equal(was.Steps, is[i].Steps) {
			differences = append(differences, fmt.Sprintf("the derivation of %s was %q and is %q", was.Scale, was.Steps, is[i].Steps))
		}
	}
	return differences
}

// measurement makes a result usable for a profile.
func measurement(p *scoring.Program, r *scoring.Result, at time.Time) profile.Measurement {
	return profile.Measurement{Definition: p.Definition(), Result: r, At: at}
}

func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }
