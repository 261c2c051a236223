package export

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"steelyard/internal/chart"
	csvfile "steelyard/internal/export/csv"
	"steelyard/internal/report"
)

// forbidden are words that no rendering may use of a person.
var forbidden = regexp.MustCompile(`(?i)deficien|imbalance|\b(low|lower|lack of|high|higher|raised|elevated) (dopamine|serotonin)|\bconfirms\b|\brules? out\b|\bnormal\b`)

// renderings gives every form of a report as text; those with a notice, and the charts that stand on pages which have it.
func renderings(t *testing.T, r *report.Report) (labelled, drawn map[string]string) {
	t.Helper()
	var scores bytes.Buffer
	check(t, csvfile.WriteReport(&scores, r, csvfile.Options{}))
	labelled = map[string]string{"PDF": strings.Join(read(t, printed(t, r)), " "), "CSV": scores.String(), "JSON": written(t, r)}
	drawn = map[string]string{}
	charts := []chart.Chart{chart.Domains(r), chart.Groups(r)}
	for _, x := range r.Trends {
		charts = append(charts, chart.Over(x))
	}
	for _, c := range charts {
		words := []string{chart.SVG(c, "c", chart.Wide), c.Table().Caption}
		for _, row := range c.Table().Rows {
			words = append(words, row...)
		}
		drawn[c.Title()] = strings.Join(words, " ")
	}
	return labelled, drawn
}

func TestWords(t *testing.T) {
	for name, m := range map[string]report.Material{"shipped": material(t, 6), "many": many(t, 3), "garden": gardenMaterial(t), "empty": material(t, 0)} {
		r := made(t, m)
		labelled, drawn := renderings(t, r)
		for form, text := range labelled {
			text = flat(text)
			for _, sentence := range r.Notice() {
				if empty := form == "CSV" && len(r.Responses) == 0; !strings.Contains(text, sentence) && !empty {
					t.Errorf("%s of %s does not say %q", form, name, sentence)
				}
			}
			drawn[form] = text
		}
		for form, text := range drawn {
			if at := forbidden.FindStringIndex(text); at != nil {
				t.Errorf("%s of %s says %q: …%s…", form, name, text[at[0]:at[1]], text[max(0, at[0]-60):min(len(text), at[1]+60)])
			}
		}
	}
}
