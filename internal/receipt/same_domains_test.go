package receipt

import (
	"testing"

	"steelyard/internal/profile"
)

// TestAReceiptOfGroupsThatAreOneStillHolds reads what an earlier program wrote of two groups that rest on the same domains: a
// difference of 0 with an interval of no width. It is not called a change that there is none now.
func TestAReceiptOfGroupsThatAreOneStillHolds(t *testing.T) {
	zero, ten := 0.0, 10.0
	is := &Values{Contrast: Contrast{Statement: profile.NoDifference, Why: profile.SameDomains}}
	was := &Values{Contrast: Contrast{Difference: &zero, Error: &Error{}, Statement: profile.NoDifference}}
	if got := was.differ(is); len(got) > 0 {
		t.Errorf("got %q", got)
	}
	if got := Changes(&Record{Profile: &Profile{Values: was}}, &Record{Profile: &Profile{Values: is}}); len(got) > 0 {
		t.Errorf("got %q", got)
	}
	wide := &Values{Contrast: Contrast{Difference: &ten, Error: &Error{SE: 2, Low: 6, High: 14}, Statement: profile.NoDifference}}
	if got := wide.differ(is); len(got) == 0 {
		t.Error("a wide.difference that is gone is not named")
	}
}
