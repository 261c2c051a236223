package receipt

import (
	"cmp"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"time"

	"steelyard/internal/fault"
	"steelyard/internal/profile"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/safety"
	"steelyard/internal/scoring"
)

// RecordFormat is the version of a record's form, as Format is of a receipt's.
const RecordFormat = "steelyard-record/1"

// MaxRecordSize is the largest receipt of a whole record that is read, in bytes.
const MaxRecordSize = 64 << 20

// Record is the receipt of everything that a report of one patient rests on. As long as nothing of that changes, and no
// answers become too old for the profile, it is the same bytes, whoever asks and whenever. It names no person: Patient is
// a random id that means something only where it was made.
type Record struct {
	Format        string       `json:"format"`
	NonDiagnostic bool         `json:"non_diagnostic"` // always true
	Notice        []string     `json:"notice"`
	Patient       string       `json:"patient"`
	Invented      bool         `json:"invented,omitempty"`
	Since         time.Time    `json:"since,omitzero"` // from when on these have been the numbers of the profile
	Definitions   []Definition `json:"definitions"`    // each once
	Results       []Entry      `json:"results"`        // the oldest first, those that were corrected among them
	Profile       *Profile     `json:"profile"`
	Treatments    []Treatment  `json:"treatments"`
	PublicKey     []byte       `json:"public_key"`
	KeyID         string       `json:"key_id"`
}

// Definition is a questionnaire's definition in full, as it was when it was answered.
type Definition struct {
	Ref   q.Ref  `json:"questionnaire"`
	Hash  q.Hash `json:"sha256"`
	Title string `json:"title"`
	Text  string `json:"definition"`
}

// Entry is one completed response with its frozen result.
type Entry struct {
	Response      string          `json:"response"`
	Questionnaire q.Ref           `json:"questionnaire"`
	Hash          q.Hash          `json:"sha256"`
	Status        string          `json:"status"`           // completed, or amended where a correction took its place
	Amends        string          `json:"amends,omitempty"` // the response that this one corrects
	StartedAt     time.Time       `json:"started_at"`
	CompletedAt   time.Time       `json:"completed_at"`
	Language      q.Language      `json:"language"`
	Answers       q.Form          `json:"answers"`
	Result        *scoring.Result `json:"result"`
	Derivations   []Derivation    `json:"derivations"`
	Flags         []Flag          `json:"flags"`
}

// stands says whether no correction took the entry's place.
func (e *Entry) stands() bool { return e.Status == "completed" }

// Flag is a safety flag that the answers raised.
type Flag struct {
	ID    q.FlagID `json:"id"`
	Level q.Level  `json:"level"`
}

// Treatment is an event of a treatment as the report shows it.
type Treatment struct {
	Kind  string `json:"kind"`
	Class string `json:"class,omitempty"`
	Name  string `json:"name"`
	Dose  string `json:"dose,omitempty"`
	Step  string `json:"step"`
	On    q.Date `json:"on"`
}

// Raised gives the flags that answers raise.
func Raised(a q.Answers, r *scoring.Result) []Flag {
	list := []Flag{}
	for _, f := range safety.Raise(a, r) {
		list = append(list, Flag{f.Rule.ID, f.Level()})
	}
	return list
}

// SignRecord puts a record in its order, fills in format and key, and gives the file.
func SignRecord(r Record, key ed25519.PrivateKey) ([]byte, error) {
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok || r.Profile == nil || len(r.Notice) == 0 {
		return nil, fault.New(fault.Internal, "A receipt needs a key, a profile and the notice.")
	}
	slices.SortFunc(r.Definitions, func(a, b Definition) int { return cmp.Compare(a.Ref.String(), b.Ref.String()) })
	slices.SortFunc(r.Results, func(a, b Entry) int {
		return cmp.Or(a.CompletedAt.Compare(b.CompletedAt), cmp.Compare(a.Response, b.Response))
	})
	slices.SortFunc(r.Treatments, func(a, b Treatment) int { return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(asJSON(a), asJSON(b))) })
	r.Format, r.NonDiagnostic, r.PublicKey, r.KeyID = RecordFormat, true, public, KeyID(public)
	return seal(RecordFormat, r, key)
}

// OpenRecord reads a record and holds it to its signature, as Open does a receipt.
func OpenRecord(file []byte, trusted ed25519.PublicKey) (*Record, error) {
	r := &Record{}
	if len(file) > MaxRecordSize {
		return nil, refused("The file is too large to be a receipt.")
	}
	e, payload, err := unwrap(file)
	if errors.Is(err, errSpaced) {
		return nil, err
	}
	if err != nil || strict(payload, r) != nil || r.Format != RecordFormat {
		return nil, refused("This is not a receipt, or one of a form that this program does not know.")
	}
	if err := hold(RecordFormat, payload, e.Signature, signedWith{r.PublicKey, r.KeyID}, trusted); err != nil {
		return nil, err
	}
	if r.Profile == nil || slices.ContainsFunc(r.Results, func(e Entry) bool { return e.Result == nil }) {
		return nil, refused("The receipt is not whole.")
	}
	return r, nil
}

// Recheck computes every result and the profile anew, by nothing but what is in the record, and names what differs.
func (r *Record) Recheck() (differences []string) {
	programs := map[q.Ref]*scoring.Program{}
	for i := range r.Definitions {
		d := &r.Definitions[i]
		p, wrong := program(d.Text, d.Ref, d.Hash)
		for _, what := range wrong {
			differences = append(differences, d.Ref.String()+": "+what)
		}
		programs[d.Ref] = p
	}
	var ms []profile.Measurement
	for i := range r.Results {
		e := &r.Results[i]
		p := programs[e.Questionnaire]
		if p == nil {
			differences = append(differences, fmt.Sprintf("%s: there is no definition of %s to compute it with", e.Response, e.Questionnaire))
			continue
		}
		for _, what := range e.recheck(p) {
			differences = append(differences, e.Response+": "+what)
		}
		if e.stands() {
			ms = append(ms, measurement(p, e.Result, e.CompletedAt))
		}
	}
	return append(differences, r.Profile.recheck(ms)...)
}

func (e *Entry) recheck(p *scoring.Program) []string {
	differences := again(p, e.Answers, e.Result, e.Derivations)
	if e.Hash != p.Definition().Hash() {
		differences = append(differences, "it was answered by another definition than the one here")
	}
	if answers, err := p.Definition().Answers(e.Answers); err == nil {
		if is := Raised(answers, e.Result); !slices.Equal(is, e.Flags) {
			differences = append(differences, fmt.Sprintf("the flags were %s and are %s", asJSON(e.Flags), asJSON(is)))
		}
	}
	return differences
}
