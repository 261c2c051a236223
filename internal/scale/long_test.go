package scale

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"steelyard/internal/app"
)

// The page of a long record has the newest answers and says so; that of a short one has them all.
func TestALongRecordIsFolded(t *testing.T) {
	d := newDesk(t, newLarge(t, 2*persons, slog.New(slog.DiscardHandler)))
	const says = "This page is of the newest 100 answers"
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
