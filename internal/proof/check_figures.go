package proof

import (
	"fmt"

	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
)

// figures checks that the figures of a scale are possible on its metric.
func (f *findings) figures(d *q.Definition) {
	for i := range d.Scales {
		s, path := &d.Scales[i], fmt.Sprintf("scales[%d]", i)
		if s.Range == nil || !s.Range.Min.Less(s.Range.Max) {
			continue
		}
		f.norms(path, s)
		f.precision(path+".precision", s)
		f.change(path+".change", s)
	}
}

func (f *findings) norms(path string, s *q.Scale) {
	for i, n := range s.Norms {
		at := fmt.Sprintf("%s.norms[%d]", path, i)
		switch spread := largestSpread(s.Range, &n.Mean, n.N); {
		case n.Mean.Less(s.Range.Min) || s.Range.Max.Less(n.Mean):
			f.fault(at+".mean", "look the mean up, and on which metric it is", "the mean %s lies outside the range %s to %s", n.Mean, s.Range.Min, s.Range.Max)
		case spread < n.SD.Float():
			f.fault(at+".sd", "look the SD up, and on which metric it is", "no sample with mean %s on %s to %s can have the SD %s; the largest is %.2f", n.Mean, s.Range.Min, s.Range.Max, n.SD, spread)
		}
	}
}

func (f *findings) precision(path string, s *q.Scale) {
	p := s.Precision
	if p == nil {
		return
	}
	half := s.Range.Max.Sub(s.Range.Min).Div(exact.Int(2))
	switch {
	case p.SD != nil && widest(half.Float(), p.N) < p.SD.Float():
		f.fault(path+".sd", "look the SD up, and on which metric it is", "no sample on %s to %s can have the SD %s", s.Range.Min, s.Range.Max, p.SD)
	case p.SEM != nil && half.Less(*p.SEM):
		f.fault(path+".sem", "correct it, or look up on which metric it is", "an error of %s is more than half of the range %s to %s", p.SEM, s.Range.Min, s.Range.Max)
	}
}

func (f *findings) change(path string, s *q.Scale) {
	if s.Change == nil {
		return
	}
	width := s.Range.Max.Sub(s.Range.Min)
	for _, x := range []struct {
		key    string
		figure *q.Figure
	}{{"important", s.Change.Important}, {"reliable", s.Change.Reliable}} {
		if x.figure != nil && (x.figure.Value.Sign() <= 0 || width.Less(x.figure.Value)) {
			f.fault(path+"."+x.key+".value", "look it up, and on which metric it is", "a change of %s is not possible on %s to %s", x.figure.Value, s.Range.Min, s.Range.Max)
		}
	}
	if r := s.Change.Retest; r != nil && (r.Value.Less(exact.Int(-1)) || exact.Int(1).Less(r.Value)) {
		f.fault(path+".retest.value", "correct it", "a correlation lies from -1 to 1, not at %s", r.Value)
	}
}
