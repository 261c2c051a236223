package proof_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"steelyard/internal/proof"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

const minimal = "../questionnaire/testdata/minimal.yaml"

// program compiles the minimal definition after a change to its text.
func program(t *testing.T, old, changed string) *scoring.Program {
	t.Helper()
	content, err := os.ReadFile(minimal)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(content), old); old != "" && n != 1 {
		t.Fatalf("%q stands %d times in %s, want once", old, n, minimal)
	}
	return compiled(t, minimal, []byte(strings.Replace(string(content), old, changed, 1)))
}

func compiled(t testing.TB, file string, content []byte) *scoring.Program {
	t.Helper()
	d, err := q.Parse(file, content)
	if err != nil {
		t.Fatal(err)
	}
	p, err := scoring.Compile(d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestExamplesThatHold(t *testing.T) {
	if got := proof.Examples(program(t, "", "")); len(got) > 0 {
		t.Errorf("got %v, want nothing", got)
	}
}

// TestExamplesThatDoNotHold plants one mismatch at a time, in the definition or in an example.
func TestExamplesThatDoNotHold(t *testing.T) {
	const mend = "look it up in the source, and correct the definition or the example"
	cases := []struct{ name, old, changed, where, what string }{
		{"value", `{value: "2", state: complete`, `{value: "3", state: complete`,
			"example all, scale total", "the value is 2, but the example expects 3"},
		{"value at its decimals", `{value: "2", state: complete`, `{value: "2.1", state: complete`,
			"example all, scale total", "the value is 2, but the example expects 2.1"},
		{"value of what has none", `often: {state: unscorable}`, `often: {value: "0"}`,
			"example some, scale often", "the value is none, but the example expects 0"},
		{"state", `{state: prorated}`, `{state: complete}`,
			"example part, scale total", "the state is prorated, but the example expects complete"},
		{"band", `band: low}`, `band: high}`,
			"example all, scale total", "the band is low, but the example expects high"},
		{"category", `screen: {category: below}`, `screen: {category: above}`,
			"example all, scale screen", "the category is below, but the example expects above"},
		{"flag too many", "    flags: [alarm]\n", "",
			"example some", "the flag alarm is raised, but the example expects it not to be"},
		{"flag too few", "      screen: {category: below}\n", "      screen: {category: below}\n    flags: [alarm]\n",
			"example all", "the flag alarm is not raised, but the example expects it to be"},
		{"a key changed", "reversed: [b]", "reversed: [c]",
			"example all, scale total", "the value is 4, but the example expects 2"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := proof.Examples(program(t, c.old, c.changed))
			for _, d := range got {
				if d.Where == c.where && d.What == c.what && d.Mend == mend {
					return
				}
			}
			t.Errorf("got %v, want %s: %s", got, c.where, c.what)
		})
	}
}

// TestEveryMismatchIsNamed wants all of an example's mismatches, in the order of the scales, flags last.
func TestEveryMismatchIsNamed(t *testing.T) {
	p := program(t, `answers: ["1", "2", "1",`, `answers: ["2", "0", "2",`)
	var got []string
	for _, d := range proof.Examples(p) {
		got = append(got, d.Where+": "+d.What)
	}
	want := []string{ // a 2, b 0 reversed to 2, c not shown and so 0
		"example all, scale total: the band is high, but the example expects low",
		"example all, scale total: the value is 4, but the example expects 2",
		"example all, scale screen: the category is above, but the example expects below",
		"example all: the flag alarm is raised, but the example expects it not to be",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestValuesAreComparedAtTheirDecimals reads the example that answers a and b with 1, b reversed, and not c: 2 × 3/2.
func TestValuesAreComparedAtTheirDecimals(t *testing.T) {
	cases := []struct {
		expect string
		holds  bool
	}{
		{"3", true}, {"3.0", true}, {"3.00", true}, {"3/1", true}, {"3.001", false}, {"2", false}, {"10/3", false},
	}
	for _, c := range cases {
		p := program(t, "total: {state: prorated}", `total: {state: prorated, value: "`+c.expect+`"}`)
		if got := len(proof.Examples(p)) == 0; got != c.holds {
			t.Errorf("prorated 3 against %s: got %v, want %v", c.expect, got, c.holds)
		}
	}
}

// TestHalvesAreRoundedUp compares 1.5 and −1.5 with what they are at no decimals.
func TestHalvesAreRoundedUp(t *testing.T) {
	cases := []struct{ transform, expect string }{
		{"{multiply: 0.5, add: 0.5}", "2"},    // 2 → 1.5 → 2
		{"{multiply: -0.5, add: -0.5}", "-1"}, // 2 → −1.5 → −1
	}
	for _, c := range cases {
		file, err := os.ReadFile(minimal)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer(
			"range: {min: 0, max: 6}\n    bands:\n      - {code: low, from: 0, label: {en: Low}, rank: 0, source: made-up}\n      - {code: high, from: 3, label: {en: High}, rank: 1, source: made-up}\n",
			"range: {min: -9, max: 9}\n    transform: "+c.transform+"\n",
			`{value: "2", state: complete, band: low}`, `{value: "`+c.expect+`"}`,
			"      screen: {category: below}\n", "",
		).Replace(string(file))
		if got := proof.Examples(compiled(t, minimal, []byte(text))); len(got) > 0 {
			t.Errorf("transform %s: got %v, want nothing", c.transform, got)
		}
	}
}
