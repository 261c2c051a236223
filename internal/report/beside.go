package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// recentDays is how far back a change of treatment is called recent beside a profile: as long as its answers may be old.
const recentDays = 42

// Overall says elevation and scatter, which come before any single domain: most of what such answers share is general
// distress. It is empty where fewer than two domains were answered.
func (r *Report) Overall() string {
	if r.Profile == nil || r.Profile.Overall == nil {
		return ""
	}
	o := r.Profile.Overall
	return fmt.Sprintf("Over all %d answered domains the mean is %.0f of 100 and the spread between them (standard deviation) is %.0f. Most of what such answers share is general distress.",
		o.Domains, o.Elevation, o.Scatter)
}

// Beside says what changes the meaning of the profile: current treatments, recent changes of them, and how the answers
// were given. It stands beside the profile in every rendering.
func (r *Report) Beside() []string {
	var lines []string
	for _, e := range r.CurrentTreatments() {
		lines = append(lines, "Current: "+treatment(e)+", "+steps[e.Step]+" on "+day(e.On)+".")
	}
	if len(lines) == 0 {
		lines = append(lines, "No current treatment is recorded. A medicine that acts on dopamine or serotonin changes what the profile can say.")
	}
	return append(lines, r.Notes()...)
}

// Notes is the part of Beside that no list of current treatments says: what was stopped lately, and how the answers
// were given.
func (r *Report) Notes() (lines []string) {
	since := r.At.AddDate(0, 0, -recentDays).Format(time.DateOnly)
	for _, e := range r.Treatments {
		if e.Step == clinic.Stopped && string(e.On) >= since && string(e.On) <= r.At.Format(time.DateOnly) {
			lines = append(lines, "Stopped in the last six weeks: "+treatment(e)+", on "+day(e.On)+".")
		}
	}
	lines = append(lines, r.noted()...)
	for i := range r.Responses {
		if s := r.Responses[i].Quality; s != "" && newestOf(r.Responses, i) {
			lines = append(lines, r.Responses[i].ShortTitle+": "+s)
		}
	}
	return lines
}

// notedShown is how many findings from elsewhere stand beside a profile; the record has them all.
const notedShown = 5

// noted gives what was noted and is no start, change or stop, such as a finding from elsewhere, the newest first.
func (r *Report) noted() (lines []string) {
	today := r.At.Format(time.DateOnly)
	ordered := slices.Clone(r.Treatments)
	slices.SortStableFunc(ordered, func(a, b clinic.TreatmentEvent) int { return cmp.Compare(b.On, a.On) })
	more := 0
	for _, e := range ordered {
		switch {
		case e.Step != clinic.Noted || string(e.On) > today:
		case len(lines) < notedShown:
			lines = append(lines, "Noted on "+day(e.On)+" ("+string(e.Kind)+"): "+strings.TrimSuffix(treatment(e)+noteOf(e), ".")+".")
		default:
			more++
		}
	}
	if more > 0 {
		lines = append(lines, count(more, "older note is", "older notes are")+" in the record.")
	}
	return lines
}

// noteOf gives a short note in full and the beginning of a long one.
func noteOf(e clinic.TreatmentEvent) string {
	const most = 160
	words := []rune(strings.Join(strings.Fields(e.Note), " "))
	switch {
	case len(words) == 0:
		return ""
	case len(words) > most:
		return ": " + string(words[:most]) + "…"
	}
	return ": " + string(words)
}

// newestOf says whether no newer response to the same questionnaire stands before place i.
func newestOf(list []Response, i int) bool {
	return !list[i].Amended && !slices.ContainsFunc(list[:i], func(r Response) bool { return r.Ref.ID == list[i].Ref.ID && !r.Amended })
}

var steps = map[clinic.TreatmentStep]string{clinic.Started: "started", clinic.Changed: "changed", clinic.Stopped: "stopped", clinic.Noted: "noted"}

func treatment(e clinic.TreatmentEvent) string {
	s := strings.TrimSpace(e.Name + " " + e.Dose)
	if e.Class == "" || e.Class == clinic.OtherMedicine {
		return s
	}
	return s + " (" + ClassWords(e.Class) + ")"
}

// ClassWords writes a class of medicines: the short ones are abbreviations.
func ClassWords(c clinic.MedicineClass) string {
	if len(c) <= 4 {
		return strings.ToUpper(string(c))
	}
	return strings.ReplaceAll(string(c), "-", " ")
}

func day(d q.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return t.Format("2 January 2006")
}

// CurrentTreatments gives the last event of each treatment that goes on when the report is made, the latest change first.
func (r *Report) CurrentTreatments() (list []clinic.TreatmentEvent) {
	type key struct {
		kind clinic.TreatmentKind
		name string
	}
	ordered := slices.Clone(r.Treatments)
	slices.SortStableFunc(ordered, func(a, b clinic.TreatmentEvent) int { return cmp.Compare(a.On, b.On) })
	seen := map[key]bool{}
	for _, e := range slices.Backward(ordered) {
		k := key{e.Kind, strings.ToLower(strings.TrimSpace(e.Name))}
		if e.Step == clinic.Noted || string(e.On) > r.At.Format(time.DateOnly) || seen[k] {
			continue
		}
		seen[k] = true
		if e.Step != clinic.Stopped {
			list = append(list, e)
		}
	}
	return list
}
