package csvfile

import (
	"encoding/csv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"steelyard/internal/exact"
)

func TestSafe(t *testing.T) {
	for _, c := range []struct{ given, want string }{
		{"", ""}, {"plain", "plain"}, {"-5", "-5"}, {"+5.25", "+5.25"}, {"=1+1", "'=1+1"}, {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
		{"+47 22 00", "'+47 22 00"}, {"-2-3", "'-2-3"}, {"@SUM(A1)", "'@SUM(A1)"}, {"\t=1", "'\t=1"}, {"\r=1", "'\r=1"}, {"'=1", "''=1"},
		{"＝1+1", "'＝1+1"}, {"a\x00b\x1b", "a\uFFFDb\uFFFD"}, {"a\xffb", "a\uFFFDb"}, {"--5", "'--5"}, {"-inf", "'-inf"}, {"-1e5", "'-1e5"}, {"O'Brien", "O'Brien"},
	} {
		if got := safe(c.given); got != c.want {
			t.Errorf("safe(%q): got %q, want %q", c.given, got, c.want)
		}
	}
}

// TestSafeHolds says that no text begins a formula, that text can be had back, and that a reader gets what was written.
func TestSafeHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		given := rapid.StringOf(rapid.RuneFrom([]rune("=+-@'\t\na1.,\"＝é"))).Draw(t, "text")
		cell := safe(given)
		if cell != "" && strings.ContainsRune(formula, []rune(cell)[0]) && !isNumber(cell) {
			t.Fatalf("%q begins a formula", cell)
		}
		if back := strings.TrimPrefix(cell, "'"); cell != given && back != given {
			t.Fatalf("%q became %q and can't be had back", given, cell)
		}
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.UseCRLF = true
		if err := w.Write([]string{cell, "end"}); err != nil {
			t.Fatal(err)
		}
		w.Flush()
		row, err := csv.NewReader(strings.NewReader(b.String())).Read()
		if err != nil || row[0] != cell {
			t.Fatalf("wrote %q, read %q (%v)", cell, row, err)
		}
	})
}

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		given exact.Number
		want  string
	}{{exact.Int(0), "0"}, {exact.Int(-3), "-3"}, {exact.Ratio(1, 2), "0.5"}, {exact.Ratio(28, 3), "9.333333"}, {exact.Unrepresentable, ""}} {
		if got := number(c.given); got != c.want {
			t.Errorf("number(%s): got %q, want %q", c.given, got, c.want)
		}
	}
}
