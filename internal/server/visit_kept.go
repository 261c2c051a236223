package server

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// keptOnDevice tells the script of a patient's page where on the device it keeps what has not reached the server, or that it is
// to take it away there.
type keptOnDevice struct {
	Key    string // of the link, and of no use for opening it
	Root   string
	Forget bool
}

// kept gives nothing for staff, whose devices keep nothing.
func (at *visitor) kept() *keptOnDevice {
	if at.staff {
		return nil
	}
	return newKept(strings.TrimPrefix(at.root, "/i/"), at.Finished)
}

func newKept(token string, forget bool) *keptOnDevice {
	hash := sha256.Sum256([]byte("kept on the device of " + token))
	return &keptOnDevice{Key: hex.EncodeToString(hash[:16]), Root: "/i/" + token, Forget: forget}
}
