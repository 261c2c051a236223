package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// What is put in order of a list is what a sort of the whole has there, whichever part it is.
func TestOrderOfAPartOfAList(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		list := make([]place, r.IntN(400))
		for i := range list {
			list[i] = place{r.Int64N(20), r.IntN(4), i}
		}
		from := r.IntN(len(list) + 1)
		to := from + r.IntN(len(list)-from+1)
		want := slices.Clone(list)
		slices.SortFunc(want, byPlace)
		if order(list, from, to); !slices.Equal(list[from:to], want[from:to]) {
			t.Fatalf("%d to %d of %d: got %v, want %v", from, to, len(list), list[from:to], want[from:to])
		}
		if slices.SortFunc(list, byPlace); !slices.Equal(list, want) {
			t.Fatalf("%d to %d of %d: somebody is missing or there twice", from, to, len(list))
		}
	}
}

// BenchmarkPlaces puts everybody of a large clinic in order, in memory.
func BenchmarkPlaces(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	l := people{filled: true}
	for i := range 50000 {
		p := &person{id: fmt.Sprint("p", i), name: fmt.Sprintf("name %06d of some length", r.IntN(1e6)), record: fmt.Sprintf("r-%06d", i), team: once(fmt.Sprint("t", i%10)), clinician: once(fmt.Sprint("u", i%30))}
		w := &p.todo
		w.completed, w.questionnaire = micros(workNow)-r.Int64N(1e13), once(q.ID(fmt.Sprint("f", i%5)))
		if i%50 == 0 {
			w.alerts, w.urgent = 1, micros(workNow)-r.Int64N(1e11)
		}
		if i%8 == 0 {
			w.until = micros(workNow) + r.Int64N(1e12) - 5e11
		}
		if i%7 == 0 {
			w.tags = []clinic.TagID{"g"}
		}
		l.byName = append(l.byName, p)
	}
	l.sort()
	for name, change := range map[string]func(*CaseloadQuery){
		"first page": func(*CaseloadQuery) {}, "deep page": func(c *CaseloadQuery) { c.Offset = 25000 }, "latest answers": func(c *CaseloadQuery) { c.Sort = ByLastAnswer },
		"latest answers, deep": func(c *CaseloadQuery) { c.Sort, c.Offset = ByLastAnswer, 25000 }, "name": func(c *CaseloadQuery) { c.Sort = ByName }, "overdue": func(c *CaseloadQuery) { c.Filter = Overdue },
		"team": func(c *CaseloadQuery) { c.Visible = clinic.Visible{Clinician: "u1", Teams: []clinic.TeamID{"t3"}} }, "tag": func(c *CaseloadQuery) { c.Tag = "g" }, "search": func(c *CaseloadQuery) { c.Search = "1 some" },
	} {
		c := workQuery()
		change(&c)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := l.ids(b.Context(), &c, c.Offset, 50); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// However many change the same patients at once, add others and rename them: the list says in the end what one that is read anew says.
func TestTheListBearsMany(t *testing.T) {
	s := open(t)
	for i := range 8 {
		seed(t, s, i)
	}
	var wait sync.WaitGroup
	for n := range 8 {
		wait.Go(func() {
			r := rand.New(rand.NewPCG(uint64(n), 9))
			for i := range 12 {
				err := s.Update(t.Context(), func(tx *Tx) error {
					if i%4 == 0 {
						p := patient(100 + 12*n + i)
						p.Name = fmt.Sprint("name ", r.IntN(50))
						return tx.CreatePatient(p)
					}
					p, err := tx.GetPatient(clinic.PatientID(fmt.Sprint("p", r.IntN(8))))
					if err != nil {
						return err
					}
					if p.Name = fmt.Sprint("name ", r.IntN(50)); i%4 == 1 {
						return tx.UpdatePatient(p)
					}
					w := standing{id: string(p.ID), alerts: r.IntN(3), until: after(r.IntN(9) - 4), since: after(-9), completed: after(-r.IntN(40))}
					return w.put(tx)
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	fresh := people{source: s}
	for _, sort := range []CaseloadSort{ByName, ByWork, ByLastAnswer} {
		c := workQuery()
		c.Sort = sort
		got, total, err := s.sealing.people.ids(t.Context(), &c, 0, -1)
		want, all, failed := fresh.ids(t.Context(), &c, 0, -1)
		if err != nil || failed != nil || total != all || all != 32 || !slices.Equal(got, want) {
			t.Errorf("%s: got %v of %d (%v), want %v of %d (%v)", sort, got, total, err, want, all, failed)
		}
	}
}
