package main

import (
	"crypto/ed25519"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"steelyard/internal/fault"
	"steelyard/internal/receipt"
	"steelyard/internal/scoring"
)

// verify says what a file is, and holds it to everything that it can be held to.
func verify(c *cobra.Command, file []byte, trusted ed25519.PublicKey, digest string) error {
	var differences []string
	var engines map[string]bool
	switch receipt.Kind(file) {
	case receipt.StatementFormat:
		s, r, record, err := receipt.OpenSigned(file, trusted)
		if err != nil {
			return err
		}
		c.Printf("Signed by %s (%s) on %s as %s, confirmed by %s.\n", s.Name, s.Role, s.At.UTC().Format(time.DateTime), s.Meaning, s.Confirmed)
		file = record
		differences, engines = describeRecord(c, r)
	case receipt.RecordFormat:
		r, err := receipt.OpenRecord(file, trusted)
		if err != nil {
			return err
		}
		differences, engines = describeRecord(c, r)
	default:
		r, err := receipt.Open(file, trusted)
		if err != nil {
			return err
		}
		c.Printf("%s, answered on %s, scored by engine %s.\n", r.Questionnaire, r.CompletedAt.UTC().Format(time.DateTime), r.Result.Engine)
		c.Printf("Signed with the key %s on %s.\n", r.KeyID, r.IssuedAt.UTC().Format(time.DateTime))
		differences, engines = r.Recheck(), map[string]bool{r.Result.Engine: true}
	}
	if trusted == nil {
		c.Println("Whose key that is can't be said: give the key that you know with --key.")
	}
	c.Printf("Digest: %s\n", receipt.Digest(file))
	if digest != "" && bareDigest(digest) != receipt.Digest(file) {
		return fault.New(fault.Conflict, "The digest is not the one given. This is not the receipt that belongs to that report, or the record had changed by the time it was downloaded.")
	}
	return conclude(c, differences, engines)
}

func describeRecord(c *cobra.Command, r *receipt.Record) (differences []string, engines map[string]bool) {
	engines = map[string]bool{}
	for _, e := range r.Results {
		engines[e.Result.Engine] = true
	}
	c.Printf("A record of %d results by %d definitions and the profile %s, with the key %s.\n", len(r.Results), len(r.Definitions), r.Profile.Ref, r.KeyID)
	return r.Recheck(), engines
}

// bareDigest takes a digest as it was typed, read from a code or copied.
func bareDigest(s string) string {
	s = strings.ToLower(strings.Join(strings.Fields(s), ""))
	return strings.TrimPrefix(s, "sha256:")
}

func conclude(c *cobra.Command, differences []string, engines map[string]bool) error {
	if len(differences) == 0 {
		c.Println("Everything was computed anew: same.")
		return nil
	}
	details := make([]fault.Detail, len(differences))
	for i, d := range differences {
		details[i].What = d
	}
	for engine := range engines {
		if engine != scoring.Engine {
			c.Printf("This program has engine %s, which may score otherwise. Verify it with the program that has engine %s.\n", scoring.Engine, engine)
		}
	}
	return fault.New(fault.Conflict, "Not everything comes out as the receipt says:", details...)
}
