package profile

import "time"

// Since gives the moment from which on the profile is what it is at a time: when the newest of its answers were given,
// or when others became too old. Computed at that moment and at any later one up to the time, it has the same numbers.
// It is zero where nothing was answered before.
func (d *Definition) Since(ms []Measurement, at time.Time) (since time.Time) {
	later := func(t time.Time) {
		if !t.After(at) && t.After(since) {
			since = t
		}
	}
	for i := range ms {
		later(ms[i].At)
		for _, domain := range d.Domains {
			for _, ref := range domain.Scales {
				if ref.Questionnaire == ms[i].Definition.ID {
					later(ms[i].At.Add(time.Duration(domain.MaxAgeDays)*24*time.Hour + time.Microsecond))
				}
			}
		}
	}
	return since
}
