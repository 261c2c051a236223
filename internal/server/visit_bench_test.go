package server_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkVisitQuestion shows one question to a link holder, through the router, with its durable audit entry.
func BenchmarkVisitQuestion(b *testing.B) {
	w := newVisitClinic(b)
	root, _ := w.invite("phq-9", "gad-7")
	for b.Loop() {
		r := httptest.NewRequest(http.MethodGet, root+"/1/3", nil)
		rec := httptest.NewRecorder()
		w.handler.ServeHTTP(rec, r)
		if rec.Code != http.StatusOK {
			b.Fatal(rec.Code)
		}
	}
}
