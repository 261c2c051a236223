package export

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"steelyard/internal/chart"
	"steelyard/internal/clinic"
	csvfile "steelyard/internal/export/csv"
	jsonfile "steelyard/internal/export/json"
	"steelyard/internal/profile"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// ends finds an interval that is printed: two numbers joined as ours are.
var ends = regexp.MustCompile(`(?:^|[\s(])(−?\d+(?:\.\d+)?)(?:–| to )(−?\d+(?:\.\d+)?)(?:[\s).;,]|$)`)

// certain gives the first interval in some words whose two ends look like one.
func certain(words string) string {
	for _, m := range ends.FindAllStringSubmatch(words, -1) {
		if m[1] == m[2] {
			return m[0]
		}
	}
	return ""
}

// drawnForm answers a questionnaire anyhow: at one end, at the other, or at random, with gaps.
func drawnForm(t *rapid.T, d *q.Definition) q.Form {
	f, way, gaps := q.Form{}, rapid.IntRange(0, 2).Draw(t, "way"), rapid.SampledFrom([]int{0, 0, 30}).Draw(t, "gaps")
	for i := range d.Items {
		choices := d.ChoicesOf(&d.Items[i])
		if len(choices) == 0 || rapid.IntRange(1, 100).Draw(t, "gap") <= gaps {
			continue
		}
		at := []int{0, len(choices) - 1, rapid.IntRange(0, len(choices)-1).Draw(t, "choice")}[way]
		f[d.Items[i].ID] = string(choices[at].Code)
	}
	return f
}

// TestNoIntervalLooksCertain answers questionnaires of the library anyhow: wherever a number is shown with an interval its two
// ends differ, and where there is none the reason is said.
func TestNoIntervalLooksCertain(t *testing.T) {
	l := shipped(t)
	all := l.Latest()
	rapid.Check(t, func(rt *rapid.T) {
		m := report.Material{Site: "S", Language: "en", At: now, Patient: person(), Profile: l.Profile()}
		for range rapid.IntRange(1, 5).Draw(rt, "questionnaires") {
			e := all[rapid.IntRange(0, len(all)-1).Draw(rt, "which")]
			for i := range rapid.IntRange(1, 2).Draw(rt, "times") {
				c := completed(t, entry{e.Definition, e.Program}, 0, 2+14*i)
				c.Response.Answers = drawnForm(rt, e.Definition)
				a, err := e.Definition.Answers(c.Response.Answers)
				if err != nil {
					rt.Skip("answers that the form refuses")
				}
				c.Result = e.Program.Score(a)
				m.Completed = append(m.Completed, c)
			}
		}
		holdUncertain(rt, made(t, m))
	})
}

// holdUncertain looks through everything of a report that has intervals.
func holdUncertain(t rapid.TB, r *report.Report) {
	t.Helper()
	look := func(where, words string) {
		if bad := certain(words); bad != "" {
			t.Fatalf("%s shows %q, which looks certain:\n%s", where, bad, words)
		}
	}
	for i := range r.Responses {
		for _, s := range r.Responses[i].Scores {
			if s.Value != nil && (s.Interval == "") == (s.NoInterval == "") {
				t.Fatalf("%s %s: the interval is %q, and why there is none %q", r.Responses[i].Ref, s.Scale, s.Interval, s.NoInterval)
			}
			if s.Error != nil && s.Error.Interval.Low >= s.Error.Interval.High {
				t.Fatalf("%s %s: %+v", r.Responses[i].Ref, s.Scale, s.Error)
			}
			look("a score", s.Interval)
		}
	}
	for _, f := range r.Letter().Findings {
		look("the letter", strings.ReplaceAll(f.Value, "scale of ", "scale of:"))
	}
	charts := []chart.Chart{chart.Domains(r), chart.Groups(r), chart.SmallGroups(r)}
	for _, trend := range r.Trends {
		charts = append(charts, chart.Over(trend))
	}
	if c := r.Comparison; c != nil {
		charts = append(charts, chart.Changes(c))
		if c.Profile != nil {
			charts = append(charts, chart.ProfileThenAndNow(c.Profile))
			look("then", chart.ContrastWords(&c.Profile.Then.Contrast))
			look("now", chart.ContrastWords(&c.Profile.Now.Contrast))
		}
	}
	for _, c := range charts {
		for _, row := range c.Table().Rows {
			look(c.Title(), strings.Join(row, " ; "))
		}
	}
	if p := r.Profile; p != nil {
		holdContrast(t, &p.Contrast)
	}
}

func holdContrast(t rapid.TB, c *profile.Contrast) {
	t.Helper()
	switch {
	case c.Available && (c.SE <= 0 || c.Interval.Low >= c.Interval.High):
		t.Fatalf("the difference of the groups is certain: %+v", c)
	case !c.Available && c.Why == "":
		t.Fatal("nothing says why the groups have no difference")
	}
}

// TestGroupsOfTheSameDomainsHaveNoDifference answers only what counts the same in both groups: their difference would be 0
// whatever was answered, so none is shown, and the reason is.
func TestGroupsOfTheSameDomainsHaveNoDifference(t *testing.T) {
	l := shipped(t)
	m := report.Material{Site: "S", Language: "en", At: now, Patient: person(), Profile: l.Profile()}
	for _, e := range l.Latest() {
		if slices.Contains([]q.ID{"core-mood", "core-sleep", "core-impulse"}, e.Ref().ID) {
			m.Completed = append(m.Completed, completed(t, entry{e.Definition, e.Program}, 0, 3))
		}
	}
	r := made(t, m)
	if p := r.Profile; p == nil || !p.Groups[0].Available || !p.Groups[1].Available || p.Groups[0].Mean != p.Groups[1].Mean {
		t.Fatalf("the two groups are not the same: %+v", r.Profile)
	}
	if c := r.Profile.Contrast; c.Available || c.Why != profile.SameDomains {
		t.Errorf("got %+v", c)
	}
	for name, words := range map[string]string{"the chart": chart.Groups(r).Describe(), "the letter": r.Letter().Profile, "the paper": flat(strings.Join(read(t, printed(t, r)), " ")), "the words": chart.ContrastWords(&r.Profile.Contrast)} {
		if !strings.Contains(words, "would be 0 whatever was answered") || strings.Contains(words, "0 (0–0)") {
			t.Errorf("%s does not say why there is no difference:\n%s", name, words)
		}
	}
}

// TestTheBasisFollowsWhoRated holds every form of a result to who rated.
func TestTheBasisFollowsWhoRated(t *testing.T) {
	l := shipped(t)
	hunter, err := l.Get(q.Ref{ID: "hunter", Version: "1.0.0"})
	check(t, err)
	gad, err := l.Get(q.Ref{ID: "gad-7", Version: "1.0.0"})
	check(t, err)
	of := func(list ...report.Completed) *report.Report {
		return made(t, report.Material{Site: "S", Language: "en", At: now, Patient: person(), Profile: l.Profile(), Completed: list})
	}
	rated := completed(t, entry{hunter.Definition, hunter.Program}, 0, 1)
	rated.Mode, rated.EnteredBy = clinic.InPerson, "Clara Clinician"
	own := completed(t, entry{gad.Definition, gad.Program}, 0, 2)
	read := completed(t, entry{gad.Definition, gad.Program}, 0, 3)
	read.Response.ID, read.Mode, read.EnteredBy = "read", clinic.InPerson, "Clara Clinician"
	corrected := own
	corrected.Response.EnteredBy, corrected.Mode = "u1", clinic.Online
	for name, c := range map[string]struct {
		r    *report.Report
		want string
	}{
		"a clinician": {of(rated), "clinician-rated"}, "the patient": {of(own), "symptom self-report"},
		"an interview":                   {of(read), "symptom self-report, read out by staff in an interview"},
		"staff corrected":                {of(corrected), "symptom self-report"},
		"the patient and a clinician":    {of(own, rated), "symptom self-report; in part clinician-rated"},
		"the patient, also interviewed":  {of(own, read), "symptom self-report, in part read out by staff in an interview"},
		"an interview and the clinician": {of(read, rated), "symptom self-report, read out by staff in an interview; in part clinician-rated"},
	} {
		if c.r.Basis() != c.want {
			t.Errorf("%s: got %q, want %q", name, c.r.Basis(), c.want)
		}
		for i, page := range theText(t, c.r) {
			if !strings.Contains(page, "NOT A DIAGNOSIS · "+c.want) || !strings.Contains(page, "Not a diagnosis · "+c.want+" ·") {
				t.Errorf("%s: page %d does not say what it rests on:\n%s", name, i+1, page)
			}
		}
	}
}

// TestRowsOfAnswersSayWhoRated looks at the forms in which many answers are exported.
func TestRowsOfAnswersSayWhoRated(t *testing.T) {
	l := shipped(t)
	for _, c := range []struct {
		id   q.ID
		mode clinic.Mode
		want string
	}{
		{"hunter", clinic.InPerson, "clinician-rated"}, {"hunter", clinic.Paper, "clinician-rated"}, {"gad-7", clinic.Online, "symptom self-report"},
		{"gad-7", clinic.Paper, "symptom self-report"}, {"gad-7", clinic.InPerson, "symptom self-report, read out by staff in an interview"},
	} {
		e, err := l.Get(q.Ref{ID: c.id, Version: "1.0.0"})
		check(t, err)
		one := completed(t, entry{e.Definition, e.Program}, 0, 1)
		head := csvfile.Head{Definition: e.Definition, Notice: []string{"N"}, Language: "en"}
		row := csvfile.Entry{RecordNumber: "1", Response: &one.Response, Result: &one.Result, Mode: c.mode}
		var responses, answers bytes.Buffer
		w, err := csvfile.NewResponseWriter(&responses, head)
		check(t, err)
		check(t, w.Write(row))
		check(t, w.Flush())
		x, err := csvfile.NewAnswerWriter(&answers, head)
		check(t, err)
		check(t, x.Write(row))
		check(t, x.Flush())
		for _, file := range []*bytes.Buffer{&responses, &answers} {
			rows, err := csv.NewReader(file).ReadAll()
			check(t, err)
			for _, r := range rows[1:] {
				if r[1] != c.want {
					t.Errorf("%s, %s: got %q, want %q", c.id, c.mode, r[1], c.want)
				}
			}
		}
		line, err := jsonfile.NewLine(jsonfile.Exported{Record: "1", Response: &one.Response, Result: &one.Result, Respondent: e.Definition.Respondent, Mode: c.mode}, []string{"N"}, false)
		check(t, err)
		if line.Basis != c.want {
			t.Errorf("%s, %s: the line says %q", c.id, c.mode, line.Basis)
		}
	}
}

// theText gives the pages of a printed report, each in one line.
func theText(t testing.TB, r *report.Report) (pages []string) {
	t.Helper()
	for _, page := range read(t, printed(t, r)) {
		pages = append(pages, flat(page))
	}
	return pages
}
