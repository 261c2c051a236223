package export

import (
	"bytes"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"steelyard/internal/logo"
	"steelyard/internal/report"
	"steelyard/internal/testkit"
)

func withLogo(t *testing.T, width, height int) *report.Report {
	t.Helper()
	l, err := logo.Read(testkit.Picture(width, height))
	check(t, err)
	r := made(t, material(t, 2))
	r.Logo = &l
	return r
}

var logoPlace = regexp.MustCompile(`/Alt <FEFF0054006800650020006C006F0067006F[0-9A-F]*> /A <</O /Layout /Placement /Block /BBox \[([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)\]`)

// The logo stands once, in its box at the top right of the first page, with its proportions and with words for who can't see it.
func TestTheLogoStandsInItsBox(t *testing.T) {
	const left, right, bottom, top = 595.28 - 42 - 150, 595.28 - 42, 841.89 - 26 - 48, 841.89 - 26
	for _, c := range [][2]int{{600, 200}, {600, 40}, {50, 200}, {40, 20}, {1, 1}} {
		data := printed(t, withLogo(t, c[0], c[1]))
		m := logoPlace.FindAllSubmatch(data, -1)
		if len(m) != 1 {
			t.Fatalf("%v: got %d logos", c, len(m))
		}
		var at [4]float64
		for i := range at {
			at[i], _ = strconv.ParseFloat(string(m[0][i+1]), 64) // digits
		}
		if at[0] < left-.01 || at[2] > right+.01 || at[1] < bottom-.01 || at[3] > top+.01 || at[2] < right-.01 || at[3] < top-.01 {
			t.Errorf("%v: it stands at %v", c, at)
		}
		if got, want := (at[2]-at[0])/(at[3]-at[1]), float64(c[0])/float64(c[1]); math.Abs(got-want) > .02*want {
			t.Errorf("%v: got the proportions %f, want %f", c, got, want)
		}
		if !bytes.Equal(data, printed(t, withLogo(t, c[0], c[1]))) {
			t.Errorf("%v: two prints of the same report differ", c)
		}
	}
	data := printed(t, withLogo(t, 600, 200))
	list := strings.Split(strings.TrimSpace(tool(t, data, "pdfimages", "-list", "FILE")), "\n")[2:]
	for _, line := range list {
		if f := strings.Fields(line); f[0] != "1" {
			t.Errorf("a picture stands on page %s", f[0])
		}
	}
	if len(list) == 0 {
		t.Error("there is no picture")
	}
	if logoPlace.Match(printed(t, made(t, material(t, 2)))) {
		t.Error("a report without a logo has one")
	}
}
