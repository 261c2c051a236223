package clinic

import (
	"strings"
	"time"

	"steelyard/internal/fault"
)

// KioskID names a hand-over of a device.
type KioskID string

// Kiosk is a device that a member of staff handed over to a patient, for one invitation and for some hours. It is left with
// the code that was chosen at the hand-over, or by a member of staff who signs in.
type Kiosk struct {
	ID           KioskID
	TokenHash    []byte
	PatientID    PatientID
	InvitationID InvitationID
	CodeHash     string
	HandedBy     UserID
	BeganAt      time.Time
	ExpiresAt    time.Time
	Tries        int        // of the code, the right one too
	WaitsUntil   *time.Time // before which no further try counts
	LeftAt       *time.Time
}

// How long a device stays with a patient at most, how long the links last that are made for it, and for how long after that
// it is known.
const (
	KioskLife     = 4 * time.Hour
	KioskLinkLife = 24 * time.Hour
	KioskKept     = 7 * 24 * time.Hour
)

// KioskTries is how many tries a code has.
const KioskTries = 5

// kioskWait is the wait after the first try; it doubles with each.
const kioskWait = 5 * time.Second

// Over says whether a patient can't use the device any more.
func (k *Kiosk) Over(now time.Time) bool { return k.LeftAt != nil || !now.Before(k.ExpiresAt) }

// CodeClosed says whether the code has no try left.
func (k *Kiosk) CodeClosed() bool { return k.Tries >= KioskTries }

// Wait gives how long it is until the next try counts.
func (k *Kiosk) Wait(now time.Time) time.Duration {
	if k.WaitsUntil == nil {
		return 0
	}
	return max(0, k.WaitsUntil.Sub(now))
}

// Try counts a try, after which the next one waits longer.
func (k *Kiosk) Try(now time.Time) {
	until := now.Add(kioskWait << k.Tries)
	k.Tries, k.WaitsUntil = k.Tries+1, &until
}

// CheckKioskCode says what is wrong with a new code: it has 4 to 8 digits, and is not the first that anybody would try.
func CheckKioskCode(code, again string) error {
	const wants = "Choose 4 to 8 digits, such as 4 that you know by heart."
	switch {
	case len(code) < 4 || len(code) > 8 || strings.Trim(code, "0123456789") != "":
		return wrongCode("code", wants)
	case inARow(code):
		return wrongCode("code", "The same digit again and again, or digits in a row, are the first that anybody tries. Choose others.")
	case code != again:
		return wrongCode("again", "The two codes differ. Type the same one twice.")
	}
	return nil
}

func wrongCode(field, what string) error {
	return fault.New(fault.Invalid, what, fault.Detail{Where: field, What: what})
}

// inARow says whether each digit follows from the one before by the same step of none, one up or one down.
func inARow(code string) bool {
	step := int(code[1]) - int(code[0])
	for i := 1; i < len(code); i++ {
		if int(code[i])-int(code[i-1]) != step {
			return false
		}
	}
	return step >= -1 && step <= 1
}
