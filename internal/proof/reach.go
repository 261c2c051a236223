package proof

import (
	"slices"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

// Reach is the exact set of what one scale can come to.
type Reach struct {
	Scale      q.ScaleID
	Complete   []exact.Number // with every shown item answered, lowest first
	Prorated   []exact.Number // that are reached only with answers left out, lowest first
	Bands      []string       // that are reached
	Categories []q.Category   // that are reached
	Proven     bool           // false where the work grew past its bound
	Sampled    bool           // only the ends of Complete are proven, by the model's monotony; the rest is one rising row of answers
	stuck      q.Form         // answers to every shown item of which a decision makes no category
}

// reachOf walks one scale, whole and with every pattern of missing answers.
func (s *space) reachOf(id q.ScaleID) Reach {
	r := Reach{Scale: id}
	for _, complete := range []bool{true, false} {
		f := s.outcomes(complete, target{scale: id})
		if f == nil {
			return r
		}
		for i := range f.len() {
			o := f.outcome(i, 0)
			r.take(&o, complete)
			if o.stuck && complete && r.stuck == nil {
				r.stuck = s.written(f.answers(i))
			}
		}
	}
	r.settle()
	r.Proven = true
	return r
}

func (r *Reach) take(o *inner, complete bool) {
	switch {
	case o.State == q.Unscorable:
		return
	case o.Category != "":
		r.Categories = append(r.Categories, o.Category)
	case complete:
		r.Complete = append(r.Complete, o.Value)
	default:
		r.Prorated = append(r.Prorated, o.Value)
	}
	if o.Band != "" {
		r.Bands = append(r.Bands, o.Band)
	}
}

// settle sorts what was taken, each once.
func (r *Reach) settle() {
	r.Complete, r.Prorated = sorted(r.Complete), sorted(r.Prorated)
	r.Prorated = slices.DeleteFunc(r.Prorated, func(v exact.Number) bool {
		_, whole := slices.BinarySearchFunc(r.Complete, v, exact.Number.Cmp)
		return whole
	})
	slices.Sort(r.Bands)
	r.Bands = slices.Compact(r.Bands)
	slices.Sort(r.Categories)
	r.Categories = slices.Compact(r.Categories)
}

// values gives everything that is reached, lowest first.
func (r *Reach) values() []exact.Number { return sorted(slices.Concat(r.Complete, r.Prorated)) }

func sorted(ns []exact.Number) []exact.Number {
	slices.SortFunc(ns, exact.Number.Cmp)
	return slices.Compact(ns)
}

// rowOf gives what a graded response scale comes to along one rising row of answers. The more of any item, the higher
// the posterior mean, because a higher answer weighs every higher theta up against every lower one; so the ends of the
// row are the ends of the range, with answers left out too. ok is false where conditions keep items off the form.
func (s *space) rowOf(id q.ScaleID) (r Reach, ok bool) {
	p, d := s.sides[0].program, s.sides[0].definition
	at := d.ScaleIndex(id)
	spec := &d.Scales[at]
	r = Reach{Scale: id, Proven: true, Sampled: true}
	for _, item := range spec.Items {
		if i, found := d.Item(item); !found || i.ShownWhen != nil {
			return Reach{Scale: id}, false
		}
	}
	for _, a := range chain(d, spec) {
		result := p.Score(a)
		o := inner{Outcome: outcomeOf(&result.Scores[at])}
		r.take(&o, true)
	}
	r.settle()
	return r, len(r.Complete) > 1
}
