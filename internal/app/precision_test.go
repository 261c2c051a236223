package app_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/receipt"
)

// answeredByMany gives the PHQ-9 a sample that is just large enough.
func answeredByMany(_ context.Context, w *world) error {
	if w.many == nil {
		w.many = w.sample(app.MinSiteSample)
	}
	return nil
}

// sample has n patients answer the PHQ-9, and gives the nine scores of each.
func (w *world) sample(n int) (rows [][]float64) {
	w.t.Helper()
	r := rand.New(rand.NewPCG(7, 11))
	for i := range n {
		p, level := w.Patient(w.t, fmt.Sprint("S-", i), "Sam Sample"), r.Float64()*3
		form, row := q.Form{}, []float64(nil)
		for item := range 9 {
			score := min(3, max(0, int(level+r.NormFloat64()*0.7+0.5)))
			form[q.ItemID(fmt.Sprint("q", item+1))] = fmt.Sprint(score)
			row = append(row, float64(score))
		}
		w.enter(p, "phq-9", form)
		rows = append(rows, row)
	}
	return rows
}

func (w *world) enter(p clinic.PatientID, id q.ID, form q.Form) clinic.ResponseID {
	w.t.Helper()
	e, err := w.Begin(w.t.Context(), w.Clinician, p, []q.ID{id})
	must(w.t, err)
	v := w.openEncounter(e)
	w.save(&v, 0, form)
	must(w.t, w.Submit(w.t.Context(), &v, "en"))
	return w.openEncounter(e).Parts[0].Response.ID
}

// figures computes what is expected in the plainest way there is.
func figures(rows [][]float64) (sd, alpha float64) {
	variance := func(x []float64) float64 {
		mean, ss := 0.0, 0.0
		for _, v := range x {
			mean += v / float64(len(x))
		}
		for _, v := range x {
			ss += (v - mean) * (v - mean)
		}
		return ss / float64(len(x)-1)
	}
	own, sums := 0.0, make([]float64, len(rows))
	for item := range rows[0] {
		column := make([]float64, len(rows))
		for i := range rows {
			column[i] = rows[i][item]
			sums[i] += rows[i][item]
		}
		own += variance(column)
	}
	k := float64(len(rows[0]))
	return math.Sqrt(variance(sums)), k / (k - 1) * (1 - own/variance(sums))
}

func TestASitesOwnPrecision(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	rows := w.sample(app.MinSiteSample - 1)
	list, err := w.SitePrecision(ctx, w.Administrator, phq9)
	must(t, err)
	if total := list[0]; total.Scale.ID != "total" || total.N != 49 || !strings.Contains(total.Why, "49 of the 50") || total.Adopted != nil {
		t.Errorf("got %+v, want one patient too few", total)
	}
	if err := w.AdoptSitePrecision(ctx, w.Administrator, phq9); fault.KindOf(err) != fault.Conflict {
		t.Errorf("adopting it: got %v, want a conflict", err)
	}
	// One more patient, who answers twice: only the first response counts. One who left an item out does not count.
	last := w.Patient(t, "last", "Lara Last")
	first := w.enter(last, "phq-9", q.Form{"q1": "3", "q2": "3", "q3": "2", "q4": "3", "q5": "3", "q6": "2", "q7": "3", "q8": "3", "q9": "0"})
	rows = append(rows, []float64{3, 3, 2, 3, 3, 2, 3, 3, 0})
	w.enter(last, "phq-9", q.Form{"q1": "0", "q2": "0", "q3": "0", "q4": "0", "q5": "0", "q6": "0", "q7": "0", "q8": "0", "q9": "0"})
	w.enter(w.Patient(t, "gap", "Gregor Gap"), "phq-9", q.Form{"q1": "3", "q2": "3", "q3": "2", "q4": "3", "q5": "3", "q6": "2", "q7": "3", "q8": "3"})
	list, err = w.SitePrecision(ctx, w.Administrator, phq9)
	must(t, err)
	sd, alpha := figures(rows)
	total := list[0]
	if total.N != 50 || total.Why != "" || math.Abs(total.Sample.SD-sd) > 1e-9 || math.Abs(total.Sample.Alpha-alpha) > 1e-9 {
		t.Errorf("got %d patients, %+v, %q; want 50, SD %v and alpha %v", total.N, total.Sample, total.Why, sd, alpha)
	}
	if total.Alpha.Low >= alpha || total.Alpha.High <= alpha {
		t.Errorf("the interval of alpha is %+v around %v", total.Alpha, alpha)
	}
	must(t, w.AdoptSitePrecision(ctx, w.Administrator, phq9))
	w.holdsFromNowOn(last, first, sd, alpha)
}

// holdsFromNowOn: what was frozen before keeps its basis, and what is computed from now on has the site's.
func (w *world) holdsFromNowOn(p clinic.PatientID, before clinic.ResponseID, sd, alpha float64) {
	w.t.Helper()
	after := w.Answer(w.t, p, "phq-9", 1)
	corrected, err := w.Amend(w.t.Context(), w.Clinician, before, q.Form{"q1": "1", "q2": "1", "q3": "1", "q4": "1", "q5": "1", "q6": "1", "q7": "1", "q8": "1", "q9": "0"}, "read out wrongly")
	must(w.t, err)
	want := fmt.Sprintf("site: SD %.2f, alpha %.2f, n = 50", sd, alpha)
	for id, basis := range map[clinic.ResponseID]string{before: "published: SD 3.5, alpha 0.87", after: want, corrected: want} {
		r, err := w.Response(w.t.Context(), w.Clinician, id)
		must(w.t, err)
		if got := r.View.Scores[0].Basis; !strings.HasPrefix(got, basis) {
			w.t.Errorf("the basis is printed as %q, want %q", got, basis)
		}
	}
	w.computedAnew(after)
	list, err := w.SitePrecision(w.t.Context(), w.Administrator, phq9)
	must(w.t, err)
	if a := list[0].Adopted; a == nil || !a.At.Equal(w.Now()) || a.By != w.Administrator.User || a.Sample.N != 50 {
		w.t.Errorf("got %+v, want when it was adopted, by whom and of how many", a)
	}
}

// computedAnew: whoever checks a result that was frozen with a sample computes it with the same sample.
func (w *world) computedAnew(id clinic.ResponseID) {
	w.t.Helper()
	d, err := w.Doctor(w.t.Context())
	must(w.t, err)
	for _, c := range d.Checks {
		if len(c.Problems) > 0 {
			w.t.Errorf("%s: %q", c.Name, c.Problems)
		}
	}
	w.ReceiptSeed = bytes.Repeat([]byte{3}, 32)
	file, err := w.Receipt(w.t.Context(), w.Clinician, id)
	must(w.t, err)
	text, err := w.ReceiptKey()
	must(w.t, err)
	key, err := receipt.ReadPublicPEM(text)
	must(w.t, err)
	r, err := receipt.Open(file, key)
	must(w.t, err)
	if got := r.Recheck(); len(got) > 0 {
		w.t.Errorf("the receipt: %q", got)
	}
}

func TestThePrecisionOfWhatDoesNotExist(t *testing.T) {
	w := newWorld(t)
	if _, err := w.SitePrecision(t.Context(), w.Administrator, q.Ref{ID: "phq-9", Version: "9.9.9"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v, want not found", err)
	}
	list, err := w.SitePrecision(t.Context(), w.Administrator, phq9)
	must(t, err)
	for _, s := range list {
		if s.N != 0 || s.Why == "" || s.Sample != nil {
			t.Errorf("%s: got %+v of no answers", s.Scale.ID, s)
		}
	}
}
