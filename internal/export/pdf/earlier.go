package pdf

import (
	"fmt"
	"strings"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// earlier are the scores before the newest of each questionnaire, a row for each scale, the newest first.
func (d *document) earlier(newest, older []report.Response) *section {
	type key struct {
		questionnaire q.ID
		scale         q.ScaleID
	}
	said := map[key][]string{}
	for i := range older {
		for k := range older[i].Scores {
			at := key{older[i].Ref.ID, older[i].Scores[k].Scale}
			said[at] = append(said[at], earlierScore(&older[i], &older[i].Scores[k]))
		}
	}
	var rows [][]cell
	left, scales := 0, 0
	for i := range newest {
		for k := range newest[i].Scores {
			list := said[key{newest[i].Ref.ID, newest[i].Scores[k].Scale}]
			if len(list) == 0 {
				continue
			}
			words := ""
			if more := len(list) - MaxListed; more > 0 {
				left, scales, list = left+more, scales+1, list[:MaxListed]
				words = fmt.Sprintf("; and %d more in the record", more)
			}
			rows = append(rows, []cell{{words: newest[i].ShortTitle + ": " + newest[i].Scores[k].Title}, {words: strings.Join(list, "; ") + words + "."}})
		}
	}
	if len(rows) == 0 {
		return &section{}
	}
	if left > 0 {
		d.leave(count(left, "earlier score", "earlier scores") + " before the " + fmt.Sprint(MaxListed) + " that are listed, of " + count(scales, "scale", "scales"))
	}
	s := d.tabled("Earlier scores, the newest first, each with its 95% interval", []column{{"Scale", .3}, {"Scores", .7}}, rows)
	s.fills = true
	return s
}

func earlierScore(r *report.Response, s *report.Score) string {
	words := s.Shown
	if s.Interval != "" {
		words += " (" + s.Interval + ")"
	}
	if s.State == q.Prorated {
		words += " prorated"
	}
	return words + " on " + day(r.CompletedAt)
}
