package receipt

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

var signer = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

var other = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, ed25519.SeedSize))

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// made gives a receipt of answers to the GAD-7, not yet signed.
func made(t testing.TB, form q.Form) Receipt {
	t.Helper()
	content, err := os.ReadFile("../../questionnaires/gad-7/1.0.0.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, err := q.Parse("gad-7", content)
	if err != nil {
		t.Fatal(err)
	}
	p, err := scoring.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := d.Answers(form)
	if err != nil {
		t.Fatal(err)
	}
	result := p.Score(answers)
	at := time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	return Receipt{Notice: []string{"Not a diagnosis."}, IssuedAt: at, Response: "r", Status: "completed", StartedAt: at, CompletedAt: at, Language: "en",
		Answers: form, Questionnaire: d.Ref(), Hash: d.Hash(), Definition: string(content), Result: &result, Derivations: Derive(p, answers, &result)}
}

func sign(t testing.TB, r Receipt) []byte {
	t.Helper()
	file, err := Sign(r, signer)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

var someAnswers = q.Form{"q1": "2", "q2": "3", "q3": "1", "q4": "0", "q6": "1", "q7": "2"}

func TestAReceiptIsTheSameElsewhere(t *testing.T) {
	file := sign(t, made(t, someAnswers))
	for _, f := range [][]byte{file, bytes.TrimSpace(file), append(bytes.Clone(file), "\r\n\r\n"...)} { // mail programs change line ends
		r, err := Open(f, public(signer))
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Recheck(); len(got) > 0 {
			t.Errorf("got %q, want nothing that differs", got)
		}
		if Digest(f) != Digest(file) {
			t.Error("the line ends are in the digest")
		}
		if r.KeyID != KeyID(public(signer)) || !r.NonDiagnostic || len(r.Notice) == 0 {
			t.Errorf("got %+v, want key and notice", r)
		}
	}
	if _, err := Open(file, nil); err != nil {
		t.Errorf("by its own key: %v", err)
	}
}

// Nothing but line ends may stand behind a receipt, and nothing before it or in it.
func TestAReceiptIsExact(t *testing.T) {
	record := signRecord(t, recorded(t, someAnswers))
	s, signature, err := SignStatement(Statement{ID: "s", Patient: "p", Digest: Digest(record), Signer: "u", Name: "Ana Silva", Role: "clinician", Meaning: "author",
		Confirmed: "password", At: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}, signer)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := WriteSigned(s, signature, record)
	if err != nil {
		t.Fatal(err)
	}
	opens := map[string]struct {
		file []byte
		open func([]byte) error
	}{
		"receipt": {sign(t, made(t, someAnswers)), func(f []byte) error { _, err := Open(f, nil); return err }},
		"record":  {record, func(f []byte) error { _, err := OpenRecord(f, nil); return err }},
		"signed":  {signed, func(f []byte) error { _, _, _, err := OpenSigned(f, nil); return err }},
	}
	for name, o := range opens {
		for behind, taken := range map[string]bool{"": true, "\n": true, "\r\n": true, "\n\n\n": true, " ": false, "\t\n": false, "\n \n": false, "\n-- \nclinic": false, "\x00": false, "\ufeff": false, "{}": false} {
			if err := o.open(append(bytes.Clone(ended(o.file)), behind...)); (err == nil) != taken {
				t.Errorf("%s with %q behind it: got %v, want it taken: %t", name, behind, err, taken)
			}
		}
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, o.file, "", " "); err != nil {
			t.Fatal(err)
		}
		for _, changed := range [][]byte{pretty.Bytes(), append([]byte("\n"), o.file...), append([]byte(" "), o.file...), bytes.Replace(o.file, []byte(`":`), []byte(`": `), 1)} {
			if err := o.open(changed); err == nil || !strings.Contains(err.Error(), "not written with") {
				t.Errorf("%s arranged anew as %.20q: got %v", name, changed, err)
			}
		}
	}
}

// Any answers, and any one byte of what was signed changed in any way: refused.
func TestAnyChangedByteIsRefused(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		form := q.Form{}
		for _, id := range []q.ItemID{"q1", "q2", "q3", "q4", "q5", "q6", "q7"} {
			if a := rapid.SampledFrom([]string{"", "0", "1", "2", "3"}).Draw(rt, string(id)); a != "" {
				form[id] = a
			}
		}
		file := sign(t, made(t, form))
		if r, err := Open(file, public(signer)); err != nil || len(r.Recheck()) > 0 {
			rt.Fatalf("unchanged: %v", err)
		}
		at := rapid.IntRange(0, len(file)-2).Draw(rt, "at") // the last byte is the end of the line
		to := rapid.Byte().Draw(rt, "to")
		changed := bytes.Clone(file)
		if changed[at] == to {
			return
		}
		changed[at] = to
		for _, trusted := range []ed25519.PublicKey{nil, public(signer)} {
			if _, err := Open(changed, trusted); err == nil {
				rt.Fatalf("byte %d changed from %q to %q and nobody noticed: %s", at, file[at], to, file[max(0, at-20):min(len(file), at+20)])
			}
		}
	})
}

// The frame around what was signed can't be said in another way either.
func TestAChangedFrameIsRefused(t *testing.T) {
	file := sign(t, made(t, someAnswers))
	for at := range len(file) - 1 {
		if at > 40 && at < len(file)-140 {
			continue
		}
		for _, bit := range []byte{1, 2, 4, 8, 16, 32, 64} {
			changed := bytes.Clone(file)
			changed[at] ^= bit
			if _, err := Open(changed, nil); err == nil {
				t.Errorf("byte %d changed from %q to %q and nobody noticed", at, file[at], changed[at])
			}
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	good := sign(t, made(t, someAnswers))
	cases := []struct {
		name, want string
		file       []byte
		key        ed25519.PublicKey
	}{
		{"another key", "was signed with another key", good, public(other)},
		{"nothing", "not a receipt", nil, nil},
		{"something else", "not a receipt", []byte(`{"a": 1}`), nil},
		{"more after it", "not a receipt", append(bytes.Clone(good), '{'), nil},
		{"a changed value", "changed after it was signed", bytes.Replace(good, []byte(`"q2":"3"`), []byte(`"q2":"1"`), 1), nil},
		{"another form", "does not know", bytes.Replace(good, []byte(Format), []byte("steelyard-receipt/9"), 1), nil},
		{"too large", "too large", bytes.Repeat([]byte(" "), MaxSize+1), nil},
	}
	for _, c := range cases {
		if _, err := Open(c.file, c.key); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

// A receipt that was signed over something false is found by computing it anew.
func TestRecheckNamesWhatDiffers(t *testing.T) {
	cases := []struct {
		want   string
		change func(*Receipt)
	}{
		{"the definition can't be read", func(r *Receipt) { r.Definition = "id: [" }},
		{"but the receipt says gad-7@2.0.0", func(r *Receipt) { r.Questionnaire.Version = "2.0.0" }},
		{"but the receipt says 00", func(r *Receipt) { r.Hash = "00" }},
		{"the answers don't fit", func(r *Receipt) { r.Answers = q.Form{"q1": "9"} }},
		{"scale total was", func(r *Receipt) { r.Answers = q.Form{"q1": "1", "q2": "1", "q3": "1", "q4": "1", "q6": "1", "q7": "1"} }},
		{"the scoring engine was 0.1.0", func(r *Receipt) { r.Result.Engine = "0.1.0" }},
		{"the derivation of total was", func(r *Receipt) { r.Derivations[0].Steps[0] = "Guessed." }},
		{"derives 0 scores", func(r *Receipt) { r.Derivations = nil }},
	}
	for _, c := range cases {
		r := made(t, someAnswers)
		c.change(&r)
		opened, err := Open(sign(t, r), public(signer))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(opened.Recheck(), "; "); !strings.Contains(got, c.want) {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestPublicKeyFile(t *testing.T) {
	text, err := PublicPEM(signer)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadPublicPEM(text)
	if err != nil || !got.Equal(public(signer)) {
		t.Errorf("got %x, %v", got, err)
	}
	for _, bad := range []string{"", "words", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"} {
		if _, err := ReadPublicPEM([]byte(bad)); err == nil {
			t.Errorf("%q was taken for a key", bad)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(sign(f, made(f, someAnswers)))
	f.Add([]byte(`{"receipt":{},"signature":""}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		if r, err := Open(file, nil); err == nil {
			r.Recheck()
		}
	})
}
