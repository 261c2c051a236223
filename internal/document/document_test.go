package document

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"steelyard/internal/fault"
)

type colour string

func (colour) Enum() []string { return []string{"red", "green"} }

type even int

func (e *even) UnmarshalText(b []byte) error {
	if _, err := fmt.Sscanf(string(b), "%d", (*int)(e)); err != nil || *e%2 != 0 {
		return fmt.Errorf("%q is not even", b)
	}
	return nil
}

// sample has one of everything that a definition is made of.
type sample struct {
	Name   string            `json:"name"`
	Count  int               `json:"count"`
	Sure   bool              `json:"sure,omitempty"`
	Colour colour            `json:"colour,omitempty"`
	Even   even              `json:"even,omitempty"`
	Maybe  *even             `json:"maybe,omitempty"`
	Texts  map[string]string `json:"texts,omitempty"`
	Parts  []part            `json:"parts,omitempty"`
	Gaps   []*even           `json:"gaps,omitempty"`
}

type part struct {
	ID    string `json:"id"`
	Parts []part `json:"parts,omitempty"`
}

const whole = `name: A name
count: 3
sure: true
colour: red
even: 4
maybe: 6
texts: {en: Hello, de: Hallo}
parts:
  - id: x
    parts: [{id: y}]
gaps: [2, null, 8]
`

func TestReadFillsEverything(t *testing.T) {
	var got sample
	if d := Read("f.yaml", []byte(whole), &got); d.Err() != nil {
		t.Fatal(d.Err())
	}
	six, two, eight := even(6), even(2), even(8)
	want := sample{
		Name: "A name", Count: 3, Sure: true, Colour: "red", Even: 4, Maybe: &six, Texts: map[string]string{"en": "Hello", "de": "Hallo"},
		Parts: []part{{ID: "x", Parts: []part{{ID: "y"}}}}, Gaps: []*even{&two, nil, &eight},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(sample{})); diff != "" {
		t.Error(diff)
	}
}

func TestFaults(t *testing.T) {
	cases := []struct {
		name, file, want string
		also             int // faults before this one that can't be avoided
	}{
		{"unknown key with a close one", "name: a\ncount: 1\ncolor: red\n", `f.yaml:3:1: the key "color" is not known here (did you mean colour?)`, 0},
		{"unknown key without", "name: a\ncount: 1\nzzzzzz: 1\n", `f.yaml:3:1: the key "zzzzzz" is not known here (known here: name, count, sure, colour, even, maybe, texts, parts, gaps)`, 0},
		{"a Go field that is no key", "name: a\ncount: 1\nignored: b\n", `f.yaml:3:1: the key "ignored" is not known here (known here: name, count, sure, colour, even, maybe, texts, parts, gaps)`, 0},
		{"missing key", "name: a\n", `f.yaml:1:1: the key "count" is missing (add it)`, 0},
		{"missing key within", "name: a\ncount: 1\nparts:\n  - parts: []\n", `f.yaml:4:5: the key "id" is missing (add it)`, 0},
		{"duplicate key", "name: a\ncount: 1\nname: b\n", `f.yaml:3:1: the key "name" stands twice (keep one of the two)`, 0},
		{"duplicate name", "name: a\ncount: 1\ntexts: {en: a, de: b, en: c}\n", `f.yaml:3:23: the key "en" stands twice (keep one of the two)`, 0},
		{"anchor", "name: &x a\ncount: 1\n", `f.yaml:1:7: an anchor or alias stands here (write the value out; definitions don't share parts by reference)`, 0},
		{"alias", "count: 1\nname: a\nparts: [{id: &p a}, {id: *p}]\n", `f.yaml:3:26: an anchor or alias stands here (write the value out; definitions don't share parts by reference)`, 1},
		{"anchored key", "name: a\ncount: 1\ntexts: {&k en: a}\n", `f.yaml:3:9: this key is not a plain word (write one of the keys known here)`, 0},
		{"key that is a list", "name: a\ncount: 1\n? [a]\n: b\n", `f.yaml:3:3: this key is not a plain word (write one of the keys known here)`, 0},
		{"key with a control character", "name: a\ncount: 1\ntexts: {\"e\\u0000n\": a}\n", `f.yaml:3:9: this key is not a plain word (write one of the keys known here)`, 0},
		{"tag", "name: !!binary aGk=\ncount: 1\n", `f.yaml:1:7: a YAML tag stands here (remove it; every value is text, a number, or true or false by its place)`, 0},
		{"a list for a text", "name: [a]\ncount: 1\n", `f.yaml:1:7: this must be a single value`, 0},
		{"a text for a list", "name: a\ncount: 1\nparts: a\n", `f.yaml:3:8: this must be a list`, 0},
		{"a text for names", "name: a\ncount: 1\ntexts: a\n", `f.yaml:3:8: this must be names with values`, 0},
		{"a text for keys", "name: a\ncount: 1\nparts: [a]\n", `f.yaml:3:9: this must be keys with values`, 0},
		{"names for an own text", "name: a\ncount: 1\neven: {a: b}\n", `f.yaml:3:7: this must be a single value`, 0},
		{"not a whole number", "name: a\ncount: 1.5\n", `f.yaml:2:8: "1.5" is not a whole number (write a whole number such as 2)`, 0},
		{"neither true nor false", "name: a\ncount: 1\nsure: yes\n", `f.yaml:3:7: "yes" is neither true nor false (write true or false)`, 0},
		{"a number for true", "name: a\ncount: 1\nsure: 1\n", `f.yaml:3:7: "1" is neither true nor false (write true or false)`, 0},
		{"a word outside the list", "name: a\ncount: 1\ncolour: gren\n", `f.yaml:3:9: "gren" is not one of the words allowed here (did you mean green?)`, 0},
		{"own text refused", "name: a\ncount: 1\neven: 3\n", `f.yaml:3:7: "3" is not even`, 0},
		{"own text refused in a list", "name: a\ncount: 1\ngaps: [2, 3]\n", `f.yaml:3:11: "3" is not even`, 0},
		{"no text", "name: \ncount: 1\n", `f.yaml:1:6: there is no text here (write the text, or leave the key out)`, 0},
		{"only spaces", "name: \"  \"\ncount: 1\n", `f.yaml:1:7: there is no text here (write the text, or leave the key out)`, 0},
		{"control character", "name: \"a\\x07b\"\ncount: 1\n", `f.yaml:1:7: the text has a control character (remove it; plain text and line breaks are enough)`, 0},
		{"control character above ASCII", "name: \"a\\x9bb\"\ncount: 1\n", `f.yaml:1:7: the text has a control character (remove it; plain text and line breaks are enough)`, 0},
		{"text that reads backwards", "name: \"a\u202eb\"\ncount: 1\n", `f.yaml:1:7: the text has a control character (remove it; plain text and line breaks are enough)`, 0},
		{"nested too deeply", "name: a\ncount: 1\nparts: " + strings.Repeat("[{id: a, parts: ", 25) + "[]" + strings.Repeat("}]", 25) + "\n", `this is nested too deeply (a definition needs no more than a few levels)`, 0},
		{"not YAML", "name: a\ncount: [\n", `f.yaml:3:1: this is not well-formed YAML: `, 0},
		{"tab", "name: a\n\tcount: 1\n", `f.yaml:2:1: this is not well-formed YAML: `, 0},
		{"second document", "name: a\ncount: 1\n---\nname: b\ncount: 2\n", `f.yaml:3:1: a second document begins here (keep one definition a file)`, 0},
		{"a list at the top", "- a\n", `f.yaml:1:1: this must be keys with values`, 0},
		{"empty", "", `f.yaml:1:1: the file is empty (start with id, version and title)`, 0},
		{"a comment only", "# nothing\n", `f.yaml:1:1: the file is empty (start with id, version and title)`, 0},
		{"not UTF-8", "name: \xff\ncount: 1\n", `f.yaml:1:1: the file is not valid UTF-8 (save it with the encoding UTF-8)`, 0},
		{"too large", "name: a\ncount: 1\n#" + strings.Repeat("x", MaxSize), fmt.Sprintf("f.yaml:1:1: the file has %d bytes (keep a definition under %d bytes)", MaxSize+18, MaxSize), 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := Read("f.yaml", []byte(c.file), new(sample))
			got := d.Faults()
			if len(got) == 0 || !strings.Contains(got[len(got)-1].String(), c.want) || len(got) > c.also+1 {
				t.Errorf("got %q, want %d before: %s", got, c.also, c.want)
			}
			if fault.KindOf(d.Err()) != fault.Invalid {
				t.Errorf("got %v, want a fault of kind invalid", d.Err())
			}
		})
	}
}

// TestAllFaultsInFileOrder wants every fault of a file at once, those noted later by the caller among them.
func TestAllFaultsInFileOrder(t *testing.T) {
	d := Read("f.yaml", []byte("nam: a\ncount: x\nsure: maybe\ncolour: blue\nparts:\n  - id: a\n  - ident: b\n"), new(sample))
	d.Fault("count", "what rests on a wrong shape is not judged", "")
	d.Fault("parts[0].id", "a fault of meaning", "")
	d.Fault("parts[0].nothing[3].there", "a fault of what is not in the file", "")
	var got []string
	for _, f := range d.Faults() {
		got = append(got, f.String())
	}
	want := []string{
		`f.yaml:1:1: the key "nam" is not known here (did you mean name?)`,
		`f.yaml:1:1: the key "name" is missing (add it)`,
		`f.yaml:2:8: "x" is not a whole number (write a whole number such as 2)`,
		`f.yaml:3:7: "maybe" is neither true nor false (write true or false)`,
		`f.yaml:4:9: "blue" is not one of the words allowed here (known here: red, green)`,
		`f.yaml:6:5: a fault of what is not in the file`,
		`f.yaml:6:9: a fault of meaning`,
		`f.yaml:7:5: the key "id" is missing (add it)`,
		`f.yaml:7:5: the key "ident" is not known here (known here: id, parts)`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got, want := fault.Message(d.Err()), "f.yaml: 9 faults to mend"; got != want {
		t.Errorf("message: got %q, want %q", got, want)
	}
}

func TestPositions(t *testing.T) {
	d := Read("f.yaml", []byte(whole), new(sample))
	for path, want := range map[string]Position{
		"":                      {1, 1},
		"name":                  {1, 7},
		"texts.de":              {7, 24},
		"parts[0]":              {9, 5},
		"parts[0].parts[0].id":  {10, 18},
		"parts[0].parts[7].id":  {10, 12}, // the nearest above it
		"gaps[1]":               {11, 11},
		"nothing":               {1, 1},
		"texts.fr":              {7, 8},
		"strange path [ . ] ..": {1, 1},
	} {
		if got := d.Position(path); got != want {
			t.Errorf("%q: got %v, want %v", path, got, want)
		}
	}
}

// TestHashIsOfTheMeaning writes the same values with other comments, white space, quotes and order of names.
func TestHashIsOfTheMeaning(t *testing.T) {
	want := hashOf(t, whole)
	same := []string{
		"# a comment\n" + whole,
		strings.ReplaceAll(whole, "\n", "\n\n"),
		strings.Replace(whole, "name: A name", `"name":   'A name' # said so`, 1),
		strings.Replace(whole, "name: A name\ncount: 3\n", "count: 3\nname: \"A\\x20name\"\n", 1),
		strings.Replace(whole, "{en: Hello, de: Hallo}", "\n  de: Hallo\n  en: >-\n    Hello", 1),
		strings.ReplaceAll(whole, "\n", "\r\n"),
		"\ufeff" + whole,
		"---\n" + whole + "...\n",
	}
	for _, text := range same {
		if got := hashOf(t, text); got != want {
			t.Errorf("another hash for the same meaning:\n%s", text)
		}
	}
	other := []string{
		strings.Replace(whole, "A name", "A  name", 1), strings.Replace(whole, "count: 3", "count: 4", 1), strings.Replace(whole, "sure: true\n", "", 1),
		strings.Replace(whole, "[2, null, 8]", "[2, 8, null]", 1), strings.Replace(whole, "de: Hallo", "fr: Hallo", 1),
	}
	for _, text := range other {
		if got := hashOf(t, text); got == want {
			t.Errorf("the same hash for another meaning:\n%s", text)
		}
	}
}

// TestHashIgnoresHowValuesAreWritten writes one drawn value in YAML's ways.
func TestHashIgnoresHowValuesAreWritten(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := sample{Name: rapid.StringMatching(`[a-z][a-z0-9 .:#'"{}-]{0,30}[a-z]`).Draw(rt, "name"), Count: rapid.IntRange(-99, 99).Draw(rt, "count")}
		asJSON, err := json.Marshal(s.Name)
		if err != nil {
			rt.Fatal(err)
		}
		single := "'" + strings.ReplaceAll(s.Name, "'", "''") + "'"
		pad := strings.Repeat(" ", rapid.IntRange(1, 5).Draw(rt, "pad"))
		double := fmt.Sprintf("name:%s%s%s# x\ncount: %d\n", pad, asJSON, pad, s.Count)
		plain := fmt.Sprintf("\n\ncount: \"%d\"\n# x\nname: %s\n", s.Count, single)
		if a, b := hashOf(rt, double), hashOf(rt, plain); a != b {
			rt.Fatalf("%q and %q have other hashes", double, plain)
		}
	})
}

func TestDistance(t *testing.T) {
	for pair, want := range map[[2]string]int{{"", ""}: 0, {"a", ""}: 1, {"", "abc"}: 3, {"color", "colour"}: 1, {"kitten", "sitting"}: 3, {"ab", "ba"}: 2} {
		if got := distance(pair[0], pair[1]); got != want {
			t.Errorf("%v: got %d, want %d", pair, got, want)
		}
	}
}

func TestSchemaNamesEveryKey(t *testing.T) {
	b, err := Schema(&sample{}, "https://example.invalid/s.json", "Sample")
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		ID    string `json:"$id"`
		Title string
		Defs  map[string]struct {
			Properties map[string]struct{ Enum []string }
			Required   []string
			Additional *bool `json:"additionalProperties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	top := s.Defs["sample"]
	if s.Title != "Sample" || len(top.Properties) != 9 || !slices.Equal(top.Required, []string{"name", "count"}) || top.Additional == nil || *top.Additional {
		t.Errorf("got %s", b)
	}
	if got := top.Properties["colour"].Enum; !slices.Equal(got, []string{"red", "green"}) {
		t.Errorf("the words of colour: got %v", got)
	}
}

// FuzzRead wants no panic, every fault to have its place and its words, and what reads without fault to have a hash.
func FuzzRead(f *testing.F) {
	for _, s := range []string{whole, "", "- a", "name: &x a\ncount: *x", "? [a]\n: b", "name: !!binary aGk=", "{", "parts: [{parts: [{}]}]", "---\n---\n", "<<: {name: a}", "gaps: [~, null]"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var s sample
		d := Read("f.yaml", data, &s)
		for _, x := range d.Faults() {
			if !strings.HasPrefix(x.Where, "f.yaml:") || x.What == "" {
				t.Errorf("fault without place or words: %q", x)
			}
		}
		if d.Err() != nil {
			return
		}
		if _, err := Hash(s); err != nil {
			t.Error(err)
		}
	})
}

func hashOf(t interface {
	Helper()
	Fatal(...any)
}, text string) string {
	t.Helper()
	var s sample
	d := Read("f.yaml", []byte(text), &s)
	if d.Err() != nil {
		t.Fatal(d.Err())
	}
	h, err := Hash(s)
	if err != nil {
		t.Fatal(err)
	}
	return h
}
