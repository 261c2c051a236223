package library

import "testing"

// What is done to a clone is not done to what it was cloned from.
func TestAClonesStepsAreItsOwn(t *testing.T) {
	text := garden("1.0.0", "included")
	l := load(t, map[string]string{"garden/1.0.0.yaml": text})
	c := l.Clone()
	apply(t, c, Change{Ref: ref("1.0.0"), Kind: Release, Hash: hashOf(t, text)})
	if _, ok := c.FindLatest("garden"); !ok {
		t.Error("the clone does not offer what was released in it")
	}
	if _, ok := l.FindLatest("garden"); ok {
		t.Error("what was released in the clone is released where it came from")
	}
}
