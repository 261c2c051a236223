package server

import "testing"

func TestScoringIsDrawn(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Viewer)
	for _, e := range s.Library.Latest() {
		wantWords(t, b.get("/library/"+e.Ref().String()), 200, "How the scores come about", `id="scoring-title"`, `id="scoring-phone-title"`, "the numbers as a table")
	}
}
