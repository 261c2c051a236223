package report

import (
	"fmt"
	"strings"
	"time"

	"steelyard/internal/clinic"
)

// Signature is a signature of the record behind a report, and how the record stands to it now.
type Signature struct {
	ID      clinic.SignatureID
	By      string
	Role    clinic.Role
	Meaning clinic.Meaning
	At      time.Time
	Digest  string
	Broken  string   // why it can't be relied on; empty where it can
	Changes []string // what changed in the record since; none where it is what was signed
}

// Holds says whether what was signed is what the report shows now.
func (s *Signature) Holds() bool { return s.Broken == "" && len(s.Changes) == 0 }

// Line says who signed, when, as what and over which digest.
func (s *Signature) Line() string {
	return fmt.Sprintf("Signed by %s (%s) on %s UTC as %s (over digest %s…)", s.By, s.Role, s.At.UTC().Format("2 January 2006, 15:04"), MeaningWords(s.Meaning), s.Digest[:min(16, len(s.Digest))])
}

// State says how the record stands to the signature now.
func (s *Signature) State() string {
	switch {
	case s.Broken != "":
		return "This signature can’t be relied on. " + s.Broken
	case len(s.Changes) > 0:
		return "Signed record of " + s.At.UTC().Format("2 January 2006") + "; the record has changed since: " + strings.Join(s.Changes, " ")
	}
	return "The record is what was signed."
}

// MeaningWords says a meaning as it stands after “as”.
func MeaningWords(m clinic.Meaning) string {
	switch m {
	case clinic.Author:
		return "its author"
	case clinic.Reviewed:
		return "its reviewer"
	case clinic.Approved:
		return "the one who approves it"
	}
	return string(m)
}

// DigestGroups gives a digest in groups that can be read out and compared.
func DigestGroups(digest string) string {
	var groups []string
	for ; len(digest) > 8; digest = digest[8:] {
		groups = append(groups, digest[:8])
	}
	return strings.Join(append(groups, digest), " ")
}

// WholeRecord says what digest and signatures are over where a report is a selection.
const WholeRecord = "Digest and signatures are over the whole record, and so over more than this selection shows."

// HowToCheck says how the digest is used.
const HowToCheck = "It is the SHA-256 of the record’s receipt: every answer, definition and result behind this report, signed by this server. " +
	"Download the receipt from the patient’s page and run: steelyard verify receipt.json --key receipts.pem --digest <the digest>. " +
	"It needs no network, computes every number anew, and says same or what differs."
