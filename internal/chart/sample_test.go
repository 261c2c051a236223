package chart

import (
	"fmt"
	"time"

	"steelyard/internal/profile"
	"steelyard/internal/psychometrics"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
	"steelyard/internal/scoring"
)

// start is when the samples begin.
var start = time.Date(2026, 1, 5, 9, 30, 0, 0, time.UTC)

func days(n int) time.Time { return start.AddDate(0, 0, n) }

const sixty = "Getting started on things that take effort, and going on wi" // sixty characters with the next
const longName = sixty + "h"

func domainOf(name string) *profile.Domain {
	return &profile.Domain{ID: profile.DomainID(name), Title: q.Text{"en": name}}
}

func answered(name string, v, low, high float64) profile.DomainValue {
	return profile.DomainValue{Domain: domainOf(name), Answered: true, POMP: v, From: profile.Origin{Evidence: q.Validated, At: start},
		Error: &scoring.Uncertainty{SE: (high - low) / 4, Interval: psychometrics.Interval{Low: low, High: high}, Basis: q.Published}}
}

func unvalidated(v profile.DomainValue) profile.DomainValue {
	v.From.Evidence, v.Error = q.Unvalidated, &scoring.Uncertainty{Interval: v.Error.Interval, Basis: q.Assumed}
	return v
}

// sampleProfile has every kind of row.
func sampleProfile() *report.Report {
	bare := answered("Energy", 50, 40, 60)
	bare.Error = nil
	p := &profile.Profile{At: start, Domains: []profile.DomainValue{
		answered("Low mood", 67, 58, 76),
		unvalidated(answered(longName, 41, 20, 62)),
		unvalidated(answered("Sleep", 100, 83, 100)),
		answered("Worry", 0, 0, 6),
		{Domain: domainOf("Appetite"), Why: "not asked"},
		bare,
		{Domain: domainOf("Impulse control under demanding conditions at home"), Why: "could not be scored: 4 of 9 answers are missing, at most 2 may be"},
	}}
	d := p.Domains
	p.Groups[0] = profile.GroupValue{Group: &profile.Group{Title: q.Text{"en": "Domains associated with dopamine in research"}}, Available: true, Mean: 44, Error: &psychometrics.Interval{Low: 35, High: 53},
		Answered: []*profile.Domain{d[0].Domain, d[1].Domain, d[2].Domain}, Missing: []*profile.Domain{d[4].Domain}}
	p.Groups[1] = profile.GroupValue{Group: &profile.Group{Title: q.Text{"en": "Domains associated with serotonin in research"}}, Available: true, Mean: 48, Error: &psychometrics.Interval{Low: 40, High: 56},
		Answered: []*profile.Domain{d[0].Domain, d[2].Domain, d[3].Domain}}
	p.Contrast = profile.Contrast{Available: true, Difference: -4, SE: 5, Interval: psychometrics.Interval{Low: -13.6, High: 5.6}, Shared: 2, Counted: 4, Statement: profile.NoDifference}
	return &report.Report{Language: "en", Profile: p, At: start}
}

var bands = []report.TrendBand{{From: 0, To: 5, Label: "Minimal"}, {From: 5, To: 10, Label: "Mild"}, {From: 10, To: 15, Label: "Moderate"},
	{From: 15, To: 20, Label: "Moderately severe"}, {From: 20, To: 27, Label: "Severe"}}

// sampleTrend has n scores, dist days apart.
func sampleTrend(n, dist int) report.Trend {
	t := report.Trend{Questionnaire: "phq-9", Scale: "total", Title: "PHQ-9: total", Direction: q.Difficulty, Evidence: q.Validated, Min: 0, Max: 27, Bands: bands}
	for i := range n {
		v := float64((19 - i + 3*(i%3) + 54) % 27)
		if n < 20 {
			v = max(0, float64(19-2*i+(i*i)%4))
		}
		p := report.TrendPoint{At: days(i * dist), Value: v, Shown: fmt.Sprint(v), Known: true, Low: max(0, v-3.3), High: min(27, v+3.3), State: q.Complete, Version: "1.0.0"}
		t.Points = append(t.Points, p)
	}
	return t
}

func event(day int, label, kind string) report.TrendEvent {
	return report.TrendEvent{At: days(day), Label: label, Kind: kind}
}

// samples are all the drawings that are looked at and kept as golden files.
func samples() map[string]Chart {
	usual := sampleTrend(7, 41)
	usual.Events = []report.TrendEvent{event(30, "Sertraline 50 mg started", "treatment"), event(44, "Sertraline changed to 100 mg", "treatment"), event(150, "Cognitive behavioural therapy started", "treatment"), event(205, "version 2.0.0", "version")}
	for i := 5; i < 7; i++ {
		usual.Points[i].Version = "2.0.0"
	}
	usual.Points[2].State = q.Prorated
	one := sampleTrend(1, 1)
	one.Bands, one.Evidence, one.Points[0].Assumed, one.Title = nil, q.Unvalidated, true, "Mood (core): total"
	many := sampleTrend(60, 14)
	for i := range 26 {
		many.Events = append(many.Events, event(i*32, fmt.Sprintf("Medicine number %d change of the dose", i+1), "treatment"))
	}
	month := sampleTrend(5, 30) // a dose that is found step by step, of a medicine with a long name
	for i := range 12 {
		e := event(35+i*30/12, fmt.Sprintf("Levodopa and carbidopa modified-release tablets changed to %d mg three times a day", 25*(i+1)), "treatment")
		e.Short = fmt.Sprintf("Levodopa and carb… → %d mg thr…", 25*(i+1))
		month.Events = append(month.Events, e)
	}
	twice := sampleTrend(4, 30)
	twice.Points = append(twice.Points, twice.Points[1], twice.Points[1], twice.Points[3])
	twice.Points[4].Value, twice.Points[4].Shown = 9, "9"
	twice.Points[4].Low, twice.Points[4].High = 6, 12
	twice.Points[6].At = twice.Points[6].At.Add(3 * time.Hour)
	again := sampleTrend(5, 30)
	again.Rescored = &report.Rescored{Version: "2.0.0", Label: "re-scored with version 2.0.0, not what was recorded"}
	for i := range again.Points {
		if again.Points[i].Version = "2.0.0"; i < 3 {
			again.Points[i].Version = "1.0.0"
			p := again.Points[i]
			p.Version, p.Value, p.Shown = "2.0.0", p.Value-3, fmt.Sprintf("%.0f", p.Value-3)
			again.Rescored.Points = append(again.Rescored.Points, p)
		}
	}
	again.Events = append(again.Events, report.TrendEvent{At: again.Points[3].At, Label: "version 2.0.0", Kind: "version"})
	none := &report.Report{Language: "en", At: start, Profile: &profile.Profile{Contrast: profile.Contrast{Why: "fewer than 3 domains of a group were answered", Statement: profile.NoDifference}}}
	for i := range none.Profile.Groups {
		none.Profile.Groups[i].Group = &profile.Group{Title: q.Text{"en": "Domains associated with one of the two in research"}}
	}
	apart := sampleProfile()
	apart.Profile.Contrast = profile.Contrast{Available: true, Difference: 34, SE: 10, Interval: psychometrics.Interval{Low: 14, High: 54}, Exceeds: true, SignHolds: true, Shared: 2, Counted: 4,
		Statement: "More difficulty was reported in “Domains associated with dopamine in research” than in the other group, beyond the error of measurement."}
	few := sampleProfile() // most domains were not asked, and do not hide the others
	for i := range few.Profile.Domains[1:] {
		if i != 3 {
			few.Profile.Domains[i+1] = profile.DomainValue{Domain: few.Profile.Domains[i+1].Domain, Why: "not asked"}
		}
	}
	dose := sampleTrend(3, 14)
	dose.Events = []report.TrendEvent{medicine(-3, "Escitalopram", "10 mg in the morning"), medicine(21, "Escitalopram", "20 mg in the morning")}
	return map[string]Chart{
		"trend-dose": Over(dose), "trend-small-dose": Small(dose),
		"domains-few": Domains(few),
		"changes":     Changes(sampleComparison()), "changes-none": Changes(&report.Comparison{}), "then-and-now": ProfileThenAndNow(sampleProfileChange()), "trend-wording": Over(sampleBreak()), "trend-asking": Over(sampleAsking()),
		"domains": Domains(sampleProfile()), "groups": Groups(sampleProfile()), "groups-small": SmallGroups(sampleProfile()), "groups-clear": Groups(apart), "groups-none": Groups(none),
		"no-profile": Domains(&report.Report{}), "no-groups": Groups(&report.Report{}),
		"trend": Over(usual), "trend-one": Over(one), "trend-small": Small(usual), "trend-small-many": Small(many), "trend-many": Over(many), "trend-month": Over(month), "trend-small-month": Small(month), "trend-twice": Over(twice), "trend-again": Over(again), "trend-none": Over(report.Trend{Title: "GAD-7: total"}),
	}
}

// sampleBreak asks in other words from the fourth score on.
func sampleBreak() report.Trend {
	t := sampleTrend(6, 30)
	t.Points[3].Break = true
	t.Events = []report.TrendEvent{event(90, "other wording", "wording")}
	return t
}

// sampleAsking is of somebody who answered alone, once in an interview, and then alone again.
func sampleAsking() report.Trend {
	t := sampleTrend(6, 30)
	for i := range t.Points {
		t.Points[i].Rated = report.SelfReport
	}
	t.Points[3].Rated = report.ReadOut
	t.Events = []report.TrendEvent{event(90, "asked in an interview instead of answered alone", "asking"), event(120, "answered alone instead of asked in an interview", "asking")}
	t.Events[0].Short, t.Events[1].Short = "asked in an interview", "answered alone"
	return t
}

// sampleComparison has every kind of row.
func sampleComparison() *report.Comparison {
	point := func(v, half float64, day int) report.TrendPoint {
		return report.TrendPoint{At: days(day), Value: v, Shown: fmt.Sprint(v), Known: half > 0, Low: max(0, v-half), High: min(27, v+half)}
	}
	row := func(title string, from, to report.TrendPoint, says string) report.Change {
		return report.Change{Title: title, Min: 0, Max: 27, Evidence: q.Validated, From: from, To: to, Comparable: true, Difference: to.Value - from.Value,
			Shown: sign(to.Value - from.Value), Interval: &psychometrics.Interval{Low: to.Value - from.Value - 5.2, High: to.Value - from.Value + 5.2}, Statement: says}
	}
	beyond := row("PHQ-9: total", point(19, 3.3, 0), point(9, 3.3, 90), "The score is lower by 10 of 27. Differences below 6 can come from measurement alone, so this is more than that: less difficulty was reported.")
	beyond.Exceeds = true
	inside := row("A scale with a name that needs more than one line: total of the whole form", point(12, 6, 0), point(14, 6, 90), "No change beyond measurement error.")
	inside.Evidence, inside.From.Assumed, inside.To.Assumed = q.Unvalidated, true, true
	bare := row("Sleepiness: total", point(0, 0, 0), point(27, 0, 90), "How much of it can come from measurement alone is not known.")
	bare.Interval = nil
	apart := row("GAD-7: total", point(8, 3, 0), point(8, 3, 90), "Not comparable: the language changed, en then and de now. Nothing is said about change.")
	apart.Comparable = false
	return &report.Comparison{From: days(0), To: days(90), Scales: []report.Change{beyond, inside, bare, apart}}
}

func sampleProfileChange() *report.ProfileChange {
	then, now := sampleProfile().Profile, sampleProfile().Profile
	x := &report.ProfileChange{Then: then, Now: now}
	for i := range now.Domains {
		d := report.DomainChange{Title: now.Domains[i].Domain.Title.In("en"), Then: then.Domains[i], Now: now.Domains[i]}
		switch {
		case i == 0:
			d.Now = answered("Low mood", 40, 30, 50)
			d.Gap = report.Gap{Comparable: true, Exceeds: true, Difference: -27, Interval: &psychometrics.Interval{Low: -40.5, High: -13.5}, Statement: "Less difficulty was reported, by 27 points."}
		case !d.Now.Answered:
			d.Then = answered("Appetite", 20, 10, 30)
			d.Statement = "Not compared: no value now."
		default:
			d.Gap = report.Gap{Comparable: true, Interval: &psychometrics.Interval{Low: -12, High: 12}, Statement: "No change beyond measurement error."}
		}
		x.Domains = append(x.Domains, d)
	}
	return x
}
