package testkit

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"

	"steelyard/internal/app"
)

// Party is the site that the passkeys of tests are for.
var Party = app.Party{Domain: "localhost", Origin: "http://localhost:8080", Name: "A clinic"}

// Device is one that keeps a passkey, in software. Change a field to make it lie.
type Device struct {
	Domain, Origin string
	ID             []byte
	Owner          []byte // whose passkey it is; it learns that when the passkey is made
	Count          uint32 // of its answers
	Verified       bool   // whether it makes sure of the person
	key            *ecdsa.PrivateKey
}

// NewDevice makes one that is honest and has no passkey yet.
func (k *Clinic) NewDevice() *Device {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	id := make([]byte, 16)
	rand.Read(id)
	return &Device{Domain: Party.Domain, Origin: Party.Origin, ID: id, Verified: true, key: key}
}

// Clone gives a copy of the device with its key and its count.
func (d *Device) Clone() *Device { c := *d; return &c }

var b64 = base64.RawURLEncoding

// Register answers a challenge to make a passkey, as a browser would send it.
func (d *Device) Register(c app.Challenge) app.PasskeyAnswer {
	var o struct {
		Challenge string
		User      struct{ ID string }
	}
	read(c.Options, &o)
	d.Owner, _ = b64.DecodeString(o.User.ID)
	att := []byte{0xa3, 0x63, 'f', 'm', 't', 0x64, 'n', 'o', 'n', 'e', 0x67, 'a', 't', 't', 'S', 't', 'm', 't', 0xa0, 0x68, 'a', 'u', 't', 'h', 'D', 'a', 't', 'a'}
	data := d.data(0x40, d.attested())
	att = append(append(att, 0x58, byte(len(data))), data...)
	return d.answer(c.ID, map[string]string{"clientDataJSON": b64.EncodeToString(d.client("webauthn.create", o.Challenge)), "attestationObject": b64.EncodeToString(att)})
}

// Answer signs a challenge.
func (d *Device) Answer(c app.Challenge) app.PasskeyAnswer {
	var o struct{ Challenge string }
	read(c.Options, &o)
	d.Count++
	data, client := d.data(0, nil), d.client("webauthn.get", o.Challenge)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(bytes.Clone(data), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	if err != nil {
		panic(err)
	}
	return d.answer(c.ID, map[string]string{"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(data),
		"signature": b64.EncodeToString(signature), "userHandle": b64.EncodeToString(d.Owner)})
}

func (d *Device) answer(challenge string, response map[string]string) app.PasskeyAnswer {
	id := b64.EncodeToString(d.ID)
	b, err := json.Marshal(map[string]any{"id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	if err != nil {
		panic(err)
	}
	return app.PasskeyAnswer{Challenge: challenge, Response: b}
}

func (d *Device) client(kind, challenge string) []byte {
	b, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.Origin, "crossOrigin": false})
	if err != nil {
		panic(err)
	}
	return b
}

// data is the authenticator data: whose site, that a person was there, how often it was used.
func (d *Device) data(flags byte, attested []byte) []byte {
	site := sha256.Sum256([]byte(d.Domain))
	flags |= 0x01
	if d.Verified {
		flags |= 0x04
	}
	b := append(site[:], flags)
	b = binary.BigEndian.AppendUint32(b, d.Count)
	return append(b, attested...)
}

// attested is the new passkey's name and its public key in COSE: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
func (d *Device) attested() []byte {
	b := append(make([]byte, 16), 0, byte(len(d.ID)))
	b = append(b, d.ID...)
	public, err := d.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		panic(err)
	}
	b = append(b, 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32)
	b = append(b, public[1:33]...)
	return append(append(b, 0x22, 0x58, 32), public[33:]...)
}

func read(b []byte, into any) {
	if err := json.Unmarshal(b, into); err != nil {
		panic(err)
	}
}
