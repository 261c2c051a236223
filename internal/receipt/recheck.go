package receipt

import (
	"fmt"
	"slices"
	"strings"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// Recheck computes everything in the receipt anew, by nothing but what is in it, and names what differs; nothing where
// all is the same. A result that another engine made may differ, and the difference then names the engines.
func (r *Receipt) Recheck() (differences []string) {
	d, err := q.Parse("definition", []byte(r.Definition))
	if err != nil {
		return []string{"the definition can't be read: " + oneLine(err)}
	}
	if d.Ref() != r.Questionnaire {
		differences = append(differences, fmt.Sprintf("the definition is of %s, but the receipt says %s", d.Ref(), r.Questionnaire))
	}
	if d.Hash() != r.Hash {
		differences = append(differences, fmt.Sprintf("the definition has the hash %s, but the receipt says %s", d.Hash(), r.Hash))
	}
	p, err := scoring.Compile(d)
	if err != nil {
		return append(differences, "the definition can't be used: "+oneLine(err))
	}
	answers, err := d.Answers(r.Answers)
	if err != nil {
		return append(differences, "the answers don't fit the definition: "+oneLine(err))
	}
	is := p.Again(answers, r.Result)
	differences = append(differences, scoring.Differences(r.Result, &is)...)
	return append(differences, r.derivedOtherwise(Derive(p, answers, &is))...)
}

func (r *Receipt) derivedOtherwise(is []Derivation) (differences []string) {
	if len(r.Derivations) != len(is) {
		return []string{fmt.Sprintf("the receipt derives %d scores, but there are %d", len(r.Derivations), len(is))}
	}
	for i, was := range r.Derivations {
		if was.Scale != is[i].Scale || !slices.Equal(was.Steps, is[i].Steps) {
			differences = append(differences, fmt.Sprintf("the derivation of %s was %q and is %q", was.Scale, was.Steps, is[i].Steps))
		}
	}
	return differences
}

func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }
