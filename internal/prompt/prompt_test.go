package prompt

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/questionnaires"
)

var at = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func shipped(t *testing.T) *Definition {
	t.Helper()
	data, err := questionnaires.FS.ReadFile("prompts/medicines/1.0.0.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, err := Parse("medicines.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func event(name string, class clinic.MedicineClass, step clinic.TreatmentStep, on q.Date) clinic.TreatmentEvent {
	return clinic.TreatmentEvent{Kind: clinic.Medicine, Name: name, Class: class, Step: step, On: on}
}

func TestDue(t *testing.T) {
	ssri, maoi := event("Sertraline", clinic.SSRI, clinic.Started, "2026-09-01"), event("Phenelzine", clinic.MAOI, clinic.Started, "2026-10-01")
	agonist := event("Pramipexole", clinic.DopamineAgonist, clinic.Started, "2026-10-01")
	for name, c := range map[string]struct {
		treatments []clinic.TreatmentEvent
		answered   []Answered
		want       string
	}{
		"nothing":                    {nil, nil, ""},
		"one serotonergic medicine":  {[]clinic.TreatmentEvent{ssri}, nil, ""},
		"two":                        {[]clinic.TreatmentEvent{ssri, maoi}, nil, "serotonergic-combination: Sertraline, Phenelzine"},
		"the same, changed":          {[]clinic.TreatmentEvent{ssri, event("sertraline ", clinic.SSRI, clinic.Changed, "2026-10-01")}, nil, ""},
		"one stopped":                {[]clinic.TreatmentEvent{ssri, maoi, event("Sertraline", clinic.SSRI, clinic.Stopped, "2026-10-02")}, nil, ""},
		"one not yet begun":          {[]clinic.TreatmentEvent{ssri, event("Phenelzine", clinic.MAOI, clinic.Started, "2026-12-01")}, nil, ""},
		"two, and lately looked at":  {[]clinic.TreatmentEvent{ssri, maoi}, []Answered{{"hunter", at.AddDate(0, 0, -30)}}, ""},
		"two, looked at long ago":    {[]clinic.TreatmentEvent{ssri, maoi}, []Answered{{"hunter", at.AddDate(0, 0, -31)}}, "serotonergic-combination: Sertraline, Phenelzine"},
		"an agonist":                 {[]clinic.TreatmentEvent{agonist}, nil, "dopaminergic: Pramipexole"},
		"levodopa":                   {[]clinic.TreatmentEvent{event("Levodopa", clinic.Levodopa, clinic.Changed, "2026-10-01")}, nil, "dopaminergic: Levodopa"},
		"an agonist, and asked":      {[]clinic.TreatmentEvent{agonist}, []Answered{{"quip-rs", at.AddDate(0, 0, -90)}}, ""},
		"an agonist, another answer": {[]clinic.TreatmentEvent{agonist}, []Answered{{"phq-9", at}}, "dopaminergic: Pramipexole"},
		"noted only":                 {[]clinic.TreatmentEvent{event("Pramipexole", clinic.DopamineAgonist, clinic.Noted, "2026-10-01")}, nil, ""},
	} {
		var got []string
		for _, p := range shipped(t).Due(c.treatments, c.answered, at) {
			got = append(got, p.Rule+": "+strings.Join(p.Medicines, ", "))
			if p.Source == "" || p.Because == "" {
				t.Errorf("%s: %+v says not why", name, p)
			}
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestNoAdvice holds that no rule speaks of starting, stopping or changing a medicine.
func TestNoAdvice(t *testing.T) {
	for _, r := range shipped(t).Rules {
		if bad := regexp.MustCompile(`(?i)\b(stop|start|chang|reduc|increas|switch|withdraw)`).FindString(r.Because.In("en")); bad != "" {
			t.Errorf("%s says %q", r.ID, bad)
		}
	}
}

func TestRulesThatAreNotComplete(t *testing.T) {
	if _, err := Parse("x.yaml", []byte("id: x\nversion: 1.0.0\nrules:\n  - {id: a, classes: [ssri], medicines: 0, ask: [b], within_days: 1, because: {en: c}, source: none}\nsources: []\n")); err == nil {
		t.Error("it was taken")
	}
}
