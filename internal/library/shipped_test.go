package library

import (
	"fmt"
	"strings"
	"testing"

	q "steelyard/internal/questionnaire"
	"steelyard/questionnaires"
)

// TestEveryKeyCanBeWorded writes a pack for every key that ships, and wants the form to be whole with it and no more
// than the words to have changed.
func TestEveryKeyCanBeWorded(t *testing.T) {
	l, err := Load(questionnaires.FS)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range l.All() {
		key := e.Definition
		if key.Wording != q.Supplied {
			continue
		}
		n++
		p, err := q.ParsePack("pack.yaml", []byte(packFor(key)), key, q.About{})
		if err != nil {
			t.Errorf("%s: %v", e.Ref(), err)
			continue
		}
		d := key.WithWording(p)
		for i := range d.Items {
			if item := &d.Items[i]; item.Record == "" && item.Text.In("en") != "Words of "+string(item.ID) {
				t.Errorf("%s: item %s reads %q", e.Ref(), item.ID, item.Text.In("en"))
			}
		}
		if d.Hash() != key.Hash() || !strings.Contains(d.NoticeWords("en"), "A notice.") || e.CanBeAdministered(noon) == nil {
			t.Errorf("%s: hash %.8s, notice %q", e.Ref(), d.Hash(), d.NoticeWords("en"))
		}
	}
	if n < 5 {
		t.Errorf("only %d keys were found", n)
	}
}

func packFor(d *q.Definition) string {
	var b strings.Builder
	fmt.Fprintf(&b, "questionnaire: %s\nlanguage: en\nnotice: A notice.\nrights: {who: Us, basis: licence}\nitems:\n", d.Ref())
	for i := range d.Items {
		fmt.Fprintf(&b, "  %s: Words of %s\n", d.Items[i].ID, d.Items[i].ID)
	}
	if len(d.ChoiceSets) > 0 {
		b.WriteString("choices:\n")
	}
	for _, set := range d.ChoiceSets {
		fmt.Fprintf(&b, "  %s:\n", set.ID)
		for _, c := range set.Choices {
			fmt.Fprintf(&b, "    %q: Label of %s\n", c.Code, c.Code)
		}
	}
	return b.String()
}
