package fault

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestKinds(t *testing.T) {
	cause := errors.New("disk full")
	cases := []struct {
		name    string
		err     error
		kind    Kind
		message string
	}{
		{"nothing", nil, Internal, "Something went wrong on our side."},
		{"unclassified", cause, Internal, "Something went wrong on our side."},
		{"classified", New(Invalid, "Correct this."), Invalid, "Correct this."},
		{"wrapped by an act", fmt.Errorf("complete response: %w", New(Gone, "This link has ended.")), Gone, "This link has ended."},
		{"with a cause", Wrap(cause, Conflict, "Changed meanwhile."), Conflict, "Changed meanwhile."},
		{"the outer of two", Wrap(New(NotFound, "inner"), Denied, "outer"), Denied, "outer"},
		{"without words", New(Denied, ""), Denied, "Something went wrong on our side."},
	}
	for _, c := range cases {
		if got := KindOf(c.err); got != c.kind {
			t.Errorf("%s: got %s, want %s", c.name, got, c.kind)
		}
		if got := Message(c.err); !strings.HasPrefix(got, c.message) || strings.Contains(got, "disk") {
			t.Errorf("%s: got %q, want %q", c.name, got, c.message)
		}
	}
	if !errors.Is(Wrap(cause, Internal, "x"), cause) {
		t.Error("the cause must be found")
	}
}

func TestEveryKindHasAName(t *testing.T) {
	for k, want := range map[Kind]string{Internal: "internal", Invalid: "invalid", NotFound: "not found", Conflict: "conflict", Denied: "denied", Gone: "gone"} {
		if got := k.String(); got != want {
			t.Errorf("%d: got %q, want %q", k, got, want)
		}
	}
}

func TestDetails(t *testing.T) {
	a, b := Detail{Where: "f.yaml:1:2", What: "it is wrong", Mend: "mend it"}, Detail{What: "so is this"}
	err := fmt.Errorf("read: %w", New(Invalid, "Two faults.", a, b))
	if got := Details(err); len(got) != 2 || got[0] != a || got[1] != b {
		t.Errorf("got %v", got)
	}
	if got := Details(errors.New("x")); got != nil {
		t.Errorf("got %v, want none", got)
	}
	if got, want := err.Error(), "read: Two faults.\nf.yaml:1:2: it is wrong (mend it)\nso is this"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := Wrap(errors.New("cause"), Internal, "Words").Error(), "Words: cause"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
