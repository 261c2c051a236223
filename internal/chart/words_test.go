package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"codeberg.org/go-fonts/dejavu/dejavusans"
	"codeberg.org/go-fonts/dejavu/dejavusansbold"
	"codeberg.org/go-pdf/fpdf"

	"steelyard/internal/report"
)

var forbidden = regexp.MustCompile(`(?i)deficien|imbalance|(low|high)(er)? (dopamine|serotonin)|confirms|rules? out|\bnormal|you have`)

func TestWords(t *testing.T) {
	for name, c := range samples() {
		text := SVG(c, "a", Wide) + c.Describe()
		for _, row := range c.Table().Rows {
			text += strings.Join(row, " ")
		}
		if found := forbidden.FindString(text); found != "" {
			t.Errorf("%s says %q", name, found)
		}
		if strings.Contains(text, "style=") {
			t.Errorf("%s has an inline style", name)
		}
	}
}

func TestWellFormed(t *testing.T) {
	hostile := sampleTrend(3, 10)
	hostile.Title = "</title><script>alert(1)</script>\x00\u202eevil"
	hostile.Events = []report.TrendEvent{event(5, `"><img src=x onerror=alert(1)>`+"\u2066", "treatment")}
	list := samples()
	list["hostile"] = Over(hostile)
	for name, c := range list {
		text := SVG(c, "x", Narrow)
		for d := xml.NewDecoder(strings.NewReader(text)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s is not XML: %v\n%s", name, err, text)
			}
		}
		if bad := regexp.MustCompile(`<script|<img|[\x{202a}-\x{202e}\x{2066}-\x{2069}\x00]`).FindString(text); bad != "" {
			t.Errorf("%s has %q in it", name, bad)
		}
		for _, id := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(text, -1) {
			if !strings.HasPrefix(id[1], "x-") {
				t.Errorf("%s has the id %q, which may stand on the page already", name, id[1])
			}
		}
	}
}

// TestWidths holds the table of widths to the font it is of, in both weights.
func TestWidths(t *testing.T) {
	p := fpdf.New("P", "pt", "A4", "")
	p.AddUTF8FontFromBytes("d", "", dejavusans.TTF)
	p.AddUTF8FontFromBytes("d", "B", dejavusansbold.TTF)
	for _, w := range widths {
		for r := w.first; r < w.first+rune(len(w.codes)); r++ {
			p.SetFont("d", "", 1000)
			if want, got := p.GetStringWidth(string(r))/1000, widthOf(r); want > got+1e-9 || want < got-.021 {
				t.Errorf("%U %c is %.3f wide, the table says %.3f", r, r, want, got)
			}
		}
	}
	for _, text := range []string{"Moderately severe", "No clear difference between the two groups of domains.", "12", "Παπαδόπουλος", "Щербаков"} {
		p.SetFont("d", "B", 1000)
		if want, got := p.GetStringWidth(text), estimate(Label{Text: text, Size: 1000, Bold: true}); want > got {
			t.Errorf("%q in bold is %.0f wide, the estimate is %.0f", text, want, got)
		}
	}
}
