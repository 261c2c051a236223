// Package profile owns the balance profile: several Results arranged in symptom domains and two overlapping groups
// of domains, with uncertainty and a notice that can't be left out. It is a summary of answers. It must not know
// patients, pages or storage, and it never speaks of an amount of any substance in the body.
package profile

import (
	"fmt"
	"slices"

	"steelyard/internal/document"
	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

// DomainID names a domain, GroupID a group of domains.
type (
	DomainID string
	GroupID  string
)

// Definition is one version of a profile, as its file says it. It is read-only once parsed.
type Definition struct {
	ID      q.ID            `json:"id"`
	Version q.Version       `json:"version"`
	Title   q.Text          `json:"title"`
	Notice  []q.Text        `json:"notice"` // the sentences every rendering carries, in order
	Groups  []Group         `json:"groups"` // two; the contrast is the first less the second
	Domains []Domain        `json:"domains"`
	Sources []q.Source      `json:"sources"`
	Changes []q.VersionNote `json:"changes,omitempty"`

	hash q.Hash
}

// Group is a set of domains that research has associated with one transmitter.
type Group struct {
	ID    GroupID `json:"id"`
	Title q.Text  `json:"title"`
	About q.Text  `json:"about"`
}

// Domain is one kind of difficulty a person can report.
type Domain struct {
	ID         DomainID             `json:"id"`
	Title      q.Text               `json:"title"`
	Scales     []ScaleRef           `json:"scales"` // in order of preference
	MaxAgeDays int                  `json:"max_age_days"`
	Evidence   map[GroupID]Evidence `json:"evidence"`
	SaysNot    q.Text               `json:"says_nothing_about"`
}

// ScaleRef names a scale of a questionnaire in any version that has it.
type ScaleRef struct {
	Questionnaire q.ID      `json:"questionnaire"`
	Scale         q.ScaleID `json:"scale"`
}

// Evidence says how well research supports that a domain belongs to a group.
type Evidence struct {
	Grade   Grade        `json:"grade"`
	Note    q.Text       `json:"note,omitempty"`
	Sources []q.SourceID `json:"sources"`
}

// Grade is the strength of the evidence: A consistent in people, B convergent in people, C mixed or indirect, D none usable.
type Grade string

// The grades.
const (
	GradeA Grade = "A"
	GradeB Grade = "B"
	GradeC Grade = "C"
	GradeD Grade = "D"
)

// Enum gives the words allowed in a file.
func (Grade) Enum() []string {
	return []string{string(GradeA), string(GradeB), string(GradeC), string(GradeD)}
}

// Weight is 1 for A and B, one half for C and 0 for D: an editorial convention, not a measurement.
func (g Grade) Weight() exact.Number {
	switch g {
	case GradeA, GradeB:
		return exact.Int(1)
	case GradeC:
		return exact.Ratio(1, 2)
	}
	return exact.Int(0)
}

// Parse reads and checks a profile file. All faults come at once.
func Parse(file string, data []byte) (*Definition, error) {
	d := &Definition{}
	doc := document.Read(file, data, d)
	if len(doc.Faults()) == 0 {
		check(d, doc)
	}
	if err := doc.Err(); err != nil {
		return nil, err
	}
	hash, err := document.Hash(d)
	if err != nil {
		return nil, err
	}
	d.hash = q.Hash(hash)
	return d, nil
}

// Schema gives the published JSON Schema of profile files.
func Schema() ([]byte, error) {
	return document.Schema(&Definition{}, "https://steelyard.invalid/questionnaires/profiles/schema.json", "Steelyard profile definition")
}

// Ref names this version.
func (d *Definition) Ref() q.Ref { return q.Ref{ID: d.ID, Version: d.Version} }

// Hash gives the SHA-256 of the canonical form.
func (d *Definition) Hash() q.Hash { return d.hash }

// Canonical gives the canonical form, whose SHA-256 is the hash, and which Parse reads again.
func (d *Definition) Canonical() ([]byte, error) { return document.Canonical(d) }

func check(d *Definition, doc *document.Document) {
	if len(d.Groups) != 2 {
		doc.Fault("groups", "there must be two groups", "the contrast is between the first and the second")
	}
	if len(d.Notice) == 0 {
		doc.Fault("notice", "the notice is empty", "every rendering carries it; write at least one sentence")
	}
	for i, sentence := range d.Notice {
		if sentence[q.DefaultLanguage] == "" {
			doc.Fault(fmt.Sprintf("notice[%d]", i), "the sentence is missing in English", "write it; other languages fall back to it")
		}
	}
	if len(d.Groups) == 2 && d.Groups[0].ID == d.Groups[1].ID {
		doc.Fault("groups[1].id", fmt.Sprintf("the id %q stands twice", d.Groups[1].ID), "give each its own id")
	}
	seen := map[DomainID]bool{}
	for i, domain := range d.Domains {
		path := fmt.Sprintf("domains[%d]", i)
		if seen[domain.ID] {
			doc.Fault(path+".id", fmt.Sprintf("the id %q stands twice", domain.ID), "give each its own id")
		}
		seen[domain.ID] = true
		checkDomain(d, doc, path, domain)
	}
}

func checkDomain(d *Definition, doc *document.Document, path string, domain Domain) {
	if len(domain.Scales) == 0 {
		doc.Fault(path+".scales", "no scale can fill this domain", "name at least one")
	}
	if domain.MaxAgeDays < 1 {
		doc.Fault(path+".max_age_days", "the age must be at least one day", "write how old an answer may be, in days")
	}
	for _, g := range d.Groups {
		if _, ok := domain.Evidence[g.ID]; !ok {
			doc.Fault(path+".evidence", fmt.Sprintf("the evidence for the group %q is missing", g.ID), "add a grade, D where there is none")
		}
	}
	for id, e := range domain.Evidence {
		at := path + ".evidence." + string(id)
		if !slices.ContainsFunc(d.Groups, func(g Group) bool { return g.ID == id }) {
			doc.Fault(at, fmt.Sprintf("there is no group %q", id), "correct the id")
		}
		if e.Grade != GradeD && len(e.Sources) == 0 {
			doc.Fault(at+".sources", "a grade above D needs a source", "name it")
		}
		for j, s := range e.Sources {
			if !slices.ContainsFunc(d.Sources, func(x q.Source) bool { return x.ID == s }) {
				doc.Fault(fmt.Sprintf("%s.sources[%d]", at, j), fmt.Sprintf("there is no source %q", s), "add it to sources")
			}
		}
	}
}
