package questionnaires_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"testing"

	q "steelyard/internal/questionnaire"
)

// instruments has every scale of testdata/vectors.json.
var instruments = map[string]instrument{
	"PHQ-9": {id: "phq-9", fields: with(summed("total"), fields{
		"prorated": prorated("total"), "total_rounded_for_band": rounded("total"), "phq2": value("phq2"),
		"n_core": answered("core_symptoms"), "n_symptoms": answered("symptoms"), "n_other": computed(otherSymptoms),
		"algorithm_major": criteria("major-syndrome-criteria"), "algorithm_other": criteria("other-syndrome-criteria"),
		"item9_flag": raised("q9", "item9"),
	})},
	"GAD-7": {id: "gad-7", fields: with(summed("total"), fields{
		"prorated": prorated("total"), "total_rounded_for_band": rounded("total"), "gad2": value("gad2"), "screen_positive_ge10": above("screen"),
	})},
	"PHQ-4": {id: "phq-4", fields: with(summed("total"), fields{
		"band": words("total", map[string]any{"none-minimal": "normal"}), "gad2": value("gad2"), "phq2": value("phq2"),
		"anxiety_positive": above("anxiety_screen"), "depression_positive": above("depression_screen"),
	})},
	"PHQ-15": {id: "phq-15", fields: with(summed("total"), fields{"pomp_over_applicable": shownPOMP("total")})},
	"K6": {id: "k6", fields: with(summed("total"), fields{
		"band":         words("total", map[string]any{"below-thresholds": "<13", "moderate": "<13", "high": ">=13"}),
		"moderate_ge5": words("total", map[string]any{"below-thresholds": false, "moderate": true, "high": true}),
	})},
	"K10": {id: "k10", fields: with(summed("total"), fields{"band": words("total", map[string]any{
		"low": "low (ABS 10-15)", "moderate": "moderate (ABS 16-21)", "high": "high (ABS 22-29)", "very-high": "very high (ABS 30-50)"})})},
	"CES-D": {id: "ces-d", fields: with(summed("total"), fields{
		"prorated": prorated("total"), "total_rounded_for_band": rounded("total"),
		"band": words("total", map[string]any{"below-threshold": "below 16", "at-or-above-threshold": "16 or above", "at-or-above-27": "16 or above"}),
	})},
	"DASS-21": {id: "dass-21", fields: fields{"n_missing": computed(unanswered), "subscales": fields{
		"depression": doubled("depression"), "anxiety": doubled("anxiety"), "stress": doubled("stress"),
	}}},
	"WHO-5": {id: "who-5", fields: with(summed("total"), fields{
		"percentage":         value("percentage"),
		"low_wellbeing_le50": words("percentage", map[string]any{"low-28": true, "low-50": true, "above-50": false}),
		"low_le28":           words("percentage", map[string]any{"low-28": true, "low-50": false, "above-50": false}),
	})},
	"ISI": {id: "isi", fields: summed("total")},
	"PSQI": {id: "psqi", read: bedtimes, fields: fields{
		"scorable": known("total"), "total": value("total"), "poor_sleep_gt5": above("total"), "components": fields{
			"quality": value("quality"), "latency": value("latency_component"), "duration": value("duration"), "efficiency": value("efficiency"),
			"disturbance": value("disturbance"), "medication": value("medication"), "daytime": value("daytime"),
		}}},
	"MOS-SLEEP": {id: "mos-sleep", fields: fields{"n_missing": computed(unanswered), "scales": fields{
		"disturbance": value("disturbance"), "snoring": value("snoring"), "short_of_breath": value("short_of_breath"), "adequacy": value("adequacy"),
		"somnolence": value("somnolence"), "index_I": value("index_1"), "index_II": value("index_2"), "quantity_hours": value("quantity"),
		"optimal_7_8h": words("optimal", map[string]any{"optimal": true, "other": false}),
	}}},
	"AIS-8": {id: "ais", fields: with(summed("total"), fields{"band": words("total", map[string]any{"below-threshold": "<6", "at-or-above-threshold": ">=6"})})},
	"JSS-4": {id: "jenkins", fields: summed("total")},
	"SCI-8": {id: "sci", fields: with(summed("total"), fields{"band": words("total", map[string]any{"threshold-range": "<=16 (threshold range)", "above-threshold": ">16"})})},
	"ESS": {id: "ess", fields: with(summed("total"), fields{"band": words("total", map[string]any{
		"lower-usual": "lower normal (0-5)", "higher-usual": "higher normal (6-10)", "mild-excess": "mild excessive (11-12)",
		"moderate-excess": "moderate excessive (13-15)", "severe-excess": "severe excessive (16-24)"})})},
	"SHAPS": {id: "shaps", fields: with(summed("total"), fields{"abnormal_ge3": above("total"), "total_franken": value("franken")})},
	"AMI": {id: "ami", fields: fields{"scorable": known("total"), "n_missing": missing("total"), "total_mean": value("total"),
		"subscale_means": values("behavioural_activation", "social_motivation", "emotional_sensitivity")}},
	"BIS-11": {id: "bis-11", fields: with(summed("total"), fields{"bis_brief_8": value("bis_brief"), "subscales": values("attentional", "motor", "nonplanning")})},
	"I-8": {id: "i-8", fields: fields{"scorable": computed(complete), "n_missing": computed(unanswered),
		"subscale_means": values("urgency", "premeditation", "perseverance", "sensation_seeking")}},
	"SUPPS-P": {id: "supps-p", fields: with(summed("total"), fields{
		"subscales": values("negative_urgency", "lack_of_perseverance", "lack_of_premeditation", "sensation_seeking", "positive_urgency")})},
	"QUIP-RS": {id: "quip-rs", fields: with(summed("total"), fields{
		"icd_total": value("icd"), "hobbyism_punding": value("hobbyism_punding"),
		"subscales": values("gambling", "sex", "buying", "eating", "hobbyism", "punding", "medication"),
		"flags": fields{"gambling": above("gambling"), "sex": above("sex"), "buying": above("buying"), "eating": above("eating"),
			"icd": above("icd"), "hobbyism_punding": above("hobbyism_punding")},
	})},
	"OCI-R": {id: "oci-r", fields: with(summed("total"), fields{"ge21": above("total"), "ocd15": value("ocd15"),
		"subscales": values("hoarding", "checking", "ordering", "neutralizing", "washing", "obsessing")})},
	"AUDIT": {id: "audit", fields: with(summed("total"), fields{
		"n_missing":   blank("total"), // the vectors count what the skip rule leaves out too
		"consumption": value("consumption"), "dependence": value("dependence"), "harm": value("harm"),
		"zone": words("total", map[string]any{"zone-1": "I (0-7)", "zone-2": "II (8-15)", "zone-3": "III (16-19)", "zone-4": "IV (20-40)"}),
	})},
	"AUDIT-C": {id: "audit-c", fields: with(summed("total"), fields{"positive": above("screen")})},
	"DAST-10": {id: "dast-10", fields: with(summed("total"), fields{"band": words("total", map[string]any{"none": "none reported"})})},
	"ASRS-v1.1": {id: "asrs", fields: fields{"scorable": known("symptoms"), "n_missing": missing("symptoms"), "part_a": value("part_a"),
		"part_a_positive": above("part_a"), "screener_sum_0_24": value("sum_a"), "total_positive_items": value("symptoms")}},
	"SNAQ": {id: "snaq", fields: with(summed("total"), fields{"band": words("total", map[string]any{
		"at-risk": "<=14 at risk of >=5% weight loss in 6 months", "above-threshold": ">14"})})},
	"MDQ": {id: "mdq", fields: fields{"scorable": known("screen"), "symptom_count": value("symptoms"),
		"positive": words("screen", map[string]any{"positive": true, "negative": false})}},
	"HUNTER": {id: "hunter", read: signs, fields: fields{
		"evaluable":    known("criteria"),
		"criteria_met": words("criteria", map[string]any{"met": true, "not-met": false, "no-exposure": false}),
		"reason":       words("criteria", map[string]any{"no-exposure": "no serotonergic agent"}),
		"branches_met": branches("met"), "branches_unknown": branches(""),
	}},
	"PROMIS-Dep-4a":       converted("promis-depression-4a"),
	"PROMIS-Dep-8a":       converted("promis-depression-8a"),
	"PROMIS-Dep-8b":       converted("promis-depression-8b"),
	"PROMIS-SleepDist-4a": converted("promis-sleep-disturbance-4a"),
	"PROMIS-SleepDist-8a": converted("promis-sleep-disturbance-8a"),
	"PROMIS-SleepDist-8b": converted("promis-sleep-disturbance-8b"),
}

// summed has the fields of a form with one total.
func summed(id q.ScaleID) fields {
	return fields{"scorable": known(id), "n_missing": missing(id), "sum_of_answered": answered(id), "total": value(id), "pomp": pomp(id), "band": band(id)}
}

// doubled has the fields of a scale whose value is twice its sum.
func doubled(id q.ScaleID) fields {
	return fields{"scorable": known(id), "n_missing": missing(id), "raw_sum": answered(id), "x2": value(id),
		"band": words(id, map[string]any{"below-mild": "normal", "extremely-severe": "extremely severe"})}
}

func converted(id q.ID) instrument {
	return instrument{id: id, fields: fields{"scorable": known("t"), "raw": value("raw"), "prorated_raw": value("raw"), "t": value("t"), "se": standardError("t")}}
}

func values(ids ...q.ScaleID) fields {
	f := fields{}
	for _, id := range ids {
		f[string(id)] = value(id)
	}
	return f
}

func with(f, more fields) fields {
	maps.Copy(f, more)
	return f
}

// complete says whether every scale of the form has a value.
func complete(_ *testing.T, s *scored, _ any) any {
	for i := range s.result.Scores {
		if s.result.Scores[i].State == q.Unscorable {
			return false
		}
	}
	return true
}

func otherSymptoms(t *testing.T, s *scored, want any) any {
	return answered("symptoms")(t, s, want).(float64) - answered("core_symptoms")(t, s, want).(float64)
}

// criteria says whether the symptom-count rule came to a category. Where answers are missing, the vectors report
// what is true of the answers given alone, which is a two-valued report of a three-valued thing: a missing answer
// never becomes a "no". There, and only there, our decision may be unknown instead. A known decision must agree.
func criteria(category q.Category) computed {
	return func(t *testing.T, s *scored, want any) any {
		decision := s.score(t, "algorithm")
		if decision.State == q.Unscorable && s.score(t, "symptoms").Missing > 0 {
			return want
		}
		return decision.Category == category
	}
}

// bedtimes reads the answers to the PSQI, which name their items and have times as decimal hours.
func bedtimes(t *testing.T, v vector) q.Form {
	var given map[string]any
	decode(t, v.Answers, &given)
	form := q.Form{}
	for name, answer := range given {
		if answer == nil {
			continue
		}
		switch name {
		case "bed", "up":
			form[q.ItemID(name)] = clock(t, answer, "%02d:%02d")
		case "hours":
			form[q.ItemID(name)] = clock(t, answer, "%d:%02d")
		case "lat_min":
			form["latency"] = stored(answer)
		default:
			form[q.ItemID(name)] = stored(answer)
		}
	}
	return form
}

func clock(t *testing.T, hours any, layout string) string {
	t.Helper()
	h, err := hours.(json.Number).Float64()
	if err != nil {
		t.Fatal(err)
	}
	minutes := int(h*60 + 0.5)
	return fmt.Sprintf(layout, minutes/60, minutes%60)
}

// signs reads the answers to the Hunter rule, whose context says their order.
func signs(t *testing.T, v vector) q.Form {
	if v.Context["order"] != "exposure,spontaneous_clonus,inducible_clonus,ocular_clonus,agitation,diaphoresis,tremor,hyperreflexia,hypertonia,temp_C" {
		t.Fatalf("the order is %v", v.Context["order"])
	}
	ids := []q.ItemID{"exposure", "spontaneous_clonus", "inducible_clonus", "ocular_clonus", "agitation", "diaphoresis", "tremor", "hyperreflexia", "hypertonia", "temperature"}
	form := q.Form{}
	for i, answer := range list(t, v.Answers) {
		if answer != "" {
			form[ids[i]] = answer
		}
	}
	return form
}

// branches lists the branches of the Hunter rule with a category; those that are unknown where it is empty. The names
// of the last two occur in no vector.
func branches(category q.Category) computed {
	return func(t *testing.T, s *scored, _ any) any {
		names := []any{}
		for _, b := range []struct {
			id   q.ScaleID
			name string
		}{{"spontaneous", "spontaneous_clonus"}, {"inducible", "inducible"}, {"ocular", "ocular"}, {"tremor_hyperreflexia", "tremor"}, {"hypertonia_heat", "hypertonia"}} {
			if s.score(t, b.id).Category == category {
				names = append(names, b.name)
			}
		}
		return names
	}
}
