package store

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// BenchmarkSubmission keeps one response, its result and its audit entry durably, by several clients at once: in groups as
// Update does, and beside it in one transaction each.
func BenchmarkSubmission(b *testing.B) {
	for _, clients := range []int{1, 16, 64} {
		for _, alone := range []bool{false, true} {
			name := fmt.Sprintf("clients=%d/grouped=%t", clients, !alone)
			b.Run(name, func(b *testing.B) { benchmarkSubmission(b, clients, alone) })
		}
	}
}

func benchmarkSubmission(b *testing.B, clients int, alone bool) {
	s := open(b)
	_, p, _ := seed(b, s, 1)
	do(b, s, func(tx *Tx) error {
		for i := range b.N {
			e := clinic.Encounter{ID: clinic.EncounterID(fmt.Sprint("b", i)), PatientID: p.ID, Mode: clinic.Online, CreatedAt: noon}
			if err := tx.CreateEncounter(e); err != nil {
				return err
			}
		}
		return nil
	})
	form := q.Form{}
	for i := range 9 {
		form[q.ItemID(fmt.Sprint("item-", i))] = "2"
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	took := make([]time.Duration, b.N)
	b.ResetTimer()
	for range clients {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(b.N); i = next.Add(1) - 1 {
				e := clinic.Encounter{ID: clinic.EncounterID(fmt.Sprint("b", i)), PatientID: p.ID}
				begun := time.Now()
				if _, err := s.attempt(context.Background(), submission(response(e, fmt.Sprint("r", i)), form), alone); err != nil {
					b.Error(err)
				}
				took[i] = time.Since(begun)
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "submissions/s")
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
