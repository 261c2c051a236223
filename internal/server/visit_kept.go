package server

import (
	"crypto/sha256"
	"encoding/hex"
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
	return &keptOnDevice{Key: at.keptAs, Root: at.root, Forget: at.Finished}
}

// keptKey names what a device keeps for a link.
func keptKey(token string) string {
	hash := sha256.Sum256([]byte("kept on the device of " + token))
	return hex.EncodeToString(hash[:16])
}
