package store

import (
	"bytes"
	"strings"
	"testing"

	q "steelyard/internal/questionnaire"
)

func step(kind, hash string, content []byte) LibraryStep {
	return LibraryStep{At: noon, Actor: "console", Name: "command line", Ref: q.Ref{ID: "rest", Version: "1.0.0"}, Step: kind,
		Hash: q.Hash(strings.Repeat(hash, 64)), Content: content, Note: "why"}
}

func TestLibraryStepsComeBackInOrder(t *testing.T) {
	s := open(t)
	do(t, s, func(tx *Tx) error { return tx.AppendLibraryStep(step("upload", "a", []byte("id: rest"))) })
	do(t, s, func(tx *Tx) error { return tx.AppendLibraryStep(step("release", "a", nil)) })
	all := read(t, s, func(tx *Tx) ([]LibraryStep, error) { return tx.LibrarySteps(0) })
	if len(all) != 2 || all[0].Seq != 1 || all[1].Step != "release" || !bytes.Equal(all[0].Content, []byte("id: rest")) || all[0].Note != "why" || !all[0].At.Equal(noon) {
		t.Errorf("got %+v", all)
	}
	same(t, "after the first", len(read(t, s, func(tx *Tx) ([]LibraryStep, error) { return tx.LibrarySteps(1) })), 1)
}

// A released version is held by the database, also against statements that this program never makes.
func TestReleasedVersionsAreHeld(t *testing.T) {
	s := open(t)
	for _, x := range []LibraryStep{step("upload", "a", []byte("a")), step("upload", "b", []byte("b")), step("release", "b", nil)} {
		do(t, s, func(tx *Tx) error { return tx.AppendLibraryStep(x) })
	}
	refused := []struct {
		name string
		step LibraryStep
		want string
	}{
		{"another content", step("upload", "c", []byte("c")), "never changes"},
		{"another release", step("release", "a", nil), "never changes"},
		{"a wording without words", step("add-wording", "d", nil), "CHECK"},
		{"a release with content", step("release", "b", []byte("x")), "CHECK"},
		{"an unknown step", step("erase", "b", nil), "CHECK"},
	}
	for _, c := range refused {
		err := try(t, s, func(tx *Tx) error { return tx.AppendLibraryStep(c.step) })
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error that says %q", c.name, err, c.want)
		}
	}
	for _, statement := range []string{"UPDATE library_steps SET note = 'x'", "DELETE FROM library_steps"} {
		if err := try(t, s, func(tx *Tx) error { return tx.db.Exec(statement).Error }); err == nil {
			t.Errorf("%s was done", statement)
		}
	}
}
