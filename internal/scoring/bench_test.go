package scoring_test

import "testing"

// BenchmarkScorePHQ9 scores one complete form of ten items into six scales with their intervals.
func BenchmarkScorePHQ9(b *testing.B) {
	one, two := 1, 2
	s := score(b, shipped(b, "phq-9"), []*int{&one, &two, &two, &one, &one, &two, &one, &one, &one})
	b.ReportAllocs()
	for b.Loop() {
		_ = s.program.Score(s.answers)
	}
}

// BenchmarkAnswersAndScorePHQ9 also checks the form, as it is posted.
func BenchmarkAnswersAndScorePHQ9(b *testing.B) {
	one, two := 1, 2
	s := score(b, shipped(b, "phq-9"), []*int{&one, &two, &two, &one, &one, &two, &one, &one, &one})
	d, form := s.program.Definition(), s.answers.Form()
	b.ReportAllocs()
	for b.Loop() {
		a, err := d.Answers(form)
		if err != nil {
			b.Fatal(err)
		}
		_ = s.program.Score(a)
	}
}
