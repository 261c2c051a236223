package proof_test

import (
	"fmt"
	"slices"
	"testing"

	"steelyard/internal/exact"
	"steelyard/internal/proof"
)

func numbers(t *testing.T, list ...string) (ns []exact.Number) {
	t.Helper()
	for _, s := range list {
		n, err := exact.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		ns = append(ns, n)
	}
	return ns
}

// TestProratedFractionsAtTheBounds prorates three items of 0 to 2 of which one may be missing: 3/2 times the sum of two.
// A band begins at 3, and another lies where only a prorated fraction can fall, from 3.5 to 4.
func TestProratedFractionsAtTheBounds(t *testing.T) {
	cases := []struct {
		round    string
		prorated []string // that no full set of answers gives
		reached  []string // bands, of which mid begins at 3.5 and high at 4
	}{
		{"none", []string{"1.5", "4.5"}, []string{"high", "low"}},         // 1.5 and 4.5 stay what they are
		{"band-half-up", []string{"1.5", "4.5"}, []string{"high", "low"}}, // 4.5 is looked up as 5
		{"value-half-up", nil, []string{"high", "low"}},                   // 1.5 is 2, 4.5 is 5
		{"value-up", nil, []string{"high", "low"}},
	}
	for _, c := range cases {
		t.Run(c.round, func(t *testing.T) {
			p := defined(t, []string{"often", "often", "often"}, sumOf+"items: [a, b, c], missing: {rule: prorate, at_most: 1, round: "+c.round+", source: x}, range: {min: 0, max: 6}, "+
				"bands: [{code: low, from: 0, label: {en: L}, rank: 0, source: x}, {code: mid, from: 3.5, label: {en: M}, rank: 1, source: x}, {code: high, from: 4, label: {en: H}, rank: 2, source: x}]}\n")
			got := proof.Prove(p)
			if want := numbers(t, c.prorated...); !slices.Equal(got.Reaches[0].Prorated, want) {
				t.Errorf("prorated: got %v, want %v", got.Reaches[0].Prorated, want)
			}
			if !slices.Equal(got.Reaches[0].Bands, c.reached) {
				t.Errorf("bands: got %v, want %v", got.Reaches[0].Bands, c.reached)
			}
		})
	}
}

// TestABoundIsMetExactly puts a bound at a prorated third, just below it and just above it. Four items of 0 to 2, one of which may be
// missing, give 4/3 times the sum of three: 4/3, 8/3, 16/3, 20/3. A float would not know 8/3 from its neighbours.
func TestABoundIsMetExactly(t *testing.T) {
	cases := []struct {
		from string
		band string // of 8/3
	}{
		{"8/3", "high"},
		{"2.666666666666666", "high"}, // a little below 8/3
		{"2.666666666666667", "low"},  // a little above
		{"2666666666666667/1000000000000000", "low"},
	}
	for _, c := range cases {
		t.Run(c.from, func(t *testing.T) {
			p := defined(t, []string{"often", "often", "often", "often"}, sumOf+"items: [a, b, c, d], missing: {rule: prorate, at_most: 1, round: none, source: x}, range: {min: 0, max: 8}, "+
				fmt.Sprintf("bands: [{code: low, from: 0, label: {en: L}, rank: 0, source: x}, {code: high, from: %q, label: {en: H}, rank: 1, source: x}]}\n", c.from),
				`answers: ["2", "0", "0", null], expect: {s: {value: "8/3", band: `+c.band+`}}`)
			if got := proof.Examples(p); len(got) > 0 {
				t.Errorf("got %v, want the example to hold", got)
			}
			if r := proof.Prove(p).Reaches[0]; !slices.Contains(r.Prorated, numbers(t, "8/3")[0]) || !slices.Equal(r.Bands, []string{"high", "low"}) {
				t.Errorf("got %v and %v", r.Prorated, r.Bands)
			}
		})
	}
}

// TestHalvesAreRoundedUpInABand looks a prorated value up rounded half up, before the transform, and towards plus infinity.
func TestHalvesAreRoundedUpInABand(t *testing.T) {
	cases := []struct{ round, transform, answers, value, band string }{
		{"band-half-up", "", `["1", "0", null]`, "1.5", "high"}, // 1.5 as 2
		{"none", "", `["1", "0", null]`, "1.5", "low"},
		{"value-half-up", "", `["1", "0", null]`, "2", "high"},
		{"value-up", "", `["1", "0", null]`, "2", "high"},
		{"band-half-up", "transform: {multiply: 1, add: -3}, ", `["1", "0", null]`, "-1.5", "low"}, // the raw 1.5 as 2, and so −1
		{"band-half-up", "transform: {multiply: -1, add: 0}, ", `["1", "0", null]`, "-1.5", "low"}, // 1.5 as 2, and so −2
		{"value-half-up", "transform: {multiply: -1, add: 0}, ", `["1", "0", null]`, "-2", "low"},  // made whole before it is turned
	}
	for _, c := range cases {
		t.Run(c.round+c.transform, func(t *testing.T) {
			p := defined(t, []string{"often", "often", "often"}, sumOf+"items: [a, b, c], missing: {rule: prorate, at_most: 1, round: "+c.round+", source: x}, "+c.transform+"range: {min: -6, max: 6}, "+
				"bands: [{code: low, from: -6, label: {en: L}, rank: 0, source: x}, {code: high, from: 2, label: {en: H}, rank: 1, source: x}]}\n",
				"answers: "+c.answers+`, expect: {s: {value: "`+c.value+`", state: prorated, band: `+c.band+`}}`)
			if got := proof.Examples(p); len(got) > 0 {
				t.Errorf("got %v, want the example to hold", got)
			}
		})
	}
}

// TestAShareAtItsBound decides 84.5 % and 85 % of a ratio at exact bounds: 169/200 and 17/20.
func TestAShareAtItsBound(t *testing.T) {
	scale := "  - {id: r, title: {en: R}, operator: ratio, direction: neither, source: x, items: [a, b], missing: {rule: complete, source: x}, transform: {multiply: 100, add: 0}, range: {min: 0, max: 200}}\n" +
		"  - {id: s, title: {en: S}, operator: recode, recode: [{from: 0, to: 3}, {from: 65, to: 2}, {from: 75, to: 1}, {from: 85, to: 0}], direction: neither, source: x, scales: [r], missing: {rule: complete, source: x}, range: {min: 0, max: 3}}\n"
	for _, c := range []struct{ answers, want string }{{`["169", "200"]`, "1"}, {`["170", "200"]`, "0"}, {`["150", "200"]`, "1"}, {`["149", "200"]`, "2"}, {`["130", "200"]`, "2"}, {`["129", "200"]`, "3"}} {
		p := numbered(t, scale, "answers: "+c.answers+`, expect: {s: {value: "`+c.want+`"}}`)
		if got := proof.Examples(p); len(got) > 0 {
			t.Errorf("%s: got %v, want %s", c.answers, got, c.want)
		}
	}
}
