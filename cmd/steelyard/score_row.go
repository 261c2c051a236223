package main

import (
	"strconv"
	"strings"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
	"steelyard/internal/scoring"
)

// notice stands on every row, so that no row can be read without it.
const notice = "Questionnaire scores, not a diagnosis; nothing in the body is measured."

// scores gives the cells of one row's scores, in the order of the head. No number is ever put where there is none.
func (b *batch) scores(form q.Form) ([]string, error) {
	answers, err := b.entry.Definition.Answers(form)
	if err != nil {
		return nil, err
	}
	result := b.entry.Program.Score(answers)
	var cells []string
	for i := range result.Scores {
		cells = append(cells, scoreCells(&result.Scores[i])...)
	}
	return cells, nil
}

func scoreCells(s *scoring.Score) []string {
	value, low, high := string(s.Category), "", ""
	if v, ok := s.Number(); ok {
		value = v.Decimal(4)
		if v.IsInt() {
			value = v.String()
		}
	}
	if s.Error != nil {
		low, high = strconv.FormatFloat(s.Error.Interval.Low, 'f', 4, 64), strconv.FormatFloat(s.Error.Interval.High, 'f', 4, 64)
	}
	return []string{value, string(s.State), s.Band, low, high, strconv.Itoa(s.Missing)}
}

func (b *batch) label() []string {
	d := b.entry.Definition
	return []string{"true", string(report.BasisOf(d.Respondent, "")), d.Ref().String(), string(d.Hash()), scoring.Engine, notice}
}

func oneLine(err error) string {
	var parts []string
	for _, d := range fault.Details(err) {
		parts = append(parts, d.String())
	}
	if len(parts) == 0 {
		return fault.Message(err)
	}
	return strings.Join(parts, "; ")
}
