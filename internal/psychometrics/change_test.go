package psychometrics

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestChangeByChance holds P to the two-sided standard normal tail and to Reliable and Interval, whatever is compared.
func TestChangeByChance(t *testing.T) {
	for z, want := range map[float64]float64{0: 1, Z95: .05, -Z95: .05, Z90: .1, 2.575829303548901: .01} {
		if got := (Change{Difference: z, SE: 1, Z: z}).P(); math.Abs(got-want) > 1e-12 {
			t.Errorf("z %v: got %v, want %v", z, got, want)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.Float64Range(-1e6, 1e6)
		se := rapid.Float64Range(.01, 1e4)
		c, err := IRTChange(Estimate{n.Draw(rt, "first"), se.Draw(rt, "se")}, Estimate{n.Draw(rt, "second"), se.Draw(rt, "se")})
		if err != nil {
			rt.Fatal(err)
		}
		interval, err := c.Interval(Z95)
		if err != nil || math.IsNaN(c.P()) {
			rt.Fatalf("got %v, %v, %v", interval, c.P(), err)
		}
		if math.Abs(math.Abs(c.Z)-Z95) < 1e-9 {
			return // on the edge the last bit decides
		}
		if c.Reliable(Z95) == interval.Contains(0) || c.Reliable(Z95) != (c.P() < .05) {
			rt.Fatalf("%+v: reliable %t, %+v, p %v", c, c.Reliable(Z95), interval, c.P())
		}
	})
}
