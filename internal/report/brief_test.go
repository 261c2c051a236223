package report

import (
	"reflect"
	"slices"
	"testing"

	"steelyard/internal/clinic"
)

// TestABriefReportSaysTheSame has all that a page shows: the profile, the course, the comparison and the newest answers just as they
// are where nothing is left out, and of older answers what a list says.
func TestABriefReportSaysTheSame(t *testing.T) {
	m := Material{Language: "en", At: made, Profile: balance(t), Completed: slices.Concat(visit(t, 150, [3]int{24, 16, 9}), visit(t, 170, [3]int{20, 16, 9}), visit(t, 190, [3]int{3, 11, 9}))}
	whole, err := New(m)
	if err != nil {
		t.Fatal(err)
	}
	m.Brief = true
	brief, err := New(m)
	if err != nil {
		t.Fatal(err)
	}
	for name, same := range map[string]bool{"profile": reflect.DeepEqual(brief.Profile, whole.Profile), "course": reflect.DeepEqual(brief.Trends, whole.Trends), "comparison": reflect.DeepEqual(brief.Comparison, whole.Comparison),
		"beside": slices.Equal(brief.Beside(), whole.Beside()), "basis": brief.Basis() == whole.Basis(), "definitions": slices.Equal(brief.Definitions(), whole.Definitions())} {
		if !same {
			t.Errorf("the %s is another one", name)
		}
	}
	for i := range whole.Responses {
		got, want := brief.Responses[i], whole.Responses[i]
		if i >= 3 { // the newest three are to the three questionnaires
			want.Items, want.Manner, want.Quality = nil, nil, ""
			want.Scores = slices.Clone(want.Scores)
			for k := range want.Scores {
				want.Scores[k].Derivation = nil
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("response %d: got %+v, want %+v", i, got, want)
		}
	}
}

// TestAProfileSaysWhoRatedItsOwnAnswers leaves out who rated what came before.
func TestAProfileSaysWhoRatedItsOwnAnswers(t *testing.T) {
	then, now := visit(t, 150, [3]int{24, 16, 9}), visit(t, 190, [3]int{3, 11, 9})
	for i := range then {
		then[i].Mode, now[i].Mode = clinic.InPerson, clinic.Online
	}
	r := reportOf(t, slices.Concat(then, now)...)
	if got := r.ProfileBasis(); got != string(SelfReport) {
		t.Errorf("of the profile: got %q", got)
	}
	if got, want := r.Comparison.Basis, "symptom self-report, in part read out by staff in an interview"; got != want || r.Basis() != want {
		t.Errorf("of the comparison and the record: got %q and %q, want %q", got, r.Basis(), want)
	}
}
