package scale

import (
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"steelyard/internal/app"
)

// The page of a long record has the newest answers and says so; that of a short one has them all.
func TestALongRecordIsFolded(t *testing.T) {
	d := newDesk(t, newLarge(t, 2*persons))
	const says = "Of the newest 100 answers: from "
	for _, tt := range []struct {
		path     string
		earlier  bool
		from, to int // how many responses are linked to
	}{{"/patients/" + string(d.heavy.ID), true, app.NewestAnswers, app.NewestAnswers + 3*len(battery)}, {"/patients/" + string(d.usual.ID), false, visits * len(battery), visits*len(battery) + 2*len(battery)}} {
		page := d.send(http.MethodGet, tt.path, administrator, "").Body.String()
		_, table, _ := strings.Cut(page, `<h2 id="responses">`)
		if n := strings.Count(table, `"><a href="/responses/`); n < tt.from || n > tt.to {
			t.Errorf("%s: got %d responses, want %d to %d", tt.path, n, tt.from, tt.to)
		}
		if strings.Contains(page, says) != tt.earlier {
			t.Errorf("%s: says that there are earlier ones: %t, want %t", tt.path, !tt.earlier, tt.earlier)
		}
	}
}

// What the page of a long record does not show is in the list of all answers, each once and the newest first, and a report of
// an earlier period has it.
func TestAllOfALongRecordIsReached(t *testing.T) {
	d := newDesk(t, newLarge(t, 2*persons))
	root := "/patients/" + string(d.heavy.ID)
	if page := d.send(http.MethodGet, root, administrator, "").Body.String(); !strings.Contains(page, ">All 500 answers</a>") || strings.Contains(page, "Change: The first answers and the newest") {
		t.Error("the patient’s page does not lead to all answers, or takes the newest hundred for all")
	}
	link := regexp.MustCompile(`<th scope="row"><a href="/responses/([^"]+)">`)
	next := regexp.MustCompile(`<a href="([^"]+)" rel="next">`)
	seen := map[string]bool{}
	pages := 0
	for at := root + "/responses"; at != ""; pages++ {
		page := d.send(http.MethodGet, at, administrator, "")
		if page.Code != http.StatusOK {
			t.Fatalf("%s: got %d", at, page.Code)
		}
		for _, m := range link.FindAllStringSubmatch(page.Body.String(), -1) {
			if seen[m[1]] {
				t.Errorf("%s is there twice", m[1])
			}
			seen[m[1]] = true
		}
		at = ""
		if m := next.FindStringSubmatch(page.Body.String()); m != nil {
			at = html.UnescapeString(m[1])
		}
	}
	if pages != 5 || len(seen) != heavy*len(battery) {
		t.Errorf("got %d answers on %d pages, want %d on 5", len(seen), pages, heavy*len(battery))
	}
	var report struct {
		Responses []struct {
			CompletedAt time.Time `json:"completed_at"`
		}
	}
	file := d.send(http.MethodGet, root+"/report.json?since=2024-07-01&until=2024-09-30", administrator, "")
	if err := json.Unmarshal(file.Body.Bytes(), &report); err != nil || len(report.Responses) < 20 {
		t.Fatalf("a report of the first months: got %d with %d answers, %v", file.Code, len(report.Responses), err)
	}
	for _, r := range report.Responses {
		if r.CompletedAt.Year() != 2024 {
			t.Errorf("a report of the first months has answers of %s", r.CompletedAt)
		}
	}
}
