package exact

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// numbers draws every kind: small fractions as scores are, and the far ends where arithmetic overflows.
func numbers() *rapid.Generator[Number] {
	small := rapid.Custom(func(t *rapid.T) Number {
		return Ratio(rapid.Int64Range(-1000, 1000).Draw(t, "n"), rapid.Int64Range(1, 60).Draw(t, "d"))
	})
	large := rapid.Custom(func(t *rapid.T) Number {
		return Ratio(rapid.Int64().Draw(t, "n"), rapid.Int64().Draw(t, "d"))
	})
	far := rapid.Custom(func(t *rapid.T) Number {
		return Ratio(math.MaxInt64-rapid.Int64Range(0, 1<<40).Draw(t, "n"), math.MaxInt64-rapid.Int64Range(0, 1<<60).Draw(t, "d"))
	})
	ends := rapid.SampledFrom([]Number{Int(math.MaxInt64), Int(math.MinInt64 + 1), Ratio(1, math.MaxInt64), Ratio(math.MaxInt64, 2), Ratio(1, 1<<62), Int(math.MaxInt32), Ratio(1, math.MaxInt32), Unrepresentable})
	return rapid.OneOf(small, small, large, far, ends)
}

// TestAgainstBig wants every operation to be that of math/big, or Unrepresentable where its result does not fit.
func TestAgainstBig(t *testing.T) {
	operations := map[string]struct {
		ours func(a, b Number) Number
		bigs func(z, a, b *big.Rat) *big.Rat
	}{
		"add": {Number.Add, (*big.Rat).Add},
		"sub": {Number.Sub, (*big.Rat).Sub},
		"mul": {Number.Mul, (*big.Rat).Mul},
		"div": {Number.Div, (*big.Rat).Quo},
	}
	for name, op := range operations {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				a, b := numbers().Draw(t, "a"), numbers().Draw(t, "b")
				got := op.ours(a, b)
				if !a.OK() || !b.OK() || name == "div" && b.Sign() == 0 {
					if got.OK() {
						t.Fatalf("%s %s %s: got %s, want no number", a, name, b, got)
					}
					return
				}
				want := op.bigs(new(big.Rat), a.rat(), b.rat())
				if got.OK() != fits(want) || got.OK() && got.rat().Cmp(want) != 0 {
					t.Fatalf("%s %s %s: got %s, want %s", a, name, b, got, want)
				}
			})
		})
	}
}

func fits(r *big.Rat) bool {
	return r.Num().IsInt64() && r.Denom().IsInt64() && r.Num().Int64() != math.MinInt64
}

// TestLowestTerms wants equal numbers to be equal with ==, however they were made.
func TestLowestTerms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, d := rapid.Int64Range(-1e6, 1e6).Draw(t, "n"), rapid.Int64Range(1, 1e6).Draw(t, "d")
		k := rapid.Int64Range(1, 1000).Draw(t, "k")
		for _, same := range []Number{Ratio(n*k, d*k), Ratio(-n, -d), Int(n).Div(Int(d)), Ratio(1, d).Mul(Int(n))} {
			if same != Ratio(n, d) {
				t.Fatalf("%d/%d: got %#v, want %#v", n, d, same, Ratio(n, d))
			}
		}
	})
}

func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := numbers().Draw(t, "a"), numbers().Draw(t, "b")
		if a.Cmp(b) != -b.Cmp(a) || a.Less(b) != (a.Cmp(b) < 0) {
			t.Fatalf("%s and %s: got %d and %d", a, b, a.Cmp(b), b.Cmp(a))
		}
		if a.OK() && b.OK() && a.Cmp(b) != a.rat().Cmp(b.rat()) {
			t.Fatalf("%s and %s: got %d, want %d", a, b, a.Cmp(b), a.rat().Cmp(b.rat()))
		}
		if a.OK() && !b.OK() && !b.Less(a) {
			t.Fatalf("what is no number must come before %s", a)
		}
	})
}

func TestRounding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := numbers().Filter(func(n Number) bool { return n.OK() && n.n < math.MaxInt64/2 && n.n > math.MinInt64/2 }).Draw(t, "a")
		low, high := a.Floor(), a.Ceil()
		if !low.IsInt() || a.Less(low) || !a.Less(low.Add(Int(1))) {
			t.Fatalf("floor of %s: got %s", a, low)
		}
		if !high.IsInt() || high.Less(a) || !high.Sub(Int(1)).Less(a) {
			t.Fatalf("ceiling of %s: got %s", a, high)
		}
		if got, want := a.RoundHalfUp().String(), a.Decimal(0); got != want {
			t.Fatalf("%s rounded half up: got %s, printed %s", a, got, want)
		}
	})
}

func TestRoundingTable(t *testing.T) {
	cases := []struct {
		in, floor, ceil, half string
		decimals              map[int]string
	}{
		{"0", "0", "0", "0", map[int]string{0: "0", 2: "0.00"}},
		{"9.4999", "9", "10", "9", map[int]string{0: "9", 1: "9.5"}},
		{"9.5", "9", "10", "10", map[int]string{0: "10", 1: "9.5"}},
		{"28/3", "9", "10", "9", map[int]string{0: "9", 4: "9.3333"}},
		{"29/3", "9", "10", "10", map[int]string{1: "9.7"}},
		{"-0.4", "-1", "0", "0", map[int]string{0: "0", 1: "-0.4"}},
		{"-0.5", "-1", "0", "0", map[int]string{0: "0"}},
		{"-0.6", "-1", "0", "-1", map[int]string{0: "-1"}},
		{"-1.5", "-2", "-1", "-1", map[int]string{0: "-1"}},
		{"-2", "-2", "-2", "-2", map[int]string{1: "-2.0"}},
		{"-0.25", "-1", "0", "0", map[int]string{1: "-0.2"}},
		{"0.25", "0", "1", "0", map[int]string{1: "0.3"}},
		{"-7/3", "-3", "-2", "-2", map[int]string{2: "-2.33"}},
	}
	for _, c := range cases {
		a := parse(t, c.in)
		for name, p := range map[string][2]string{
			"floor": {a.Floor().String(), c.floor}, "ceiling": {a.Ceil().String(), c.ceil}, "half up": {a.RoundHalfUp().String(), c.half},
		} {
			if p[0] != p[1] {
				t.Errorf("%s of %s: got %s, want %s", name, c.in, p[0], p[1])
			}
		}
		for places, want := range c.decimals {
			if got := a.Decimal(places); got != want {
				t.Errorf("%s at %d decimals: got %s, want %s", c.in, places, got, want)
			}
		}
	}
}

// TestRoundTrip prints and reads in every form.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := numbers().Filter(Number.OK).Draw(t, "a")
		if got, err := Parse(a.String()); err != nil || got != a {
			t.Fatalf("%s: got %s, %v", a, got, err)
		}
		b, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var back Number
		if err := json.Unmarshal(b, &back); err != nil || back != a {
			t.Fatalf("%s as JSON %s: got %s, %v", a, b, back, err)
		}
		text, err := a.MarshalText()
		if err != nil || back.UnmarshalText(text) != nil || back != a {
			t.Fatalf("%s as text %s: got %s, %v", a, text, back, err)
		}
	})
}

func TestParse(t *testing.T) {
	good := map[string]Number{
		"0": {}, "-0": {}, "12": Int(12), "+5": Int(5), "007": Int(7), "0.5": Ratio(1, 2), "-0.25": Ratio(-1, 4), ".5": Ratio(1, 2),
		"28/3": Ratio(28, 3), "-4/8": Ratio(-1, 2), "010/3": Ratio(10, 3), "08/3": Ratio(8, 3), "1.10": Ratio(11, 10), "9223372036854775807": Int(math.MaxInt64),
	}
	for in, want := range good {
		if got, err := Parse(in); err != nil || got != want {
			t.Errorf("%q: got %s, %v; want %s", in, got, err, want)
		}
	}
	bad := []string{"", " ", "1e3", "0x10", "1_000", "1,5", "NaN", "Inf", "½", "--1", "1/0", "1/00", "1.", "1/-2", "1/2/3", "1.5/2", "1/2.5", "/", ".", "-", "+",
		"12a", "99999999999999999999", "0.0000000000000000000001", strings.Repeat("9", 41), "1 2", "12\n"}
	for _, in := range bad {
		if got, err := Parse(in); err == nil {
			t.Errorf("%q: got %s, want an error", in, got)
		}
	}
}

// TestUnrepresentableStays wants an overflow never to become a number again.
func TestUnrepresentableStays(t *testing.T) {
	over := Int(math.MaxInt64).Add(Int(1))
	for name, n := range map[string]Number{
		"overflow": over, "negated": over.Neg(), "floor": over.Floor(), "ceiling": over.Ceil(), "half up": over.RoundHalfUp(),
		"times nothing": over.Mul(Int(0)), "less itself": over.Sub(over), "over itself": over.Div(over), "added to": Int(1).Add(over),
		"under zero": Int(1).Div(Int(0)), "ratio to zero": Ratio(1, 0), "far product": Int(math.MaxInt64).Mul(Int(2)),
		"the lowest": Int(math.MinInt64), "down to the lowest": Int(-math.MaxInt64).Add(Int(-1)), "far fraction": Ratio(1, math.MaxInt64).Mul(Ratio(1, 2)),
	} {
		if n.OK() || n != Unrepresentable {
			t.Errorf("%s: got %s, want no number", name, n)
		}
		if !math.IsNaN(n.Float()) || n.String() != "out of range" || n.Decimal(2) != "out of range" || n.IsInt() {
			t.Errorf("%s: prints %s, %s, %v", name, n, n.Decimal(2), n.Float())
		}
	}
}

// TestFloatIsNearest compares with math/big, which rounds correctly.
func TestFloatIsNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := numbers().Filter(Number.OK).Draw(t, "a")
		if want, _ := a.rat().Float64(); a.Float() != want {
			t.Fatalf("%s: got %v, want %v", a, a.Float(), want)
		}
	})
}

func TestArithmeticOfWholeNumbersAllocatesNothing(t *testing.T) {
	a, b := Int(13), Int(2)
	if n := testing.AllocsPerRun(100, func() { _ = a.Add(b).Mul(b).Sub(a).Div(b).RoundHalfUp().Less(b) }); n != 0 {
		t.Errorf("got %v allocations, want none", n)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"0", "-1.5", "28/3", "9223372036854775807", "1e9", "010/3", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := Parse(s)
		if err != nil {
			return
		}
		if back, err := Parse(n.String()); err != nil || back != n {
			t.Errorf("%q is %s, which reads as %s, %v", s, n, back, err)
		}
	})
}

func parse(t *testing.T, s string) Number {
	t.Helper()
	n, err := Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
