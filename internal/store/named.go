package store

import (
	"slices"
	"strings"
	"unicode"

	"steelyard/internal/clinic"
)

// NamesSomebody says whether a text has the record number, or the name, of a patient whom somebody may see: two words of the name, or
// all of a name of one word. One word of several is no name: it may be a month, a colour or a street.
func (tx *Tx) NamesSomebody(text string, to clinic.Visible) (bool, error) {
	words, bare := wordsOf(foldName(text)), " "+strings.Join(wordsOf(fold(text)), " ")+" "
	found := false
	err := tx.sealing.people.read(tx.db.Statement.Context, func(all []*person) {
		found = slices.ContainsFunc(all, func(p *person) bool {
			return (p.record != "" && strings.Contains(bare, " "+strings.Join(wordsOf(p.record), " ")+" ") || isNamed(p.name, words)) &&
				to.Has(clinic.Subject{Patient: clinic.PatientID(p.id), Clinician: clinic.UserID(p.clinician), Team: clinic.TeamID(p.team)})
		})
	})
	return found, fails("look for names", err)
}

func isNamed(name string, words []string) bool {
	parts, found := wordsOf(name), 0
	for _, part := range parts {
		if slices.Contains(words, part) {
			found++
		}
	}
	return found > 0 && found >= min(2, len(parts))
}

func wordsOf(folded string) []string {
	return strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
