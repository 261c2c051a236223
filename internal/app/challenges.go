package app

import (
	"crypto/rand"
	"sync"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/factor"
	"steelyard/internal/fault"
)

// Party is the site that passkeys are for.
type Party = factor.Party

// Challenge is what a browser is given to ask a device for a passkey: the name to send back with the answer, and the options
// of the browser's own function.
type Challenge struct {
	ID      string
	Options []byte
}

// PasskeyAnswer is what a browser sends back: which challenge it answers, and what the device said, as JSON.
type PasskeyAnswer struct {
	Challenge string
	Response  []byte
}

// purpose is what a challenge may be answered for.
type purpose string

const (
	toSignIn   purpose = "sign in"
	toConfirm  purpose = "confirm"
	toRegister purpose = "register"
)

// challenges are those that wait for an answer: each is good once, for one purpose and one person, for five minutes. They
// live as long as the process.
type challenges struct {
	mu   sync.Mutex
	open map[string]challenge
}

type challenge struct {
	why   purpose
	user  clinic.UserID // empty for a sign-in: nobody is known yet
	party Party
	state []byte
	ends  time.Time
}

const (
	challengeLasts = 5 * time.Minute
	challengesKept = 10_000
)

var errNoChallenge = fault.New(fault.Denied, "That took too long, or was sent twice. Please try again.")

var errTooBusy = fault.New(fault.Conflict, "Too many people are signing in at this moment. Please try again in a minute.")

func (c *challenges) add(now time.Time, ch challenge) (id string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open == nil {
		c.open = map[string]challenge{}
	}
	if len(c.open) >= challengesKept {
		for id, old := range c.open {
			if !now.Before(old.ends) {
				delete(c.open, id)
			}
		}
	}
	if len(c.open) >= challengesKept {
		return "", errTooBusy
	}
	id, ch.ends = rand.Text(), now.Add(challengeLasts)
	c.open[id] = ch
	return id, nil
}

// take gives a challenge and forgets it, whether or not it fits.
func (c *challenges) take(now time.Time, id string, why purpose, user clinic.UserID) (challenge, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch, ok := c.open[id]
	delete(c.open, id)
	if !ok || ch.why != why || ch.user != user || !now.Before(ch.ends) {
		return challenge{}, errNoChallenge
	}
	return ch, nil
}
