package server_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/testkit"
)

// visitor is whoever holds a link, on the device that began to answer.
type visitor struct {
	root    string
	cookies []*http.Cookie
}

// visitor opens the link of a token: the first answer makes the device known.
func (w *visitClinic) visitor(token string) visitor {
	v := visitor{root: "/i/" + token}
	v.cookies = w.send(v, "/1/3", "q3=1").Result().Cookies()
	return v
}

// answered gives n visitors, each a patient of its own who has answered a whole PHQ-9 and not sent it.
func (w *visitClinic) answered(n int) (all []visitor) {
	w.Helper()
	form := testkit.SameChoice(w.entryOf("phq-9"), 1)
	for range n {
		p := w.Patient(w, w.NewID(), "Bea Bench")
		token := w.Link(w, p, "phq-9")
		all = append(all, w.visitor(token))
		v, err := w.ReopenLink(w.Context(), token, "bench")
		if err == nil {
			_, err = w.SaveAnswers(w.Context(), &v, 0, form, q.DefaultLanguage)
		}
		if err != nil {
			w.Fatal(err)
		}
	}
	return all
}

func (w *visitClinic) entryOf(id q.ID) *q.Definition {
	e, ok := w.Library.FindLatest(id)
	if !ok {
		w.Fatal("no ", id)
	}
	return e.Definition
}

// send posts a form that must lead on to another page.
func (w *visitClinic) send(v visitor, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, v.root+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range v.cookies {
		r.AddCookie(c)
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	if rec.Code != http.StatusSeeOther {
		w.Error(path, rec.Code)
	}
	return rec
}

// visitCost is what a benchmark tells of what it sends, beside the clock's time: how long the processor was busy, which tells
// also on a machine that has other work, and how many statements one took.
type visitCost struct {
	*visitClinic
	statements int
	busy       time.Duration
}

// newVisitCost makes a clinic, and counts the statements of what is sent once before the time is taken.
func newVisitCost(b *testing.B, path, body string) *visitCost {
	b.Helper()
	heard := &testkit.Hearing{}
	w := &visitCost{visitClinic: visitClinicOf(b, testkit.At(b, filepath.Join(b.TempDir(), "steelyard.db"), slog.New(heard)))}
	v := w.answered(1)[0]
	w.statements = len(heard.During(func() { w.send(v, path, body) }))
	return w
}

func (w *visitCost) begin(b *testing.B) {
	runtime.GC() // what the clinic left
	b.ResetTimer()
	w.busy = testkit.CPU()
}

func (w *visitCost) end(b *testing.B, what string) {
	w.busy = testkit.CPU() - w.busy
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), what+"/s")
	b.ReportMetric(w.busy.Seconds()*1000/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(w.statements), "statements/op")
}

// BenchmarkSubmission sends a PHQ-9, through the router, durably, by several clients at once on two cores: the last answers are
// checked, scored and frozen, flags are raised, the link ends and the audit says so. Those that come together share a commit.
func BenchmarkSubmission(b *testing.B) {
	for _, clients := range []int{1, 16, 64} {
		b.Run(fmt.Sprint("clients=", clients), func(b *testing.B) {
			w := newVisitCost(b, "/submit", "")
			all := w.answered(b.N)
			took := make([]time.Duration, b.N)
			var next atomic.Int64
			var wait sync.WaitGroup
			w.begin(b)
			for range clients {
				wait.Go(func() {
					for i := next.Add(1) - 1; i < int64(b.N); i = next.Add(1) - 1 {
						begun := time.Now()
						w.send(all[i], "/submit", "")
						took[i] = time.Since(begun)
					}
				})
			}
			wait.Wait()
			w.end(b, "submissions")
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// BenchmarkAnswer16 posts one answer at a time by 16 clients at once on two cores, each in one durable transaction.
func BenchmarkAnswer16(b *testing.B) {
	w := newVisitCost(b, "/1/3", "q3=2")
	all := w.answered(16)
	var next atomic.Int64
	b.SetParallelism(8)
	w.begin(b)
	b.RunParallel(func(pb *testing.PB) {
		v := all[int(next.Add(1))%len(all)]
		for n := 0; pb.Next(); n++ {
			w.send(v, "/1/3", "q3="+string('0'+rune(n%4)))
		}
	})
	w.end(b, "answers")
}

// BenchmarkAnswer posts one answer at a time, each in one durable transaction.
func BenchmarkAnswer(b *testing.B) {
	w := newVisitCost(b, "/1/3", "q3=2")
	v := w.answered(1)[0]
	w.begin(b)
	for n := range b.N {
		w.send(v, "/1/3", "q3="+string('0'+rune(n%4)))
	}
	w.end(b, "answers")
}
