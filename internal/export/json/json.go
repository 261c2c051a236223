// Package jsonfile owns a report as one JSON document. Its fields are the json tags of the types here; names are in
// snake_case, times are RFC 3339 in UTC, and what is not known is null. It must not know how a number came about.
//
// An exact value stands twice: as a string that loses nothing (a decimal, or a fraction such as 28/3) and as a number.
package jsonfile

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"time"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// Format is the version of the document's form; it rises when a field changes its meaning or goes away.
const Format = "steelyard-report/1"

// document is the whole.
type document struct {
	Format        string       `json:"format"`
	NonDiagnostic bool         `json:"non_diagnostic"` // always true
	Basis         string       `json:"basis"`          // what every number rests on
	Notice        []string     `json:"notice"`         // to be shown wherever these numbers are
	Invented      bool         `json:"invented"`       // made up for a demonstration
	Site          string       `json:"site"`
	Language      q.Language   `json:"language"`
	MadeAt        moment       `json:"made_at"`
	MadeFor       string       `json:"made_for"`
	Selection     *string      `json:"selection"` // which part of the record this is; null where it is the whole
	Patient       patient      `json:"patient"`
	Definitions   []definition `json:"definitions"`    // everything behind the numbers
	Profile       *profileForm `json:"profile"`        // null where no domain has a value
	Beside        []string     `json:"beside_profile"` // what changes its meaning: treatments, how the answers were given
	Responses     []response   `json:"responses"`      // the newest first
	Trends        []trend      `json:"trends"`
	Comparison    *comparison  `json:"comparison"` // two times side by side; null where nothing was answered twice
	Treatments    []treatment  `json:"treatments"` // every event, in time
	Alerts        []alert      `json:"alerts"`
	Digest        *string      `json:"receipt_sha256"` // of the receipt of everything here; null where the server has no key
	Signatures    []signature  `json:"signatures"`     // of the record, the newest first
}

type patient struct {
	RecordNumber string  `json:"record_number"`
	Name         string  `json:"name"`
	BirthDate    *q.Date `json:"birth_date"`
	Sex          string  `json:"sex"`
}

// definition names one version of a questionnaire or a profile.
type definition struct {
	Kind    string    `json:"kind"` // questionnaire or profile
	ID      q.ID      `json:"id"`
	Version q.Version `json:"version"`
	Hash    q.Hash    `json:"sha256"`
	Engine  string    `json:"engine,omitempty"` // the version of the scoring rules
}

// interval is 95 %, on the scale's own metric or on that of the profile.
type interval struct {
	Low   float64  `json:"low"`
	High  float64  `json:"high"`
	SE    *float64 `json:"standard_error"`
	Basis q.Basis  `json:"basis,omitempty"` // published, assumed (provisional) or site
	About string   `json:"about,omitempty"`
}

// Write writes a report as JSON. It refuses a report without its notice.
func Write(w io.Writer, r *report.Report) error {
	if err := r.Check(); err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(true) // so that it may stand in a page
	if err := e.Encode(newDocument(r)); err != nil {
		return fmt.Errorf("write a report as JSON: %w", err)
	}
	return nil
}

func newDocument(r *report.Report) *document {
	return &document{Format: Format, NonDiagnostic: true, Basis: r.Basis(), Notice: r.Notice(), Invented: r.Invented,
		Site: r.Site, Language: r.Language, MadeAt: moment(r.At), MadeFor: r.By, Selection: unlessZero(r.Selected),
		Patient:     patient{r.Patient.RecordNumber, r.Patient.Name, unlessZero(r.Patient.BirthDate), string(r.Patient.Sex)},
		Definitions: definitions(r), Profile: newProfile(r), Responses: each(r.Responses, newResponse),
		Beside: r.Beside(), Trends: each(r.Trends, newTrend), Comparison: newComparison(r.Comparison), Treatments: each(r.Treatments, newTreatment), Alerts: each(r.Alerts, newAlert),
		Digest: unlessZero(r.Digest), Signatures: each(r.Signatures, newSignature)}
}

// definitions are those of the responses and of the profile, each once.
func definitions(r *report.Report) []definition {
	list := []definition{}
	seen := map[definition]bool{}
	add := func(d definition) {
		if !seen[d] {
			seen[d] = true
			list = append(list, d)
		}
	}
	for _, x := range r.Responses {
		add(definition{"questionnaire", x.Ref.ID, x.Ref.Version, x.Hash, x.Engine})
	}
	if r.Profile != nil {
		d := r.Profile.Definition()
		add(definition{"profile", d.ID, d.Version, d.Hash(), ""})
	}
	return list
}

// each makes a list that is empty where there is nothing, and never null.
func each[A, B any](list []A, form func(*A) B) []B {
	out := make([]B, len(list))
	for i := range list {
		out[i] = form(&list[i])
	}
	return out
}

// unlessZero gives null for what is not known.
func unlessZero[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// moment is a time in UTC; null where there is none.
type moment time.Time

// MarshalJSON writes RFC 3339.
func (m moment) MarshalJSON() ([]byte, error) {
	if time.Time(m).IsZero() {
		return []byte("null"), nil
	}
	return time.Time(m).UTC().AppendFormat(nil, `"`+time.RFC3339+`"`), nil
}

// round keeps six decimals of a measured number, which is more than it has; what is not a number is 0 and never comes.
func round(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return math.Round(v*1e6) / 1e6
}
