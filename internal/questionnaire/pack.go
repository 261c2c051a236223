package questionnaire

import (
	"regexp"
	"slices"
	"strings"

	"steelyard/internal/document"
)

// Pack is the wording of one questionnaire version in one language, which a site adds where only the key ships.
type Pack struct {
	Questionnaire Ref                             `json:"questionnaire"`
	Language      Language                        `json:"language"`
	Rights        *PackRights                     `json:"rights,omitempty"`
	Notice        string                          `json:"notice,omitempty"` // carried wherever the wording is shown
	Intro         string                          `json:"intro,omitempty"`
	Items         map[ItemID]string               `json:"items"`
	Choices       map[SetID]map[ChoiceCode]string `json:"choices,omitempty"`
}

// PackRights says who may use a wording, on what ground, where that is written, and the last day on which it holds.
type PackRights struct {
	Who       string    `json:"who"`
	Basis     PackBasis `json:"basis"`
	Reference string    `json:"reference,omitempty"`
	Until     Date      `json:"until,omitempty"` // empty where it has no end
}

// PackBasis says on what ground a site may use a wording.
type PackBasis string

// The grounds: a licence, the holder's permission in writing, terms under which anybody may use it, a Creative Commons
// licence, the public domain.
const (
	PackLicence    PackBasis = "licence"
	PackPermission PackBasis = "permission"
	PackFreeTerms  PackBasis = "free-terms"
	PackCommons    PackBasis = "creative-commons"
	PackPublic     PackBasis = "public-domain"
)

// Enum gives the words allowed in a file.
func (PackBasis) Enum() []string {
	return []string{string(PackLicence), string(PackPermission), string(PackFreeTerms), string(PackCommons), string(PackPublic)}
}

// About is what may be said of a pack beside its file. What it says goes before what the file says.
type About struct {
	Language Language
	Rights   PackRights
	Notice   string
}

// Hash gives the SHA-256 of the pack's canonical form.
func (p *Pack) Hash() (Hash, error) {
	hash, err := document.Hash(p)
	return Hash(hash), err
}

// Expired says whether the right to use the wording has ended before a day.
func (p *Pack) Expired(today Date) bool {
	return p.Rights != nil && p.Rights.Until != "" && p.Rights.Until < today
}

// WithWording gives the definition with the words of some packs, a later one going before an earlier one of the same
// language. It keeps the key's hash, because no word of a pack changes a score.
func (d *Definition) WithWording(packs ...*Pack) *Definition {
	w := *d
	w.Items, w.ChoiceSets, w.Languages = slices.Clone(d.Items), slices.Clone(d.ChoiceSets), slices.Clone(d.Languages)
	w.packs = newest(packs)
	for i := range w.ChoiceSets {
		w.ChoiceSets[i].Choices = slices.Clone(w.ChoiceSets[i].Choices)
	}
	for _, p := range w.packs {
		w.word(p)
	}
	return &w
}

// Packs gives the packs whose words a definition shows, one a language.
func (d *Definition) Packs() []*Pack { return d.packs }

// HasWording says whether there is a text for every item, so that the form can be shown.
func (d *Definition) HasWording() bool {
	return d.Wording == Included || len(d.packs) > 0
}

// LanguageFor gives the language in which the items are shown to somebody who would like another.
func (d *Definition) LanguageFor(wanted Language) Language {
	if d.Wording == Included && slices.Contains(d.Languages, wanted) || slices.ContainsFunc(d.packs, func(p *Pack) bool { return p.Language == wanted }) {
		return wanted
	}
	if d.Wording == Included || len(d.packs) == 0 || slices.ContainsFunc(d.packs, func(p *Pack) bool { return p.Language == DefaultLanguage }) {
		return DefaultLanguage
	}
	return d.packs[0].Language
}

// newest keeps the last pack of each language, sorted by language.
func newest(packs []*Pack) []*Pack {
	byLanguage := map[Language]*Pack{}
	for _, p := range packs {
		byLanguage[p.Language] = p
	}
	list := make([]*Pack, 0, len(byLanguage))
	for _, p := range byLanguage {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b *Pack) int { return strings.Compare(string(a.Language), string(b.Language)) })
	return list
}

func (d *Definition) word(p *Pack) {
	if !slices.Contains(d.Languages, p.Language) {
		d.Languages = append(d.Languages, p.Language)
	}
	d.Intro = d.Intro.with(p.Language, p.Intro)
	for i := range d.Items {
		d.Items[i].Text = d.Items[i].Text.with(p.Language, p.Items[d.Items[i].ID])
	}
	for i := range d.ChoiceSets {
		set := &d.ChoiceSets[i]
		for j := range set.Choices {
			set.Choices[j].Label = set.Choices[j].Label.with(p.Language, p.Choices[set.ID][set.Choices[j].Code])
		}
	}
}

var languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
