package factor

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

const (
	period   = 30 // seconds that one code lasts
	keyBytes = 20 // what RFC 4226 recommends for HMAC-SHA-1
	skew     = 1  // steps that a clock may be off, each way
	digits   = otp.DigitsSix
)

// NewKey gives a random key for an app that shows codes.
func NewKey() []byte {
	key := make([]byte, keyBytes)
	rand.Read(key)
	return key
}

var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

// KeyText gives a key as it is typed into an app, in groups of four.
func KeyText(key []byte) string { return grouped(base32Text.EncodeToString(key)) }

func grouped(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// KeyLink gives a key as an app reads it from a QR code. The app shows the issuer and the account beside the codes.
func KeyLink(key []byte, issuer, account string) string {
	issuer, account = strings.ReplaceAll(issuer, ":", " "), strings.ReplaceAll(account, ":", " ")
	v := url.Values{"secret": {base32Text.EncodeToString(key)}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"}}
	query := strings.ReplaceAll(v.Encode(), "+", "%20") // apps take a plus for a plus
	return "otpauth://totp/" + url.PathEscape(issuer+":"+account) + "?" + query
}

// CodeAt gives the code that an app shows at a time.
func CodeAt(key []byte, t time.Time) (string, error) { return codeOf(key, stepAt(t)) }

func stepAt(t time.Time) int64 { return t.Unix() / period }

func codeOf(key []byte, step int64) (string, error) {
	code, err := hotp.GenerateCodeCustom(base32Text.EncodeToString(key), uint64(step), hotp.ValidateOpts{Digits: digits, Algorithm: otp.AlgorithmSHA1}) //nolint:gosec // no time before 1970
	if err != nil {
		return "", fmt.Errorf("compute code: %w", err)
	}
	return code, nil
}

// MatchCode finds the step that a typed code belongs to, among the present one and those beside it. A step up to the last one
// that was accepted is none: a code works once. It compares with every step, so that it takes as long whichever it is.
func MatchCode(key []byte, typed string, now time.Time, last int64) (step int64, ok bool) {
	typed = strings.Map(digitOnly, typed)
	for s := stepAt(now) - skew; s <= stepAt(now)+skew; s++ {
		code, err := codeOf(key, s)
		same := err == nil && subtle.ConstantTimeCompare([]byte(code), []byte(typed)) == 1
		if same && s > last {
			step, ok = s, true
		}
	}
	return step, ok
}

// digitOnly drops the space that many apps show in the middle.
func digitOnly(r rune) rune {
	if r == ' ' || r == '\u00a0' || r == '-' {
		return -1
	}
	return r
}
