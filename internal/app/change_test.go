package app_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/store"
	"steelyard/internal/testkit"
)

// changing is a clinic whose patients answered many kinds of forms: some in three versions, of which one has another key, one more
// scale and one more question than others, some whose words changed twice while it stayed the same version, and those that ship.
type changing struct {
	*testkit.Clinic
	forms []q.Ref
	n     int
}

func newChanging(t *testing.T) *changing {
	t.Helper()
	c := &changing{Clinic: testkit.New(t)}
	must(t, c.PutSite(t.Context(), c.Administrator, clinic.Site{TimeZone: "Pacific/Auckland"}, app.SiteTime))
	for version, changes := range map[string][]string{
		"1.0.0": {"sources:\n", "  - {id: calm, title: {en: Calm}, operator: sum, items: [sat, breathed], missing: {rule: complete, source: ours}, direction: well-being, range: {min: 0, max: 4}, source: ours}\nsources:\n"},
		"1.1.0": {"    reversed: [hurried]          # counts as lowest + highest score less the score\n", "", "scales:\n", "  - {id: walked, label: {en: Walked}, text: {en: I walked.}, choices: often}\nscales:\n"},
		"1.2.0": {"direction: well-being", "direction: difficulty", "minutes: 1", "minutes: 2"},
	} {
		text, _, _ := strings.Cut(string(garden(t, version, changes...)), "examples:")
		c.forms = append(c.forms, add(t, c.Clinic, []byte(text)).Ref())
	}
	worded := strings.NewReplacer("garden-rest", "garden-words").Replace(string(keyOnly(t)))
	c.forms = append(c.forms, add(t, c.Clinic, []byte(worded)).Ref())
	c.forms = append(c.forms, c.forms[3], c.forms[3], c.forms[3]) // so that it is drawn more often
	for _, words := range []string{words, strings.Replace(words, "I sat.", "I was sitting.", 1), words} {
		_, err := c.AddWording(t.Context(), c.Administrator, c.forms[3], app.Upload{Name: "words.yaml", Content: []byte(strings.NewReplacer("garden-rest", "garden-words", "2026-12-31", "2036-12-31").Replace(words))}, q.About{})
		must(t, err)
		c.Pass(60 * 24 * time.Hour)
	}
	for _, id := range []string{"phq-9@1.0.0", "hunter@1.0.0", "core-mood@1.0.0", "core-mood@1.0.2", "core-sleep@1.0.0", "core-sleep@1.0.1"} {
		name, version, _ := strings.Cut(id, "@")
		c.forms = append(c.forms, q.Ref{ID: q.ID(name), Version: q.Version(version)})
	}
	return c
}

// answer keeps completed answers, as somebody would have given them at a time.
func (c *changing) answer(tx *store.Tx, r clinic.Response, mode clinic.Mode) error {
	entry, err := c.Library.GetAt(r.Questionnaire, r.StartedAt)
	if err != nil {
		return err
	}
	a, err := entry.Definition.Answers(r.Answers)
	if err != nil {
		return err
	}
	result := entry.Program.Score(a)
	if r.Amends == "" {
		c.n++
		r.EncounterID = clinic.EncounterID(fmt.Sprint("e-", c.n))
		e := clinic.Encounter{ID: r.EncounterID, PatientID: r.PatientID, Mode: mode, Battery: []q.Ref{r.Questionnaire}, CreatedBy: c.Clinician.User, CreatedAt: r.StartedAt}
		if mode == clinic.Paper {
			e.EntryKey = "an entry of paper " + string(e.ID)
		}
		if err := tx.CreateEncounter(e); err != nil {
			return err
		}
	}
	if err := tx.PinDefinition(store.PinnedDefinition{Ref: r.Questionnaire, Hash: entry.Definition.Hash(), Content: entry.Content}); err != nil {
		return err
	}
	r.Hash, r.Status, r.UpdatedAt, r.Revision = entry.Definition.Hash(), clinic.InProgress, r.StartedAt, 1
	begun := r
	begun.CompletedAt = nil
	if err := tx.CreateResponse(begun); err != nil {
		return err
	}
	return tx.CompleteResponse(r, &result)
}

// anyAnswers gives answers to a form; often all, sometimes few, and sometimes none.
func anyAnswers(t *rapid.T, d *q.Definition) q.Form {
	f := q.Form{}
	gaps := rapid.SampledFrom([]int{0, 0, 3, 40, 100}).Draw(t, "gaps")
	same := rapid.IntRange(-1, 3).Draw(t, "same")
	for id, raw := range testkit.SameChoice(d, max(same, 0)) {
		if rapid.IntRange(0, 99).Draw(t, "gap") >= gaps {
			f[id] = raw
		}
	}
	return f
}

// record gives a patient any record, and when it begins and ends.
func (c *changing) record(t *rapid.T, ctx *testing.T) (id clinic.PatientID, begins, ends time.Time) {
	c.n++
	id = c.Patient(ctx, fmt.Sprint("R-", c.n), "Petra Patient")
	few := rapid.Bool().Draw(t, "few kinds") // so that there are many of each
	forms := rapid.SliceOfNDistinct(rapid.SampledFrom(c.forms), 1, map[bool]int{true: 1, false: 4}[few], rapid.ID).Draw(t, "forms")
	at := testkit.Start.Add(-time.Duration(rapid.IntRange(0, 20).Draw(t, "before")) * 24 * time.Hour)
	begins = at
	must(ctx, c.Store.Update(ctx.Context(), func(tx *store.Tx) error {
		ends = at
		for range rapid.IntRange(0, 24).Draw(t, "answers") {
			ends = ends.Add(rapid.SampledFrom([]time.Duration{0, 0, time.Hour, 20 * time.Hour, 7 * 24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour}).Draw(t, "pause"))
			if err := c.anyResponse(t, tx, id, rapid.SampledFrom(forms).Draw(t, "form"), ends, few); err != nil {
				return err
			}
		}
		return nil
	}))
	for _, on := range []string{"2026-11-20", "2026-12-24"} {
		must(ctx, c.AddTreatment(ctx.Context(), c.Clinician, clinic.TreatmentEvent{PatientID: id, Kind: clinic.Medicine, Class: clinic.SSRI, Name: "sertraline", Step: clinic.Started, On: q.Date(on)}))
	}
	return id, begins, ends
}

func (c *changing) anyResponse(t *rapid.T, tx *store.Tx, id clinic.PatientID, form q.Ref, at time.Time, few bool) error {
	started := at.Add(-rapid.SampledFrom([]time.Duration{time.Minute, time.Minute, 70 * 24 * time.Hour}).Draw(t, "took"))
	entry, err := c.Library.GetAt(form, started)
	if err != nil {
		return err
	}
	c.n++
	r := clinic.Response{ID: clinic.ResponseID(fmt.Sprintf("%d-%d", rapid.IntRange(0, 9).Draw(t, "id"), c.n)), PatientID: id, Questionnaire: form, StartedAt: started, CompletedAt: &at,
		Language: rapid.SampledFrom([]q.Language{"en", "en", "en", "de"}).Draw(t, "language"), Answers: anyAnswers(t, entry.Definition)}
	if r.Languages = []q.Language{r.Language}; !few {
		r.Languages = rapid.SampledFrom([][]q.Language{{r.Language}, {"en", "de"}, nil}).Draw(t, "languages")
	}
	mode := rapid.SampledFrom([]clinic.Mode{clinic.InPerson, clinic.Online, clinic.Paper}).Draw(t, "mode")
	if err := c.answer(tx, r, mode); err != nil {
		return err
	}
	if rapid.IntRange(0, 7).Draw(t, "correct") > 0 {
		return nil
	}
	r, err = tx.GetResponse(r.ID)
	if err != nil {
		return err
	}
	later := at.Add(time.Minute)
	r.ID, r.Amends, r.Reason, r.CompletedAt, r.Answers = r.ID+"-c", r.ID, "misread", &later, anyAnswers(t, entry.Definition)
	return c.answer(tx, r, mode)
}

// TestAChangeReadsLittleAndSaysTheSame holds what is said of two times of any record, of which little is read, to what is said
// where all of it is read.
func TestAChangeReadsLittleAndSaysTheSame(t *testing.T) {
	c := newChanging(t)
	compared, chosen := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		id, begins, ends := c.record(rt, t)
		days := max(1, int(ends.Sub(begins).Hours()/24))
		for _, choice := range []app.ReportChoice{{}, c.anyDays(rt, begins, days), c.anyDays(rt, begins, days)} {
			whole, err := c.Report(t.Context(), c.Clinician, app.ReportRequest{Patient: id, Choice: choice})
			must(t, err)
			part, err := c.Change(t.Context(), c.Clinician, app.ReportRequest{Patient: id, Choice: choice})
			must(t, err)
			if got, want := part.Report.Comparison, whole.Comparison; !reflect.DeepEqual(got, want) {
				rt.Fatalf("%+v:\n got %s\nwant %s", choice, asJSON(t, got), asJSON(t, want))
			}
			if whole.Comparison != nil && len(whole.Comparison.Scales) > 0 {
				compared++
			}
			if part.Report.Notice()[0] != whole.Notice()[0] || part.Report.Patient != whole.Patient {
				rt.Fatalf("got the notice %q of %+v", part.Report.Notice(), part.Report.Patient)
			}
			if n := len(whole.Responses); n > 0 && (!part.First.Equal(whole.Responses[n-1].CompletedAt) || !part.Last.Equal(whole.Responses[0].CompletedAt)) {
				rt.Fatalf("got answers from %s to %s", part.First, part.Last)
			}
		}
		chosen++
	})
	if compared < chosen/2 {
		t.Errorf("of %d records only %d times something was compared", chosen, compared)
	}
}

func (c *changing) anyDays(t *rapid.T, begins time.Time, days int) app.ReportChoice {
	from := begins.In(c.Zone()).AddDate(0, 0, rapid.IntRange(-1, days).Draw(t, "from"))
	to := from.AddDate(0, 0, rapid.IntRange(1, days+1).Draw(t, "to"))
	return app.ReportChoice{From: q.Date(from.Format(time.DateOnly)), To: q.Date(to.Format(time.DateOnly))}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	must(t, err)
	return string(b)
}

// TestAChangeReadsOnToTheWordsOfNow has many answers to words that were changed since: the comparison begins after them, and says so.
func TestAChangeReadsOnToTheWordsOfNow(t *testing.T) {
	c := newChanging(t)
	id := c.Patient(t, "R-1", "Petra Patient")
	must(t, c.Store.Update(t.Context(), func(tx *store.Tx) error {
		for n := range 20 { // the words changed after 60 days, and again after 120
			at := testkit.Start.Add(time.Duration(62+n*6) * 24 * time.Hour)
			r := clinic.Response{ID: clinic.ResponseID(fmt.Sprintf("r-%02d", n)), PatientID: id, Questionnaire: c.forms[3], StartedAt: at, CompletedAt: &at, Language: "en", Answers: q.Form{"sat": "1", "hurried": "1", "breathed": "2"}}
			if err := c.answer(tx, r, clinic.Online); err != nil {
				return err
			}
		}
		return nil
	}))
	part, err := c.Change(t.Context(), c.Clinician, app.ReportRequest{Patient: id})
	must(t, err)
	if x := part.Report.Comparison; x == nil || len(x.Scales) != 1 || x.Scales[0].From.Response != "r-10" || x.Scales[0].To.Response != "r-19" || !strings.HasSuffix(x.Scales[0].Earlier, "are not compared: the wording changed.") {
		t.Errorf("got %s", asJSON(t, x))
	}
}

// TestAChangeReadsNoMoreOfALongRecord has as many answers read of a long record as of a short one.
func TestAChangeReadsNoMoreOfALongRecord(t *testing.T) {
	c := newChanging(t)
	read := map[int]int{}
	for _, visits := range []int{16, 160} {
		id := c.Patient(t, fmt.Sprint("R-", visits), "Petra Patient")
		must(t, c.Store.Update(t.Context(), func(tx *store.Tx) error {
			for n := range visits {
				at := testkit.Start.Add(time.Duration(n) * 24 * time.Hour)
				r := clinic.Response{ID: clinic.ResponseID(fmt.Sprintf("%d-%03d", visits, n)), PatientID: id, Questionnaire: c.forms[0], StartedAt: at, CompletedAt: &at, Language: "en", Answers: q.Form{"sat": "1", "hurried": "1", "breathed": "2"}}
				if n >= visits/2 {
					r.Language = "de"
				}
				if err := c.answer(tx, r, clinic.Online); err != nil {
					return err
				}
			}
			return nil
		}))
		n, err := app.ReadForChange(t.Context(), c.App, c.Clinician, id)
		must(t, err)
		read[visits] = n
	}
	if read[160] != read[16] || read[160] > 8 {
		t.Errorf("got %d answers read of a record of 160, and %d of one of 16", read[160], read[16])
	}
}
