package factor

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Party is the site that passkeys are for: its domain, the address that its pages are at, and its name. A passkey made for
// one domain is worth nothing at another.
type Party struct{ Domain, Origin, Name string }

// Owner is whom passkeys are for. Records are those they have.
type Owner struct {
	ID, Login, Name string
	Records         [][]byte
}

// Credential is a passkey as it is kept: the name that it goes by, and its record.
type Credential struct {
	ID, Record []byte
}

// Answer is what a passkey said when it was asked. Copied says that it counted no further than before, as when two copies of
// it are about: then it must not let anybody in.
type Answer struct {
	Owner  string
	Key    Credential
	Copied bool
}

func (p Party) ceremonies() (*webauthn.WebAuthn, error) {
	w, err := webauthn.New(&webauthn.Config{
		RPID: p.Domain, RPDisplayName: p.Name, RPOrigins: []string{p.Origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("set up passkeys: %w", err)
	}
	return w, nil
}

// Register begins to make a passkey. The options are for the browser, the state for Registered.
func (p Party) Register(o Owner) (options, state []byte, err error) {
	w, err := p.ceremonies()
	if err != nil {
		return nil, nil, err
	}
	u, err := newOwner(o)
	if err != nil {
		return nil, nil, err
	}
	creation, session, err := w.BeginRegistration(u, webauthn.WithExclusions(webauthn.Credentials(u.keys).CredentialDescriptors()))
	if err != nil {
		return nil, nil, fmt.Errorf("begin passkey: %w", err)
	}
	return encode(creation.Response, session)
}

// Registered checks what the browser made.
func (p Party) Registered(o Owner, state, response []byte) (Credential, error) {
	w, err := p.ceremonies()
	if err != nil {
		return Credential{}, err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal(state, &session); err != nil {
		return Credential{}, fmt.Errorf("read state: %w", err)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return Credential{}, fmt.Errorf("read new passkey: %w", err)
	}
	u, err := newOwner(o)
	if err != nil {
		return Credential{}, err
	}
	key, err := w.CreateCredential(u, session, parsed)
	if err != nil {
		return Credential{}, fmt.Errorf("check new passkey: %w", err)
	}
	return record(key)
}

// Ask begins to ask for a passkey, whoever's: it names nobody, so that it tells nothing about who is known here.
func (p Party) Ask() (options, state []byte, err error) {
	w, err := p.ceremonies()
	if err != nil {
		return nil, nil, err
	}
	assertion, session, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, nil, fmt.Errorf("ask for passkey: %w", err)
	}
	return encode(assertion.Response, session)
}

// Answered checks what a passkey said: that it is for this site and this challenge, that it is one of its owner's, and that
// the device has made sure of the person. find gives the owner by their id and the passkey's.
func (p Party) Answered(state, response []byte, find func(owner string, key []byte) (Owner, error)) (a Answer, err error) {
	w, err := p.ceremonies()
	if err != nil {
		return a, err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal(state, &session); err != nil {
		return a, fmt.Errorf("read state: %w", err)
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return a, fmt.Errorf("read passkey's answer: %w", err)
	}
	var failed error // of find, which the library would wrap into a message
	by := func(key, handle []byte) (webauthn.User, error) {
		o, err := find(string(handle), key)
		if err != nil {
			failed = err
			return nil, err
		}
		return newOwner(o)
	}
	u, key, err := w.ValidatePasskeyLogin(by, session, parsed)
	if err != nil {
		return a, errors.Join(failed, fmt.Errorf("check passkey's answer: %w", err))
	}
	a.Owner, a.Copied = string(u.WebAuthnID()), key.Authenticator.CloneWarning
	a.Key, err = record(key)
	return a, err
}

func encode(options any, session *webauthn.SessionData) ([]byte, []byte, error) {
	o, errOptions := json.Marshal(options)
	s, errState := json.Marshal(session)
	return o, s, errors.Join(errOptions, errState)
}

func record(key *webauthn.Credential) (Credential, error) {
	b, err := json.Marshal(key)
	if err != nil {
		return Credential{}, fmt.Errorf("encode passkey: %w", err)
	}
	return Credential{ID: bytes.Clone(key.ID), Record: b}, nil
}

// owner is an Owner as the library wants one.
type owner struct {
	Owner
	keys []webauthn.Credential
}

func newOwner(o Owner) (*owner, error) {
	u := &owner{Owner: o, keys: make([]webauthn.Credential, len(o.Records))}
	for i, r := range o.Records {
		if err := json.Unmarshal(r, &u.keys[i]); err != nil {
			return nil, fmt.Errorf("read passkey: %w", err)
		}
	}
	return u, nil
}

// WebAuthnID gives what a passkey remembers its owner by.
func (o *owner) WebAuthnID() []byte { return []byte(o.ID) }

// WebAuthnName gives what a device shows of the account.
func (o *owner) WebAuthnName() string { return o.Login }

// WebAuthnDisplayName gives what a device shows of the person.
func (o *owner) WebAuthnDisplayName() string { return o.Name }

// WebAuthnCredentials gives the passkeys they have.
func (o *owner) WebAuthnCredentials() []webauthn.Credential { return o.keys }
