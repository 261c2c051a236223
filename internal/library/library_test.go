package library

import (
	"encoding/json"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/questionnaires"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// garden is a small definition that proves itself.
func garden(version, wording string) string {
	text := func(s string) string {
		if wording == "supplied" {
			return ""
		}
		return ", text: {en: " + s + "}"
	}
	return `id: garden
version: ` + version + `
title: {en: Rest in the garden}
short_title: {en: Garden}
domain: rest
purpose: {en: For tests.}
evidence: unvalidated
recall: P7D
languages: [en]
respondent: patient
minutes: 1
rights: {holder: Us, basis: own-work, commercial: "yes", source: ours, as_of: 2026-11-23}
wording: ` + wording + `
choice_sets:
  - id: often
    choices:
      - {code: "0", label: {en: Never}, score: 0}
      - {code: "1", label: {en: Often}, score: 1}
items:
  - {id: sat, label: {en: Sat}` + text("I sat down.") + `, choices: often}
  - {id: breathed, label: {en: Breathed}` + text("I breathed out.") + `, choices: often}
scales:
  - {id: total, title: {en: Rest}, operator: sum, items: [sat, breathed], missing: {rule: complete, source: ours}, direction: well-being, range: {min: 0, max: 2}, source: ours}
sources:
  - {id: ours, citation: "Written for a test, 2026", checked: verified}
examples:
  - {id: all, answers: [1, 1], expect: {total: {value: "2"}}, source: ours}
  - {id: one, answers: [1, 0], expect: {total: {value: "1"}}, source: ours}
  - {id: other, answers: [0, 1], expect: {total: {value: "1"}}, source: ours}
  - {id: none, answers: [0, 0], expect: {total: {value: "0"}}, source: ours}
  - {id: gap, answers: [1, null], expect: {total: {state: unscorable}}, source: ours}
`
}

func folder(files map[string]string) fs.FS {
	f := fstest.MapFS{}
	for name, text := range files {
		f[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return f
}

func load(t *testing.T, own map[string]string) *Library {
	t.Helper()
	l, err := Load(questionnaires.FS, folder(own))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func hashOf(t *testing.T, text string) q.Hash {
	t.Helper()
	d, err := q.Parse("f.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d.Hash()
}

func ref(version string) q.Ref { return q.Ref{ID: "garden", Version: q.Version(version)} }

func apply(t *testing.T, l *Library, changes ...Change) {
	t.Helper()
	for _, c := range changes {
		c.At, c.By = noon, "Ada"
		if err := l.Apply(c); err != nil {
			t.Fatal(err)
		}
	}
}

// TestStates walks one version through its life, and says what is offered after each step.
func TestStates(t *testing.T) {
	text := garden("1.0.0", "included")
	l, hash := load(t, nil), hashOf(t, text)
	steps := []struct {
		kind    StepKind
		content string
		state   State
		offered bool
	}{{Upload, text, Draft, false}, {Release, "", Released, true}, {Retire, "", Retired, false}, {Restore, "", Released, true}}
	for _, s := range steps {
		apply(t, l, Change{Ref: ref("1.0.0"), Kind: s.kind, Hash: hash, Content: []byte(s.content)})
		e, err := l.Get(ref("1.0.0"))
		if err != nil {
			t.Fatal(err)
		}
		_, offered := l.FindLatest("garden")
		if e.State != s.state || offered != s.offered || (e.CanBeAdministered(noon) == nil) != s.offered {
			t.Errorf("after %s: got %s, offered %t", s.kind, e.State, offered)
		}
	}
	e, err := l.Get(ref("1.0.0"))
	if err != nil || len(e.History) != 4 || e.History[1].By != "Ada" {
		t.Errorf("history: got %+v, %v", e.History, err)
	}
}

func TestNewestReleasedIsOffered(t *testing.T) {
	l := load(t, map[string]string{"garden/1.0.0.yaml": garden("1.0.0", "included"), "garden/2.0.0.yaml": garden("2.0.0", "included"),
		"RELEASED": "garden@1.0.0 " + string(hashOf(t, garden("1.0.0", "included")))})
	latest := func() q.Version {
		e, ok := l.FindLatest("garden")
		if !ok {
			return ""
		}
		return e.Ref().Version
	}
	if got := latest(); got != "1.0.0" {
		t.Errorf("before: got %q, want 1.0.0, because RELEASED names it alone", got)
	}
	apply(t, l, Change{Ref: ref("2.0.0"), Kind: Release, Hash: hashOf(t, garden("2.0.0", "included"))})
	if got := latest(); got != "2.0.0" {
		t.Errorf("released: got %q, want 2.0.0", got)
	}
	apply(t, l, Change{Ref: ref("2.0.0"), Kind: Retire, Hash: hashOf(t, garden("2.0.0", "included"))})
	if got := latest(); got != "1.0.0" {
		t.Errorf("retired: got %q, want 1.0.0", got)
	}
	if e, ok := l.FindNewest("garden"); !ok || e.Ref().Version != "2.0.0" {
		t.Error("the newest of all must be found whatever its state")
	}
}

// TestFaultsOfASite wants a site's faulty files to be listed and to stop nothing.
func TestFaultsOfASite(t *testing.T) {
	l := load(t, map[string]string{
		"garden/1.0.0.yaml": strings.Replace(garden("1.0.0", "included"), "max: 2}", "max: 3}", 1),
		"broken/1.0.0.yaml": "id: broken\n",
		"RELEASED":          "garden@1.0.0 " + string(hashOf(t, strings.Replace(garden("1.0.0", "included"), "max: 2}", "max: 3}", 1))),
	})
	if err := l.Prove(); err != nil {
		t.Fatal(err)
	}
	e, err := l.Get(ref("1.0.0"))
	if err != nil || e.State != Draft || len(e.ProofFaults()) == 0 {
		t.Errorf("got %v, %v", e, err)
	}
	if faults := e.ProofFaults(); len(faults) > 0 && !strings.HasPrefix(faults[0].Where, "garden/1.0.0.yaml:") {
		t.Errorf("the fault has no place: %v", faults[0])
	}
	if u := l.Unread(); len(u) != 1 || u[0].File != "broken/1.0.0.yaml" || len(u[0].Faults) < 5 {
		t.Errorf("unread: got %+v", u)
	}
}

func TestFaultsOfTheProgramStopIt(t *testing.T) {
	l, err := Load(folder(map[string]string{"garden/1.0.0.yaml": strings.Replace(garden("1.0.0", "included"), "max: 2}", "max: 3}", 1)}))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Prove(); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v, want it refused", err)
	}
	if _, err := Load(folder(map[string]string{"garden/1.0.0.yaml": "id: garden\n"})); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v, want it refused", err)
	}
}

// TestAnsweredContentStays keeps what was answered where a site's file has changed under the same name.
func TestAnsweredContentStays(t *testing.T) {
	old := garden("1.0.0", "included")
	l := load(t, map[string]string{"garden/1.0.0.yaml": strings.Replace(old, "I sat down.", "I sat.", 1)})
	if err := l.Keep(ref("1.0.0"), hashOf(t, old), []byte(old)); err != nil {
		t.Fatal(err)
	}
	e, err := l.Get(ref("1.0.0"))
	if err != nil || e.Definition.Hash() != hashOf(t, old) || len(l.Unread()) != 1 {
		t.Errorf("got %v, %v, unread %v", e.Definition.Hash(), err, l.Unread())
	}
	gone := garden("0.9.0", "included")
	if err := l.Keep(ref("0.9.0"), hashOf(t, gone), []byte(gone)); err != nil {
		t.Fatal(err)
	}
	if e, err := l.Get(ref("0.9.0")); err != nil || !e.Kept {
		t.Errorf("got %v, %v", e, err)
	}
}

func TestReleasedElsewhereIsNotReleasedHere(t *testing.T) {
	text := garden("1.0.0", "included")
	l := load(t, map[string]string{"garden/1.0.0.yaml": text})
	apply(t, l, Change{Ref: ref("1.0.0"), Kind: Release, Hash: q.Hash(strings.Repeat("a", 64))})
	if e, err := l.Get(ref("1.0.0")); err != nil || e.State != Draft || len(e.Faults) != 1 {
		t.Errorf("got %+v, %v: a file that changed after its release must go back to being a draft", e, err)
	}
}

func wording(t *testing.T, notice, sat string, until q.Date) []byte {
	t.Helper()
	p := q.Pack{Questionnaire: ref("1.0.0"), Language: "en", Notice: notice, Rights: &q.PackRights{Who: "Us", Basis: q.PackLicence, Until: until},
		Items:   map[q.ItemID]string{"sat": sat, "breathed": "I breathed."},
		Choices: map[q.SetID]map[q.ChoiceCode]string{"often": {"0": "Never", "1": "Often"}}}
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWordings(t *testing.T) {
	text := garden("1.0.0", "supplied")
	l := load(t, map[string]string{"garden/1.0.0.yaml": text, "RELEASED": "garden@1.0.0 " + string(hashOf(t, text))})
	get := func(at time.Time) *Entry {
		e, err := l.GetAt(ref("1.0.0"), at)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	words := func(at time.Time) string { return get(at).Definition.Items[0].Text.In("en") }
	add := func(at time.Time, kind StepKind, hash string, content []byte) {
		if err := l.Apply(Change{At: at, By: "Ada", Ref: ref("1.0.0"), Kind: kind, Hash: q.Hash(hash), Content: content}); err != nil {
			t.Fatal(err)
		}
	}
	if err := get(noon).CanBeAdministered(noon); err == nil || !strings.Contains(err.Error(), "has not been supplied") {
		t.Errorf("without words: got %v", err)
	}
	later := noon.Add(time.Hour)
	add(noon, AddWording, "one", wording(t, "© One.", "I sat.", "2026-12-31"))
	add(later, AddWording, "two", wording(t, "© Two.", "I sat today.", ""))
	if got := words(noon); got != "I sat." {
		t.Errorf("at noon: got %q", got)
	}
	if got := words(later); got != "I sat today." || get(later).Definition.NoticeWords("en") != "© Two." {
		t.Errorf("later: got %q, %q", got, get(later).Definition.NoticeWords("en"))
	}
	if got := words(noon.Add(-time.Hour)); got != "I sat." {
		t.Errorf("before there were words: got %q, want the first", got)
	}
	add(later, WithdrawWording, "two", nil)
	e, err := l.Get(ref("1.0.0"))
	if err != nil || e.Definition.Items[0].Text.In("en") != "I sat." || e.Definition.Hash() != hashOf(t, text) {
		t.Errorf("withdrawn: got %v, %v", e, err)
	}
	if err := e.CanBeAdministered(noon); err != nil {
		t.Errorf("on a day of its right: got %v", err)
	}
	if err := e.CanBeAdministered(noon.AddDate(0, 2, 0)); err == nil || !strings.Contains(err.Error(), "ended after 2026-12-31") {
		t.Errorf("past its right: got %v", err)
	}
}

// TestReadersSeeWholeStates has sixteen readers at work while versions come and go.
func TestReadersSeeWholeStates(t *testing.T) {
	text := garden("1.0.0", "included")
	l, hash := load(t, nil), hashOf(t, text)
	done := make(chan struct{})
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if len(l.Latest()) < 5 || l.Profile() == nil {
					t.Error("the shipped versions went missing")
				}
				if e, ok := l.FindLatest("garden"); ok && (e.State != Released || e.Definition.Hash() != hash) {
					t.Errorf("got %s", e.State)
				}
				for _, e := range l.All() {
					_ = e.CanBeAdministered(noon)
				}
			}
		})
	}
	apply(t, l, Change{Ref: ref("1.0.0"), Kind: Upload, Hash: hash, Content: []byte(text)})
	for range 50 {
		apply(t, l, Change{Ref: ref("1.0.0"), Kind: Release, Hash: hash}, Change{Ref: ref("1.0.0"), Kind: Retire, Hash: hash})
	}
	close(done)
	wait.Wait()
}

func TestProofsAreKept(t *testing.T) {
	dir := t.TempDir()
	own := folder(map[string]string{"garden/1.0.0.yaml": garden("1.0.0", "included")})
	proofOf := func() *Proof {
		l, err := Options{Shipped: questionnaires.FS, Own: []fs.FS{own}, Proofs: NewProofs(dir)}.Load()
		if err != nil {
			t.Fatal(err)
		}
		e, err := l.Get(ref("1.0.0"))
		if err != nil {
			t.Fatal(err)
		}
		return e.Proof()
	}
	first, second := proofOf(), proofOf()
	if first.Took != second.Took || len(first.Faults) > 0 || first.Mutants == 0 || first.Mutants != first.Killed+len(first.Equivalent) {
		t.Errorf("got %+v and %+v", first, second)
	}
	if s := second.Scales[0]; s.Values != 3 || s.Least != "0" || s.Most != "2" {
		t.Errorf("got %+v", s)
	}
}
