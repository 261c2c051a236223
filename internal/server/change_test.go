package server

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// TestChangePage compares two days: the page, the CSV and the JSON say the same of them, with the notice on each.
func TestChangePage(t *testing.T) {
	s := newSite(t)
	patient := s.Patient(t, "R-1", "Petra Patient")
	page := "/patients/" + string(patient)
	b := s.signedIn(t, s.Clinician)
	b.shows(b.must(b.get(page+"/change"), 200), "Nothing was answered twice yet")
	first := s.Now()
	s.Answer(t, patient, "phq-9", 3)
	s.Pass(30 * 24 * time.Hour)
	s.Answer(t, patient, "phq-9", 0)
	s.Answer(t, patient, "gad-7", 0)
	b = s.signedIn(t, s.Clinician)
	says := "The score is lower by 27 of 27. Differences below 6 can come from measurement alone, so this is more than that: less difficulty was reported."
	b.shows(b.must(b.get(page), 200), "Change: The first answers and the newest", says, page+"/change")
	query := "?from=" + first.Format(time.DateOnly) + "&to=" + s.Now().Format(time.DateOnly)
	shown := b.must(b.get(page+"/change"+query), 200)
	b.shows(shown, says, "What this is, and what it is not", "Reliable change index (Jacobson and Truax 1991)", "Minimal important difference: <strong>5</strong>",
		`<th scope="row">GAD-7: Total</th><td data-label="Why">Not compared: it was answered only after `, page+"/report.pdf"+strings.ReplaceAll(query, "&", "&amp;"))

	var document struct {
		Notice     []string
		Comparison struct {
			Chosen bool
			Scales []struct {
				Questionnaire, Scale, Statement string
				Exceeds                         bool `json:"exceeds_measurement_error"`
			}
			Apart []struct{ Questionnaire, Scale, Why string } `json:"not_compared"`
		}
	}
	if err := json.Unmarshal([]byte(b.must(b.get(page+"/report.json"+query), 200).body), &document); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.must(b.get(page+"/change.csv"+query), 200).body, "\uFEFF"))).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("got %v, %v", rows, err)
	}
	if !document.Comparison.Chosen || len(document.Notice) == 0 || !strings.Contains(rows[1][len(rows[1])-1], "not a diagnosis") {
		t.Errorf("got %+v and %v", document, rows[1])
	}
	scales, apart := 0, 0
	for _, row := range rows[1:] {
		if row[6] != "scale" {
			continue
		}
		if scales == len(document.Comparison.Scales) { // what is not compared stands behind
			if x := document.Comparison.Apart[apart]; row[7] != x.Questionnaire || row[8] != x.Scale || row[19] != x.Why || row[18] != "false" {
				t.Errorf("the files disagree: %v and %+v", row, x)
			}
			apart++
			continue
		}
		x := document.Comparison.Scales[scales]
		if row[7] != x.Questionnaire || row[8] != x.Scale || row[len(row)-4] != x.Statement || (row[23] == "true") != x.Exceeds {
			t.Errorf("the files disagree: %v and %+v", row, x)
		}
		scales++
	}
	if apart != len(document.Comparison.Apart) || apart == 0 {
		t.Errorf("got %d scales that are not compared in one and %d in the other", apart, len(document.Comparison.Apart))
	}
	if scales != len(document.Comparison.Scales) || scales == 0 {
		t.Errorf("got %d scales in one and %d in the other", scales, len(document.Comparison.Scales))
	}
}

// TestWrongDays are said to be, and compare nothing.
func TestWrongDays(t *testing.T) {
	s := newSite(t)
	page := "/patients/" + string(s.Patient(t, "R-1", "Petra Patient"))
	b := s.signedIn(t, s.Clinician)
	for query, says := range map[string]string{"?from=2026-11-20&to=2026-11-10": "Choose a later day", "?from=2026-11-20": "Choose both days", "?from=soon&to=2026-11-10": "year-month-day"} {
		b.shows(b.must(b.get(page+"/change"+query), 422), says)
		b.must(b.get(page+"/report.pdf"+query), 422)
	}
	b.must(b.get(page+"/report.json?since=2026-11-20&until=2026-11-10"), 422)
	b.must(b.get(page+"/report.csv?scale=nothing"), 422)
}

// TestTheDaysOfALongRecordAreNamedAndNotAllListed has two days to choose, of which any can be entered; there is nothing to choose
// where everything was answered on one.
func TestTheDaysOfALongRecordAreNamedAndNotAllListed(t *testing.T) {
	s := newSite(t)
	patient := s.Patient(t, "R-1", "Petra Patient")
	page := "/patients/" + string(patient) + "/change"
	s.Answer(t, patient, "phq-9", 1)
	first := s.Now()
	s.Answer(t, patient, "phq-9", 2)
	b := s.signedIn(t, s.Clinician)
	if one := b.must(b.get(page), 200).body; strings.Contains(one, `name="from"`) || strings.Contains(one, "Choose two days") || !strings.Contains(one, "PHQ-9: Total") {
		t.Errorf("answers of one day alone: got %s", one)
	}
	for range daysOffered + 10 {
		s.Pass(24 * time.Hour)
		s.Answer(t, patient, "phq-9", 0)
	}
	b = s.signedIn(t, s.Clinician)
	long := b.must(b.get(page), 200)
	b.shows(long, "The first answers are of "+first.Format("2 Jan 2006")+".", "The newest are of "+s.Now().Format("2 Jan 2006")+".",
		`name="from" type="date" value="`+first.Format(time.DateOnly)+`"`, `name="to" type="date" value="`+s.Now().Format(time.DateOnly)+`"`, `<option value="`+first.Format(time.DateOnly)+`">`)
	if n := strings.Count(long.body, "<option "); n != 2*(daysOffered+1) {
		t.Errorf("got %d days offered in two fields, want %d in each", n, daysOffered+1)
	}
	between := b.must(b.get(page+"?from="+first.AddDate(0, 0, 2).Format(time.DateOnly)+"&to="+s.Now().AddDate(0, 0, 3).Format(time.DateOnly)), 200)
	b.shows(between, "Of each scale, the newest answers up to each of the two days.", `value="`+first.AddDate(0, 0, 2).Format(time.DateOnly)+`"`)
}
