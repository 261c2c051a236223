package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// BenchmarkSubmission keeps one response, its result and its audit entry durably, by several clients at once: in groups as
// Update does, and in one transaction each. Both take turns on the same database, in rounds of as many submissions, so that
// neither has the larger tables, the fuller log or the quieter machine; what is told is the median of the rounds. A round has
// at least 512 submissions, each of a patient of its own, and begins with an empty write-ahead log.
func BenchmarkSubmission(b *testing.B) {
	for _, clients := range []int{1, 16, 64} {
		b.Run(fmt.Sprint("clients=", clients), func(b *testing.B) { benchmarkSubmission(b, clients) })
	}
}

// submissionRound is how many submissions one round has, and rounds at least how many there are of either kind.
const (
	submissionRound = 512
	rounds          = 5
)

// submissions are the clients of the benchmark.
type submissions struct {
	s       *Store
	form    q.Form
	at      []clinic.Encounter // one for each submission, each of another patient
	clients int
	commits atomic.Int64
}

// tempo is what one round took.
type tempo struct{ perSecond, p99, commits float64 }

func benchmarkSubmission(b *testing.B, clients int) {
	w := &submissions{s: open(b), form: q.Form{}, clients: clients}
	seed(b, w.s, 0)
	for i := range 9 {
		w.form[q.ItemID(fmt.Sprint("item-", i))] = "2"
	}
	w.prepare(b)
	w.countCommits(b)
	var told [2][]tempo // grouped, and alone
	b.ResetTimer()
	for n := 0; n < b.N || n < rounds; n++ {
		for i, alone := range []bool{n%2 == 1, n%2 == 0} {
			t := w.round(b, fmt.Sprint(n, "-", i), alone)
			kind := map[bool]int{false: 0, true: 1}[alone]
			told[kind] = append(told[kind], t)
		}
	}
	for i, kind := range []string{"grouped", "alone"} {
		b.ReportMetric(median(told[i], func(t tempo) float64 { return t.perSecond }), kind+"/s")
		b.ReportMetric(median(told[i], func(t tempo) float64 { return t.p99 }), kind+"-p99-ms")
		b.ReportMetric(median(told[i], func(t tempo) float64 { return t.commits }), kind+"-commits/submission")
	}
	b.ReportMetric(0, "ns/op") // an operation is a round, of either kind
}

func median(list []tempo, of func(tempo) float64) float64 {
	values := make([]float64, len(list))
	for i, t := range list {
		values[i] = of(t)
	}
	slices.Sort(values)
	return (values[(len(values)-1)/2] + values[len(values)/2]) / 2
}

// prepare makes the patients, and an encounter of each.
func (w *submissions) prepare(b *testing.B) {
	do(b, w.s, func(tx *Tx) error {
		for i := range submissionRound {
			p := patient(i + 1)
			e := clinic.Encounter{ID: clinic.EncounterID(fmt.Sprint("b", i)), PatientID: p.ID, Mode: clinic.Online, CreatedAt: noon}
			if err := tx.CreatePatient(p); err != nil {
				return err
			}
			w.at = append(w.at, e)
		}
		return nil
	})
}

// countCommits has every commit of the connection that writes counted: with synchronous=FULL each syncs the log once.
func (w *submissions) countCommits(b *testing.B) {
	w.onWriter(b, func(c *sqlite3.SQLiteConn) {
		c.RegisterCommitHook(func() int { w.commits.Add(1); return 0 })
	})
}

func (w *submissions) onWriter(b *testing.B, f func(*sqlite3.SQLiteConn)) {
	b.Helper()
	pool, err := w.s.writer.DB()
	if err != nil {
		b.Fatal(err)
	}
	conn, err := pool.Conn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	if err := conn.Raw(func(c any) error { f(c.(*sqlite3.SQLiteConn)); return nil }); err != nil {
		b.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		b.Fatal(err)
	}
}

// round has the clients send one submission of each patient, at a new encounter.
func (w *submissions) round(b *testing.B, name string, alone bool) tempo {
	b.StopTimer()
	do(b, w.s, func(tx *Tx) error {
		for i := range w.at {
			w.at[i].ID = clinic.EncounterID(fmt.Sprint("b", name, "-", i))
			if err := tx.CreateEncounter(w.at[i]); err != nil {
				return err
			}
		}
		return nil
	})
	w.emptyLog(b)
	took, before, begun := make([]time.Duration, len(w.at)), w.commits.Load(), time.Now()
	b.StartTimer()
	var next atomic.Int64
	var wait sync.WaitGroup
	for range w.clients {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(w.at)); i = next.Add(1) - 1 {
				took[i] = w.send(b, i, alone)
			}
		})
	}
	wait.Wait()
	all := time.Since(begun)
	slices.Sort(took)
	n := float64(len(took))
	return tempo{n / all.Seconds(), float64(took[len(took)*99/100].Microseconds()) / 1000, float64(w.commits.Load()-before) / n}
}

// emptyLog folds the write-ahead log into the database, so that no round pays for what was written before it.
func (w *submissions) emptyLog(b *testing.B) {
	pool, err := w.s.writer.DB()
	if err != nil {
		b.Fatal(err)
	}
	var busy, log, done sql.NullInt64
	if err := pool.QueryRowContext(b.Context(), "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &done); err != nil {
		b.Fatal(err)
	}
}

func (w *submissions) send(b *testing.B, i int64, alone bool) time.Duration {
	e, begun := w.at[i], time.Now()
	if _, err := w.s.attempt(context.Background(), submission(response(e, "r"+string(e.ID)), w.form), alone); err != nil {
		b.Error(err)
	}
	return time.Since(begun)
}
