package crash

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"steelyard/internal/app"
)

// sector is what a disk writes whole or not at all, in bytes.
const sector = 512

// cuts says how many power cuts are looked at.
func cuts(t *testing.T) int {
	t.Helper()
	if s := os.Getenv("STEELYARD_POWER_CUTS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			t.Fatalf("STEELYARD_POWER_CUTS: got %q, want a number of cuts", s)
		}
		return n
	}
	if testing.Short() {
		return 6
	}
	return 24
}

// TestPowerCutAtAnyMoment records what a server that patients send their answers to tells its disk, and makes of it what the
// disk could hold after the power was cut at many moments: all that was synced, any part of what was not, the last of it torn.
// From each the program must start, with everything that had been acknowledged, once, and nothing by half.
func TestPowerCutAtAnyMoment(t *testing.T) {
	t.Parallel()
	folder, seed := t.TempDir(), rand.Uint64()
	t.Logf("seed: %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	l := newLedger(t, folder, 240, rnd)
	before, err := os.ReadFile(filepath.Join(folder, app.DatabaseFile))
	must(t, err)
	l.disk = newDisk(t, folder).recording()
	p := start(t, folder, l.disk.environment...)
	p.healthy(t)
	var wait sync.WaitGroup
	for range clients {
		wait.Go(func() { l.client(p.base) })
	}
	<-time.After(4 * time.Second)
	p.kill(t)
	wait.Wait()

	list := l.disk.changes()
	writes, syncs := count(list, 'W'), count(list, 'S')
	if writes < 500 {
		t.Fatalf("only %d writes and %d syncs were recorded; the test tells nothing", writes, syncs)
	}
	moments := cuts(t)
	most, slowest := 0, time.Duration(0)
	for n := range moments {
		at := len(list) * (n + 1) / moments // the last is the end
		if n < moments-1 {
			at = max(1, at-rnd.IntN(max(1, len(list)/moments)))
		}
		image := newImage(before, list[:at], rnd)
		kept, took := l.after(image, list[at-1].end, folder)
		most, slowest = max(most, kept), max(slowest, took)
	}
	t.Logf("%d power cuts within %d writes and %d syncs (%d of the database itself); up to %d visits completed, slowest start %s",
		moments, writes, syncs, count(slices.DeleteFunc(slices.Clone(list), func(c change) bool { return c.file != app.DatabaseFile }), 'S'), most, slowest.Round(time.Millisecond))
	if most == 0 {
		t.Error("no visit was completed in any image; the test tells nothing")
	}
}

func count(list []change, what byte) (n int) {
	for _, c := range list {
		if c.what == what {
			n++
		}
	}
	return n
}

// after starts from an image, and holds it to what was known when the power was cut.
func (l *ledger) after(image map[string][]byte, cut int64, folder string) (completed int, took time.Duration) {
	l.Helper()
	dir := l.TempDir()
	for name, content := range image {
		must(l, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	}
	for _, name := range []string{app.AuditKeyFile, app.ReceiptKeyFile, app.SealKeyFile, "proofs"} {
		must(l, os.Symlink(filepath.Join(folder, name), filepath.Join(dir, name)))
	}
	begun := time.Now()
	a, err := openApp(l.Context(), dir)
	if err != nil {
		l.Fatalf("after a power cut at %d the program does not start: %v", cut, err)
	}
	defer func() { must(l, a.Close()) }()
	if took = time.Since(begun); took > limit {
		l.Errorf("after a power cut at %d: started after %s, want %s at most", cut, took, limit)
	}
	must(l, a.DropAnchor(l.Context())) // as a server does when it has started
	known := make([]*visit, len(l.visits))
	for i, v := range l.visits {
		known[i] = v.asOf(cut)
	}
	wantSound(l.T, a)
	completed = wantKept(l.T, a, known)
	if l.Failed() {
		l.Fatalf("that was after a power cut at byte %d of the record", cut)
	}
	return completed, took
}

// asOf gives a visit with what was acknowledged before the disk's record was longer than a cut. Whether it was sent is not
// cut off: an answer may be on the disk before anybody notes that it was sent.
func (v *visit) asOf(cut int64) *visit {
	w := &visit{patient: v.patient, encounter: v.encounter, forms: v.forms, saved: make([]bool, len(v.saved)), tried: v.tried}
	for _, m := range v.marks {
		if m.at <= cut {
			m.know(w)
		}
	}
	return w
}

// newImage gives what the files could hold after a power cut behind the last of some changes.
func newImage(before []byte, list []change, rnd *rand.Rand) map[string][]byte {
	image, pending := map[string][]byte{app.DatabaseFile: slices.Clone(before)}, map[string][]change{}
	for _, c := range list {
		if c.what != 'S' {
			pending[c.file] = append(pending[c.file], c)
			continue
		}
		for _, held := range pending[c.file] {
			held.apply(image)
		}
		delete(pending, c.file)
	}
	for _, name := range slices.Sorted(maps.Keys(pending)) {
		chance := rnd.IntN(3) // none, some or all of what was not synced came to the disk, in any order
		for i, c := range pending[name] {
			last := i == len(pending[name])-1
			switch {
			case chance == 0 || chance == 1 && rnd.IntN(2) == 0:
			case last || rnd.IntN(8) == 0:
				c.torn(image, rnd)
			default:
				c.apply(image)
			}
		}
	}
	return image
}

func (c change) apply(image map[string][]byte) {
	old := image[c.file]
	switch c.what {
	case 'U':
		delete(image, c.file)
	case 'T':
		image[c.file] = append(old[:min(int64(len(old)), c.at)], make([]byte, max(0, c.at-int64(len(old))))...)
	case 'W':
		if end := c.at + int64(len(c.data)); end > int64(len(old)) {
			old = append(old, make([]byte, end-int64(len(old)))...)
		}
		copy(old[c.at:], c.data)
		image[c.file] = old
	}
}

// torn applies a write sector by sector: each came to the disk, or did not, or left zeros, or anything.
func (c change) torn(image map[string][]byte, rnd *rand.Rand) {
	if c.what != 'W' {
		c.apply(image)
		return
	}
	for from := 0; from < len(c.data); {
		to := min(len(c.data), from+sector-int((c.at+int64(from))%sector))
		piece := change{what: 'W', file: c.file, at: c.at + int64(from), data: slices.Clone(c.data[from:to])}
		switch rnd.IntN(4) {
		case 0:
			clear(piece.data)
		case 1:
			for i := range piece.data {
				piece.data[i] = byte(rnd.Uint32())
			}
		}
		if rnd.IntN(4) > 0 {
			piece.apply(image)
		}
		from = to
	}
}
