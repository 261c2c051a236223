package store

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

// Twenty writers read, then write what they read plus one. None fails and no step is lost.
func TestReadThenWriteConcurrently(t *testing.T) {
	s := open(t)
	_, p, _ := seed(t, s, 1)
	const writers, turns = 20, 20
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for range turns {
				err := try(t, s, func(tx *Tx) error {
					p, err := tx.GetPatient(p.ID)
					if err != nil {
						return err
					}
					return tx.UpdatePatient(p)
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	got := read(t, s, func(tx *Tx) (clinic.Patient, error) { return tx.GetPatient(p.ID) }).Revision
	if got != writers*turns {
		t.Errorf("revision is %d, want %d", got, writers*turns)
	}
}

// Two stores on one file stand for two processes.
func TestReadThenWriteFromTwoProcesses(t *testing.T) {
	a := open(t)
	_, p, _ := seed(t, a, 1)
	b := openAt(t, dbPath(t, a))
	const turns = 100
	var wg sync.WaitGroup
	for _, s := range []*Store{a, b} {
		wg.Go(func() {
			for range turns {
				err := try(t, s, func(tx *Tx) error {
					p, err := tx.GetPatient(p.ID)
					if err != nil {
						return err
					}
					return tx.UpdatePatient(p)
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := read(t, a, func(tx *Tx) (clinic.Patient, error) { return tx.GetPatient(p.ID) }).Revision; got != 2*turns {
		t.Errorf("revision is %d, want %d", got, 2*turns)
	}
}

// Sixteen clients race the same submission: one is stored, the others are told, and all find the stored one.
func TestRaceForTheFirstResponse(t *testing.T) {
	s := open(t)
	_, _, e := seed(t, s, 1)
	const racers = 16
	var stored atomic.Int32
	var wg sync.WaitGroup
	found := make([]clinic.ResponseID, racers)
	for i := range racers {
		wg.Go(func() {
			err := try(t, s, func(tx *Tx) error { return tx.CreateResponse(response(e, fmt.Sprint("r", i))) })
			if err == nil {
				stored.Add(1)
			} else {
				wantKind(t, err, fault.Conflict, "already started")
			}
			err = s.View(t.Context(), func(tx *Tx) error {
				r, _, err := tx.FindResponse(e.ID, mood.ID)
				found[i] = r.ID
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if stored.Load() != 1 {
		t.Errorf("%d were stored, want 1", stored.Load())
	}
	for i, id := range found {
		if id != found[0] || id == "" {
			t.Errorf("racer %d found %q, another %q", i, id, found[0])
		}
	}
}

func TestConcurrentAuditIsOneChain(t *testing.T) {
	s, key := open(t), []byte("key")
	const writers, turns = 8, 10
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for range turns {
				e := audit.Entry{At: noon.Add(time.Nanosecond), Actor: fmt.Sprint("user:", w), Action: "read"}
				if err := try(t, s, func(tx *Tx) error { return tx.AppendAudit(e, key) }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	v, n := audit.Verifier{Key: key}, 0
	err := s.View(t.Context(), func(tx *Tx) error {
		return tx.EachAudit(func(e audit.Entry) error { n++; return v.Next(e) })
	})
	if err != nil || n != writers*turns {
		t.Errorf("%d entries verified, want %d: %v", n, writers*turns, err)
	}
}
