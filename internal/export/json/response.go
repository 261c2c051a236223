package jsonfile

import (
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// response is one completed questionnaire.
type response struct {
	ID            clinic.ResponseID `json:"id"`
	Questionnaire q.ID              `json:"questionnaire"`
	Version       q.Version         `json:"version"`
	Hash          q.Hash            `json:"sha256"`
	Engine        string            `json:"engine"`
	Title         string            `json:"title"`
	Evidence      q.Evidence        `json:"evidence"` // validated or unvalidated
	StartedAt     moment            `json:"started_at"`
	CompletedAt   moment            `json:"completed_at"`
	EnteredBy     string            `json:"entered_by"`
	Paper         bool              `json:"from_paper,omitempty"` // filled in on paper, then entered
	Basis         report.Basis      `json:"basis"`                // who rated
	Language      q.Language        `json:"language"`
	Amended       bool              `json:"amended"` // replaced by a correction
	Amends        *string           `json:"amends"`  // the response this one corrects
	Reason        string            `json:"reason,omitempty"`
	Rights        string            `json:"rights,omitempty"`  // to be shown where the wording is
	Manner        []string          `json:"how_answered"`      // facts that say nothing by themselves
	Note          *string           `json:"how_answered_note"` // where two independent signs agree; it changes no score
	Scores        []score           `json:"scores"`
	Items         []item            `json:"items"`
	Flags         []flag            `json:"flags"`
}

type score struct {
	Scale      q.ScaleID   `json:"scale"`
	Title      string      `json:"title"`
	State      q.State     `json:"state"`  // complete, prorated or unscorable
	Value      *string     `json:"value"`  // exact; null where there is none
	Number     *float64    `json:"number"` // the same, to the nearest float64
	Shown      string      `json:"shown"`  // as it is printed; a category's label for a decision
	Range      string      `json:"range,omitempty"`
	Interval   *interval   `json:"interval"` // null where no basis exists
	Band       *string     `json:"band"`
	Direction  q.Direction `json:"direction"`
	Note       string      `json:"note,omitempty"`
	Unverified bool        `json:"unverified_source"`
	Derivation []string    `json:"derivation"`
	Sources    []string    `json:"sources"`
	Fit        *fit        `json:"fit"` // of the answers to the response model; null where there is none or it was not asked for
}

// fit is how well a pattern of answers fits its model.
type fit struct {
	LZ    float64 `json:"lz"`
	AsBad int     `json:"as_bad_or_worse"`
	Draws int     `json:"patterns_drawn"`
	Words string  `json:"words"`
}

type item struct {
	ID     q.ItemID         `json:"id"`
	Number int              `json:"number"`
	Text   string           `json:"text"`
	State  report.ItemState `json:"state"`
	Raw    *string          `json:"answer"` // as it is stored; null where there is none
	Label  string           `json:"answer_label,omitempty"`
	Score  *string          `json:"score"`
	Note   string           `json:"note,omitempty"` // of whoever held the interview
}

type flag struct {
	ID    q.FlagID `json:"id"`
	Level q.Level  `json:"level"`
	Text  string   `json:"text"`
}

func newResponse(x *report.Response) response {
	return response{ID: x.ID, Questionnaire: x.Ref.ID, Version: x.Ref.Version, Hash: x.Hash, Engine: x.Engine, Title: x.Title, Evidence: x.Evidence,
		StartedAt: moment(x.StartedAt), CompletedAt: moment(x.CompletedAt), EnteredBy: x.EnteredBy, Paper: x.Paper, Basis: x.Basis, Language: x.Language,
		Amended: x.Amended, Amends: unlessZero(string(x.Amends)), Reason: x.Reason, Rights: x.Rights,
		Manner: nonNil(x.Manner), Note: unlessZero(x.Quality), Scores: each(x.Scores, newScore), Items: each(x.Items, newItem), Flags: each(x.Flags, func(f *report.Flag) flag { return flag{f.ID, f.Level, f.Text} })}
}

func newScore(s *report.Score) score {
	out := score{Scale: s.Scale, Title: s.Title, State: s.State, Shown: s.Shown, Range: s.Range, Band: unlessZero(s.Band), Direction: s.Direction,
		Note: s.Note, Unverified: s.Unverified, Derivation: nonNil(s.Derivation), Sources: nonNil(s.Sources)}
	if s.Value != nil {
		exact, number := s.Value.String(), s.Value.Float()
		out.Value, out.Number = &exact, &number
	}
	if f := s.Fit; f != nil {
		out.Fit = &fit{round(f.LZ), f.AsBad, f.Draws, f.Words}
	}
	if e := s.Error; e != nil {
		se := round(e.SE)
		out.Interval = &interval{round(e.Interval.Low), round(e.Interval.High), &se, e.Basis, s.Basis}
	}
	return out
}

func newItem(i *report.Item) item {
	out := item{ID: i.ID, Number: i.Number, Text: i.Text, State: i.State, Raw: unlessZero(i.Raw), Score: unlessZero(i.Score), Note: i.Note}
	if i.Answer != i.Raw {
		out.Label = i.Answer
	}
	return out
}

func nonNil(list []string) []string { return append([]string{}, list...) }
