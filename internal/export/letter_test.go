package export

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// letters are reports of every size, with their letters.
func letters(t *testing.T) map[string]report.Material {
	t.Helper()
	all := material(t, 2)
	for _, e := range shipped(t).Latest() {
		if e.Definition.Wording == q.Supplied {
			all.Completed = append(all.Completed, completed(t, entry{e.Definition, e.Program}, 0, 3), completed(t, entry{e.Definition, e.Program}, 1, 40))
		}
	}
	five := material(t, 3)
	asked := map[q.ID]bool{}
	kept := five.Completed[:0]
	for _, c := range five.Completed {
		if id := c.Response.Questionnaire.ID; asked[id] || len(asked) < 5 {
			asked[id] = true
			kept = append(kept, c)
		}
	}
	five.Completed = kept
	long := many(t, 6)
	long.Patient.Name, long.Site = strings.Repeat("Maximilian-Alexander ", 8), strings.Repeat("Universitätsklinikum ", 9)
	long.Contact, long.By = strings.Repeat("Telephone 0123 4567890 ", 20), strings.Repeat("Professor Doctor ", 12)
	arabic := material(t, 6)
	arabic.Patient.Name = "محمد عبد الرحمن السيد"
	return map[string]report.Material{"one": gardenMaterial(t), "five": five, "twenty": many(t, 6), "all": all, "long": long, "none": material(t, 0), "Arabic": arabic}
}

// TestLetterIsOnePage says that the first page is a whole letter, whatever there is to say.
func TestLetterIsOnePage(t *testing.T) {
	for name, m := range letters(t) {
		r := made(t, m)
		pages := read(t, printed(t, r))
		text := flat(pages[0])
		if c := r.Comparison; c != nil && !strings.Contains(text, c.Caution()) {
			t.Errorf("the letter of %s does not say %q", name, c.Caution())
		}
		for _, want := range []string{"Dear colleague,", "With kind regards", "NOT A DIAGNOSIS", "Record 0042", "Treatment, as recorded", "which is indirect", "23 November 2026", fmt.Sprintf("Page 1 of %d", len(pages))} {
			if !strings.Contains(text, want) {
				t.Errorf("the letter of %s does not say %q:\n%s", name, want, pages[0])
			}
		}
		if len(pages) < 2 || strings.Contains(strings.Join(pages[1:], " "), "With kind regards") {
			t.Errorf("the letter of %s goes on over %d pages", name, len(pages))
		}
	}
}

// TestLetterCountsWhatItLeavesOut adds up what is printed and what is said to be left out.
func TestLetterCountsWhatItLeavesOut(t *testing.T) {
	for name, m := range letters(t) {
		r := made(t, m)
		text := flat(read(t, printed(t, r))[0])
		l := r.Letter()
		for what, c := range map[string]struct{ all, shown int }{
			"(score|scores)":             {len(l.Findings), strings.Count(text, "Answered on ")},
			"(open alert|open alerts)":   {len(l.Open), strings.Count(text, ", open since ")},
			"(other scale|other scales)": {len(l.Rest), restShown(text, l.Rest)},
		} {
			left := 0
			if found := regexp.MustCompile(`Not in this letter:.*?(\d+) ` + what + `[,.]`).FindStringSubmatch(text); found != nil {
				left, _ = strconv.Atoi(found[1]) // digits
			}
			if c.shown+left != c.all {
				t.Errorf("%s: of %d %s are %d in the letter and %d left out:\n%s", name, c.all, what, c.shown, left, text)
			}
		}
	}
}

// restShown counts the lines of other scales that a letter has.
func restShown(text string, rest []string) (n int) {
	_, text, _ = strings.Cut(text, "Other scales, newest scores")
	for _, line := range rest {
		if strings.Contains(text, flat(line)) {
			n++
		}
	}
	return n
}

// TestNothingStandsWhereTheLogoIs keeps the box at the top right free, also beside long names.
func TestNothingStandsWhereTheLogoIs(t *testing.T) {
	const left, bottom = 595.28 - 42 - 150, 26 + 48
	word := regexp.MustCompile(`<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>`)
	for name, m := range letters(t) {
		found := word.FindAllStringSubmatch(tool(t, printed(t, made(t, m)), "pdftotext", "-bbox", "-l", "1", "FILE", "-"), -1)
		if len(found) < 20 {
			t.Fatalf("%s: only %d words", name, len(found))
		}
		for _, w := range found {
			top, _ := strconv.ParseFloat(w[2], 64) // digits
			right, _ := strconv.ParseFloat(w[3], 64)
			if top < bottom && right > left {
				t.Errorf("%s: %q stands at %s, %s", name, w[5], w[3], w[2])
			}
		}
	}
}

func TestLetterOfAcknowledgedAlerts(t *testing.T) {
	m := material(t, 2)
	at := now.AddDate(0, -1, 0)
	m.Alerts = []clinic.Alert{{Level: q.Urgent, Text: "A text.", RaisedAt: now.AddDate(0, -2, 0), AcknowledgedAt: &at}}
	if text := flat(read(t, printed(t, made(t, m)))[0]); !strings.Contains(text, "None is open. 1 alert was acknowledged: urgent, raised on 23 September 2026 and acknowledged on 23 October 2026.") {
		t.Errorf("got:\n%s", text)
	}
}

// TestTheLetterGivesWayOnlyWhereItIsFull measures the room between the end of a letter that leaves something out and its notice.
func TestTheLetterGivesWayOnlyWhereItIsFull(t *testing.T) {
	line := regexp.MustCompile(`<line [^>]*yMin="([\d.]+)"[^>]*yMax="([\d.]+)">\s*<word[^>]*>(\w+)</word>\s*<word[^>]*>(\w+)</word>`)
	full := 0
	for name, m := range letters(t) {
		var end, notice float64
		for _, l := range line.FindAllStringSubmatch(tool(t, printed(t, made(t, m)), "pdftotext", "-bbox-layout", "-l", "1", "FILE", "-"), -1) {
			switch l[3] + " " + l[4] {
			case "Not in":
				end, _ = strconv.ParseFloat(l[2], 64) // digits
			case "NOT A":
				notice, _ = strconv.ParseFloat(l[1], 64)
			}
		}
		if end == 0 {
			continue
		}
		full++
		if room := notice - end; room > 55 { // a finding takes up to five lines
			t.Errorf("the letter of %s leaves something out, and %.0f points empty", name, room)
		}
	}
	if full < 3 {
		t.Errorf("only %d letters leave something out", full)
	}
}

// TestNoPageEndsHollow wants every page behind the letter but the last to be used: no more than a quarter of it is empty.
func TestNoPageEndsHollow(t *testing.T) {
	word := regexp.MustCompile(`<word xMin="[\d.]+" yMin="[\d.]+" xMax="[\d.]+" yMax="([\d.]+)">`)
	const foot = 841.89 - 40
	for name, m := range letters(t) {
		pages := strings.Split(tool(t, printed(t, made(t, m)), "pdftotext", "-bbox", "FILE", "-"), "<page ")[1:]
		for i, page := range pages[:len(pages)-1] {
			end := 0.0
			for _, w := range word.FindAllStringSubmatch(page, -1) {
				if y, _ := strconv.ParseFloat(w[1], 64); y < foot { // digits
					end = max(end, y)
				}
			}
			if room := foot - end; i > 0 && room > 841.89/4 {
				t.Errorf("page %d of %s ends with %.0f points empty", i+1, name, room)
			}
		}
	}
}
