// Package receipt owns the signed receipt of one result: everything that is needed to compute the result anew on
// another machine, and a signature over it. It must not know whose answers they are, or where keys and receipts lie.
package receipt

import (
	"crypto/ed25519"
	"errors"
	"time"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// Format is the version of a receipt's form; it rises when a field changes its meaning or goes away. It is signed too.
const Format = "steelyard-receipt/1"

// MaxSize is the largest receipt that is read, in bytes.
const MaxSize = 4 << 20

// Receipt is what is signed. It names no person: Response is a random id that means something only where it was made.
type Receipt struct {
	Format        string          `json:"format"`
	NonDiagnostic bool            `json:"non_diagnostic"` // always true
	Notice        []string        `json:"notice"`
	IssuedAt      time.Time       `json:"issued_at"`
	Response      string          `json:"response"`
	Status        string          `json:"status"`           // completed, or amended where a correction took its place
	Amends        string          `json:"amends,omitempty"` // the response that this one corrects
	Invented      bool            `json:"invented,omitempty"`
	StartedAt     time.Time       `json:"started_at"`
	CompletedAt   time.Time       `json:"completed_at"`
	Language      q.Language      `json:"language"`
	Answers       q.Form          `json:"answers"`
	Questionnaire q.Ref           `json:"questionnaire"`
	Hash          q.Hash          `json:"sha256"`            // of the definition's canonical form
	Definition    string          `json:"definition"`        // the file as it was when it was answered
	Profile       *Profile        `json:"profile,omitempty"` // where the notice is from, and what these answers alone come to by it
	Result        *scoring.Result `json:"result"`            // as it was frozen, with the engine that made it
	Derivations   []Derivation    `json:"derivations"`
	PublicKey     []byte          `json:"public_key"` // Ed25519, of the signature
	KeyID         string          `json:"key_id"`
}

// Derivation is how one score came about, a step a line.
type Derivation struct {
	Scale q.ScaleID `json:"scale"`
	Steps []string  `json:"steps"`
}

// Derive gives how every score of a result came about.
func Derive(p *scoring.Program, a q.Answers, r *scoring.Result) []Derivation {
	list := make([]Derivation, 0, len(r.Scores))
	for i := range r.Scores {
		if d, ok := p.Derive(a, r, r.Scores[i].Scale); ok {
			list = append(list, Derivation{d.Scale, append([]string{}, d.Steps...)})
		}
	}
	return list
}

// Sign fills in format and key, and gives the file: one line of JSON, of which nothing but the line end
// may be changed.
func Sign(r Receipt, key ed25519.PrivateKey) ([]byte, error) {
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok || r.Result == nil || len(r.Notice) == 0 {
		return nil, fault.New(fault.Internal, "A receipt needs a key, a result and the notice.")
	}
	r.Format, r.NonDiagnostic, r.PublicKey, r.KeyID = Format, true, public, KeyID(public)
	return seal(Format, r, key)
}

// Open reads a receipt and holds it to its signature: by the trusted key, or by the key in the receipt itself where
// trusted is nil, which shows that nothing was changed since but not who signed.
func Open(file []byte, trusted ed25519.PublicKey) (*Receipt, error) {
	r := &Receipt{}
	if len(file) > MaxSize {
		return nil, refused("The file is too large to be a receipt.")
	}
	e, payload, err := unwrap(file)
	if errors.Is(err, errSpaced) {
		return nil, err
	}
	if err != nil || strict(payload, r) != nil || r.Format != Format {
		return nil, refused("This is not a receipt, or one of a form that this program does not know.")
	}
	if err := hold(Format, payload, e.Signature, signedWith{r.PublicKey, r.KeyID}, trusted); err != nil {
		return nil, err
	}
	if r.Result == nil {
		return nil, refused("The receipt is not whole.")
	}
	return r, nil
}

func refused(why string) error { return fault.New(fault.Invalid, why) }
