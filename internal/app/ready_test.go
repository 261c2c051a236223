package app_test

import (
	"testing"
	"time"

	"steelyard/internal/fault"
)

func TestReadyWhileTheDatabaseAnswers(t *testing.T) {
	w := newWorld(t)
	must(t, w.Ready(t.Context()))
	must(t, w.Store.Close())
	must(t, w.Ready(t.Context())) // the last look holds for a second
	time.Sleep(1100 * time.Millisecond)
	if err := w.Ready(t.Context()); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v, want it not to be ready", err)
	}
}

// Nobody writes here, so that only asking finds out.
func TestReadyWantsWritesToBeTaken(t *testing.T) {
	w := newWorld(t)
	w.exec("CREATE TRIGGER full BEFORE INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'no space'); END")
	if err := w.Ready(t.Context()); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v, want it not to be ready", err)
	}
}

func TestReadyWantsThisProgramsSchema(t *testing.T) {
	w := newWorld(t)
	w.exec("DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)")
	if err := w.Ready(t.Context()); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v, want it not to be ready", err)
	}
}

func TestFiguresCountEverybodys(t *testing.T) {
	w := populated(t)
	f, err := w.Figures(t.Context())
	if must(t, err); f.OpenAlerts == 0 || f.Submissions != 1 || f.Queue != 0 {
		t.Errorf("got %+v", f)
	}
}
