// Package exact owns the rational numbers that scores, weights and bounds are made of.
// No band may hang on the last bit of a float, so every score stays exact until it is printed.
// It must not know questionnaires.
package exact

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// Number is an exact rational. The zero value is 0. Numbers are comparable with ==,
// because every Number is kept in lowest terms with a positive denominator.
// A result too large for two int64 is Unrepresentable, and stays so through every operation.
type Number struct {
	n int64
	d int64 // the denominator minus one, so that the zero value is 0/1; -1 marks Unrepresentable
}

// Unrepresentable is what an overflow gives. It never compares equal to a score or passes a bound.
var Unrepresentable = Number{d: -1}

// Int gives the whole number n; Unrepresentable for the lowest int64, which has no negative.
func Int(n int64) Number {
	if n == math.MinInt64 {
		return Unrepresentable
	}
	return Number{n: n}
}

// Ratio gives n/d; Unrepresentable where d is 0.
func Ratio(n, d int64) Number {
	if d == 0 || d == math.MinInt64 || n == math.MinInt64 {
		return Unrepresentable
	}
	if d < 0 {
		n, d = -n, -d
	}
	if d == 1 {
		return Number{n: n}
	}
	g := gcd(abs(n), uint64(d))
	return Number{n / int64(g), d/int64(g) - 1}
}

// OK says whether the number is representable.
func (a Number) OK() bool { return a.d >= 0 }

// Fraction gives numerator and denominator in lowest terms; the denominator is positive.
func (a Number) Fraction() (n, d int64) { return a.n, a.d + 1 }

// IsInt says whether the number is whole.
func (a Number) IsInt() bool { return a.d == 0 }

// Sign is -1, 0 or 1.
func (a Number) Sign() int {
	switch {
	case a.n < 0:
		return -1
	case a.n > 0:
		return 1
	}
	return 0
}

// Add gives a+b.
func (a Number) Add(b Number) Number {
	if a.small() && b.small() { // every score of every questionnaire; nothing is allocated
		return Ratio(a.n*(b.d+1)+b.n*(a.d+1), (a.d+1)*(b.d+1))
	}
	return viaBig(a, b, (*big.Rat).Add)
}

// Sub gives a−b.
func (a Number) Sub(b Number) Number { return a.Add(b.Neg()) }

// Neg gives −a.
func (a Number) Neg() Number { return Number{-a.n, a.d} }

// Mul gives a·b.
func (a Number) Mul(b Number) Number {
	if a.small() && b.small() {
		return Ratio(a.n*b.n, (a.d+1)*(b.d+1))
	}
	return viaBig(a, b, (*big.Rat).Mul)
}

// Div gives a/b; Unrepresentable where b is 0.
func (a Number) Div(b Number) Number {
	if b.n == 0 {
		return Unrepresentable
	}
	if a.small() && b.small() {
		return Ratio(a.n*(b.d+1), (a.d+1)*b.n)
	}
	return viaBig(a, b, (*big.Rat).Quo)
}

// Cmp is -1, 0 or 1 as a is less than, equal to or greater than b.
// An Unrepresentable number compares below everything.
func (a Number) Cmp(b Number) int {
	switch {
	case a == b:
		return 0
	case !a.OK():
		return -1
	case !b.OK():
		return 1
	case a.d == b.d:
		return cmp.Compare(a.n, b.n)
	case a.small() && b.small():
		return cmp.Compare(a.n*(b.d+1), b.n*(a.d+1))
	}
	return a.rat().Cmp(b.rat())
}

// Less says whether a < b.
func (a Number) Less(b Number) bool { return a.Cmp(b) < 0 }

// Float gives the nearest float64; NaN where the number is Unrepresentable.
func (a Number) Float() float64 {
	if !a.OK() {
		return math.NaN()
	}
	if max(abs(a.n), uint64(a.d+1)) <= 1<<53 { // both are floats exactly, so the quotient is rounded once
		return float64(a.n) / float64(a.d+1)
	}
	f, _ := a.rat().Float64() // whether it is exact does not matter: the nearest is wanted
	return f
}

// Floor rounds down to a whole number.
func (a Number) Floor() Number {
	if a.d <= 0 {
		return a
	}
	q := a.n / (a.d + 1)
	if a.n < 0 {
		q--
	}
	return Int(q)
}

// Ceil rounds up to a whole number.
func (a Number) Ceil() Number { return a.Neg().Floor().Neg() }

// RoundHalfUp rounds to the nearest whole number, halves upward.
func (a Number) RoundHalfUp() Number {
	if a.d <= 0 {
		return a
	}
	floor, rest := a.Floor(), a.n%(a.d+1)
	if rest < 0 {
		rest += a.d + 1
	}
	if rest >= a.d+1-rest {
		floor.n++
	}
	return floor
}

// Decimal prints the number rounded half up to the given number of decimals.
func (a Number) Decimal(places int) string {
	if !a.OK() {
		return "out of range"
	}
	r := a.rat()
	if a.n >= 0 {
		return r.FloatString(places) // rounds half away from zero, which is up for a positive number
	}
	scale := big.NewRat(1, 1).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
	scaled := new(big.Rat).Add(new(big.Rat).Mul(r, scale), big.NewRat(1, 2))
	floor := new(big.Int).Div(scaled.Num(), scaled.Denom()) // Euclidean, which is floor for a positive divisor
	return new(big.Rat).Quo(new(big.Rat).SetInt(floor), scale).FloatString(places)
}

// String prints the shortest exact form: a decimal where one ends within 18 places, a fraction otherwise.
func (a Number) String() string {
	if a.d == 0 {
		return strconv.FormatInt(a.n, 10)
	}
	if !a.OK() {
		return "out of range"
	}
	if places, exact := a.rat().FloatPrec(); exact && places <= 18 {
		return a.rat().FloatString(places)
	}
	return fmt.Sprintf("%d/%d", a.n, a.d+1)
}

// form is a whole number, a decimal or a fraction, in decimal digits whatever they begin with.
var form = regexp.MustCompile(`^[+-]?(\d+/0*[1-9]\d*|\d*\.?\d+)$`)

// Parse reads a whole number, a decimal or a fraction such as 28/3.
func Parse(s string) (Number, error) {
	if len(s) > 40 || !form.MatchString(s) {
		return Number{}, fmt.Errorf("%q is not a number; write it like 12, 0.5 or 28/3", s)
	}
	above, below, fraction := strings.Cut(s, "/")
	r, ok := new(big.Rat).SetString(above)
	if ok && fraction {
		var d *big.Rat
		if d, ok = new(big.Rat).SetString(below); ok {
			r.Quo(r, d)
		}
	}
	n := Unrepresentable
	if ok {
		n = fromRat(r)
	}
	if !n.OK() {
		return Number{}, fmt.Errorf("%q is too large or too fine to be kept exactly", s)
	}
	return n, nil
}

// MarshalText writes the shortest exact form.
func (a Number) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads what Parse reads.
func (a *Number) UnmarshalText(b []byte) (err error) {
	*a, err = Parse(string(b))
	return err
}

// MarshalJSON writes a JSON number where the decimal ends and a string such as "28/3" otherwise.
func (a Number) MarshalJSON() ([]byte, error) {
	s := a.String()
	if strings.ContainsAny(s, "/ ") {
		return strconv.AppendQuote(nil, s), nil
	}
	return []byte(s), nil
}

// UnmarshalJSON reads either form of MarshalJSON.
func (a *Number) UnmarshalJSON(b []byte) error {
	return a.UnmarshalText([]byte(strings.Trim(string(b), `"`)))
}

// small says whether products of two such numbers, and the sum of two products, fit an int64.
func (a Number) small() bool { return a.d >= 0 && a.d < math.MaxInt32 && abs(a.n) <= math.MaxInt32 }

func (a Number) rat() *big.Rat { return big.NewRat(a.n, a.d+1) }

func viaBig(a, b Number, op func(z, x, y *big.Rat) *big.Rat) Number {
	if !a.OK() || !b.OK() {
		return Unrepresentable
	}
	return fromRat(op(new(big.Rat), a.rat(), b.rat()))
}

func fromRat(r *big.Rat) Number {
	n, d := r.Num(), r.Denom()
	if !n.IsInt64() || !d.IsInt64() || n.Int64() == math.MinInt64 {
		return Unrepresentable
	}
	return Number{n.Int64(), d.Int64() - 1}
}

func abs(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
