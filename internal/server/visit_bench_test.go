package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
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

// BenchmarkVisitAnswer saves one answer of a link holder, through the router, in one durable transaction.
func BenchmarkVisitAnswer(b *testing.B) {
	w := newVisitClinic(b)
	root, _ := w.invite("phq-9", "gad-7")
	for n := 0; b.Loop(); n++ {
		body := strings.NewReader("q3=" + string('0'+rune(n%4)))
		r := httptest.NewRequest(http.MethodPost, root+"/1/3", body)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		rec := httptest.NewRecorder()
		w.handler.ServeHTTP(rec, r)
		if rec.Code != http.StatusSeeOther {
			b.Fatal(rec.Code)
		}
	}
}

// BenchmarkVisitAnswerManyAtOnce is BenchmarkVisitAnswer for several link holders at once.
func BenchmarkVisitAnswerManyAtOnce(b *testing.B) {
	w := newVisitClinic(b)
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		root, _ := w.invite("phq-9")
		for pb.Next() {
			r := httptest.NewRequest(http.MethodPost, root+"/1/3", strings.NewReader("q3=2"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			rec := httptest.NewRecorder()
			w.handler.ServeHTTP(rec, r)
			if rec.Code != http.StatusSeeOther {
				b.Error(rec.Code)
			}
		}
	})
}
