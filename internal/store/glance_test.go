package store

import (
	"fmt"
	"testing"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// Of every questionnaire the newest result counts, of two of one moment the one that comes first; they come oldest first.
func TestNewestResults(t *testing.T) {
	s := open(t)
	_, p, first := seed(t, s, 1)
	seed(t, s, 2)
	sleep := q.Ref{ID: "sleep", Version: mood.Version}
	do(t, s, func(tx *Tx) error {
		if err := tx.PinDefinition(PinnedDefinition{Ref: sleep, Hash: response(first, "").Hash, Content: []byte("x")}); err != nil {
			return err
		}
		for i, a := range []struct {
			id    string
			of    q.Ref
			hours int
		}{{"old", mood, 1}, {"same-b", mood, 3}, {"same-a", mood, 3}, {"night", sleep, 2}} {
			e := clinic.Encounter{ID: clinic.EncounterID(fmt.Sprint("newest-", i)), PatientID: p.ID, Mode: clinic.Online, CreatedAt: noon}
			r := response(e, a.id)
			r.Questionnaire = a.of
			if err := tx.CreateEncounter(e); err != nil {
				return err
			}
			if err := tx.CreateResponse(r); err != nil {
				return err
			}
			r.CompletedAt = new(noon.Add(time.Duration(a.hours) * time.Hour))
			if err := tx.CompleteResponse(r, resultOf(r)); err != nil {
				return err
			}
		}
		return nil
	})
	list := read(t, s, func(tx *Tx) ([]Newest, error) { return tx.NewestResults(p.ID) })
	got := ""
	for _, n := range list {
		got += fmt.Sprint(n.Response, " ", n.Ref.ID, " ", n.CompletedAt.Sub(noon), "; ")
	}
	if want := "night sleep 2h0m0s; same-a mood 3h0m0s; "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
