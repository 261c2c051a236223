package proof

import (
	"slices"

	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// compile makes of each definition a program that computes the scales of the walk and no others.
func (w *walk) compile() bool {
	for at := range w.space.sides {
		d := w.space.sides[at].definition
		needed := make([]bool, len(d.Scales))
		var flags []q.Flag
		computed := false
		for _, n := range w.nodes {
			if n.side != at || n.module {
				continue
			}
			computed = true
			if n.spec == nil {
				flags = append(flags, *flagOf(d, n.flag))
			}
			need(d, needed, n.target)
		}
		if !computed {
			continue
		}
		p, err := only(d, needed, flags)
		if err != nil {
			return false
		}
		w.programs[at] = p
	}
	return true
}

// need marks the scales that a target is computed from.
func need(d *q.Definition, needed []bool, t target) {
	ask := func(c *q.Condition) {
		c.Tests(func(x *q.Condition) {
			if x.Scale != "" {
				need(d, needed, target{scale: x.Scale})
			}
		})
	}
	if t.flag != "" {
		ask(&flagOf(d, t.flag).When)
		return
	}
	i := d.ScaleIndex(t.scale)
	if needed[i] {
		return
	}
	needed[i] = true
	for _, id := range d.Scales[i].Scales {
		need(d, needed, target{scale: id})
	}
	for j := range d.Scales[i].Decide {
		ask(&d.Scales[i].Decide[j].When)
	}
}

// only compiles a definition with some of its scales and flags. The others keep their places and compute nothing.
func only(d *q.Definition, needed []bool, flags []q.Flag) (*scoring.Program, error) {
	part := *d
	part.Flags = flags
	part.Scales = slices.Clone(d.Scales)
	last := -1
	for i := range part.Scales {
		if needed[i] {
			last = i
		} else {
			part.Scales[i] = q.Scale{ID: d.Scales[i].ID, Operator: q.Decide}
		}
	}
	part.Scales = part.Scales[:last+1]
	return scoring.Compile(&part)
}
