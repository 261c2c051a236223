package psychometrics

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

// The reference file rounds the normal quantiles to these.
const (
	roundedZ90 = 1.645
	roundedZ95 = 1.96
)

type fields map[string]any

type vector struct {
	Method   string
	Input    json.RawMessage
	Expected fields
	Source   string
	Note     string
}

// methods answers a vector's input with all the fields that the reference file knows for its method.
var methods = map[string]func(*testing.T, json.RawMessage) fields{
	"pomp":                  pompFields,
	"norm_scores":           normFields,
	"crawford_howell_t":     crawfordFields,
	"ctt_sem_ci":            classicalFields,
	"brennan_csem":          brennanFields,
	"shrunken_csem":         shrunkenFields,
	"rci_jacobson_truax":    jacobsonFields,
	"rci_regression_based":  regressionFields,
	"rci_irt":               irtFields,
	"grm_eap_pattern":       eapFields,
	"lz_poly":               lzFields,
	"guttman_errors_poly":   guttmanFields,
	"careless":              qualityFields,
	"contrast_z_composites": compositeFields,
	"contrast_overlapping":  overlapFields,
	"multiplicity":          multiplicityFields,
}

func TestMethodVectors(t *testing.T) {
	text, err := os.ReadFile("testdata/methods_vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i, v := range vectors {
		seen[v.Method] = true
		t.Run(fmt.Sprintf("%02d_%s", i, v.Method), func(t *testing.T) {
			method, known := methods[v.Method]
			if !known {
				t.Fatalf("unknown method %q", v.Method)
			}
			if v.Source == "" {
				t.Error("the vector names no source")
			}
			compareFields(t, method(t, v.Input), v.Expected)
		})
	}
	for method := range methods {
		if !seen[method] {
			t.Errorf("no vector for %q", method)
		}
	}
}

// compareFields holds every expected field to the calculated one and leaves no calculated field unexpected.
func compareFields(t *testing.T, got, want fields) {
	t.Helper()
	for name, w := range want {
		g, ok := got[name]
		if !ok {
			t.Errorf("%s: not calculated, want %v", name, w)
			continue
		}
		if !same(g, w) {
			t.Errorf("%s: got %v, want %v", name, g, w)
		}
	}
	for name, g := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s: calculated %v, but nothing is expected", name, g)
		}
	}
}

func same(got, want any) bool {
	switch w := want.(type) {
	case float64:
		g, ok := got.(float64)
		return ok && math.Abs(g-w) <= 1e-6 // the file has 6 decimals
	case []any:
		g, ok := got.([]float64)
		if !ok || len(g) != len(w) {
			return false
		}
		for i := range g {
			if !same(g[i], w[i]) {
				return false
			}
		}
		return true
	default:
		return got == want
	}
}

func decode[T any](t *testing.T, input json.RawMessage) T {
	t.Helper()
	var v T
	d := json.NewDecoder(bytes.NewReader(input))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("input: %v", err)
	}
	return v
}

// must panics on an error, which fails the test, so that a formula can stand on one line.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func ends(i Interval) []float64 { return []float64{i.Low, i.High} }

func fourDecimals(x float64) float64 { return math.Round(x*1e4) / 1e4 }

func pompFields(t *testing.T, input json.RawMessage) fields {
	in := decode[struct{ Score, Min, Max float64 }](t, input)
	return fields{"pomp": must(POMP(in.Score, Interval{in.Min, in.Max}))}
}

func normFields(t *testing.T, input json.RawMessage) fields {
	in := decode[struct{ Score, Mean, SD float64 }](t, input)
	ref := Reference{in.Mean, in.SD}
	z := must(ZScore(in.Score, ref))
	return fields{"z": z, "T": must(TScore(in.Score, ref)), "percentile_normal": must(NormalPercentile(z))}
}

func crawfordFields(t *testing.T, input json.RawMessage) fields {
	in := decode[struct {
		Score, Mean, SD float64
		N               int
	}](t, input)
	v, df, err := CrawfordHowell(in.Score, Reference{in.Mean, in.SD}, in.N)
	if err != nil {
		t.Fatal(err)
	}
	return fields{"t": fourDecimals(v), "df": float64(df)}
}

func classicalFields(t *testing.T, input json.RawMessage) fields {
	in := decode[struct{ Score, Mean, SD, Rel float64 }](t, input)
	sem := must(SEM(in.SD, in.Rel))
	kelley := must(Kelley(in.Score, Reference{in.Mean, in.SD}, in.Rel))
	return fields{
		"sem":         sem,
		"ci95_obs":    ends(must(Around(in.Score, sem, roundedZ95))),
		"kelley_true": kelley.Value,
		"se_est":      kelley.SE,
		"ci95_kelley": ends(must(Around(kelley.Value, kelley.SE, roundedZ95))),
	}
}

func brennanFields(t *testing.T, input json.RawMessage) fields {
	in := decode[struct{ Items []float64 }](t, input)
	m := MomentsOf(in.Items)
	se := must(ConditionalSEM(m))
	got := fields{
		"k":         float64(m.Count()),
		"mean":      m.Mean(),
		"csem_mean": se.Mean,
		"csem_sum":  se.Sum,
		// The file holds null: a t interval of one person covers 68 to 91% only (FACTS B.4), so there is none.
		"ci95_t_sum": nil,
	}
	right, binary := 0, true
	for _, x := range in.Items {
		right += int(x)
		binary = binary && (x == 0 || x == 1)
	}
	if binary {
		got["lord_binomial_sum"] = must(LordSEM(right, len(in.Items)))
	}
	return got
}

func shrunkenFields(t *testing.T, input json.RawMessage) fields {
	in := decode[struct {
		Items   []float64
		SEM     float64 `json:"group_sem_of_mean"`
		PriorDF float64 `json:"prior_df"`
	}](t, input)
	if in.PriorDF != PriorDF {
		t.Fatalf("prior degrees of freedom: got %v, want %v", in.PriorDF, PriorDF)
	}
	m := MomentsOf(in.Items)
	k := float64(m.Count())
	se := must(ShrunkenSEM(m, m.Count(), in.SEM))
	possible := Interval{0, 3 * k} // the file doesn't name the range; its items are scored 0 to 3
	return fields{
		"se_mean":  se.Mean,
		"se_sum":   se.Sum,
		"ci95_sum": ends(must(Within(k*m.Mean(), se.Sum, roundedZ95, possible))),
	}
}

func jacobsonFields(t *testing.T, input json.RawMessage) fields {
	in := decode[struct{ X1, X2, SD, Rel float64 }](t, input)
	c := must(JacobsonTruax(in.X1, in.X2, in.SD, in.Rel))
	direction := "increase"
	if c.Difference < 0 {
		direction = "decrease"
	}
	return fields{
		"rci":       c.Z,
		"mdc95":     must(c.MDC(roundedZ95)),
		"mdc90":     must(c.MDC(roundedZ90)),
		"reliable":  c.Reliable(roundedZ95),
		"direction": direction,
	}
}

func regressionFields(t *testing.T, input json.RawMessage) fields {
	in := decode[struct{ X1, X2, M1, SD1, M2, SD2, R12 float64 }](t, input)
	c := must(RegressionChange(in.X1, in.X2, Retest{Reference{in.M1, in.SD1}, Reference{in.M2, in.SD2}, in.R12}))
	return fields{"predicted": c.Expected, "see": c.SE, "z": c.Z}
}

func irtFields(t *testing.T, input json.RawMessage) fields {
	in := decode[struct{ T1, SE1, T2, SE2 float64 }](t, input)
	c := must(IRTChange(Estimate{in.T1, in.SE1}, Estimate{in.T2, in.SE2}))
	return fields{"z": c.Z, "reliable95": c.Reliable(roundedZ95)}
}

func categories(responses []*int) []int {
	pattern := make([]int, len(responses))
	for i, r := range responses {
		pattern[i] = Missing
		if r != nil {
			pattern[i] = *r
		}
	}
	return pattern
}

func eapFields(t *testing.T, input json.RawMessage) fields {
	in := decode[struct {
		Bank      string
		Responses []*int `json:"responses_0_4"`
		Prior     string
		Grid      [3]float64
	}](t, input)
	if !strings.HasPrefix(in.Bank, "PROMIS Depression 4a (EDDEP04,06,29,41)") || in.Prior != "N(0,1)" {
		t.Fatalf("unknown bank %q or prior %q", in.Bank, in.Prior)
	}
	m := must(NewGRM(promisForm(t, "PROMIS-Dep-4a"), Grid{in.Grid[0], in.Grid[1], in.Grid[2]}))
	e := must(m.EAP(categories(in.Responses)))
	onT := OnT(e)
	return fields{"theta": e.Value, "se": e.SE, "T": fourDecimals(onT.Value), "se_T": fourDecimals(onT.SE)}
}

func lzFields(t *testing.T, input json.RawMessage) fields {
	in := decode[struct {
		Items     string
		Responses []*int `json:"responses_0_4"`
		Theta     string
	}](t, input)
	if in.Items != "PROMIS Depression 8a order 04,06,29,41,22,36,05,09" || in.Theta != "EAP" {
		t.Fatalf("unknown items %q or theta %q", in.Items, in.Theta)
	}
	m := must(NewGRM(promisForm(t, "PROMIS-Dep-8a"), DefaultGrid()))
	pattern := categories(in.Responses)
	theta := must(m.EAP(pattern)).Value
	return fields{"theta": theta, "lz": must(m.LZ(pattern, theta))}
}

func guttmanFields(t *testing.T, input json.RawMessage) fields {
	in := decode[struct {
		Order     [][2]int `json:"step_order"`
		Responses []*int   `json:"responses_0_4"`
	}](t, input)
	var order []ItemStep
	for _, s := range in.Order {
		order = append(order, ItemStep{Item: s[0], Step: s[1]})
	}
	return fields{"errors": float64(must(GuttmanErrors(order, categories(in.Responses))))}
}

func qualityFields(t *testing.T, input json.RawMessage) fields {
	in := decode[struct {
		Items   []float64
		Seconds float64
	}](t, input)
	q := must(NewQuality(in.Items, in.Seconds))
	return fields{
		"longstring":              float64(q.LongString),
		"irv":                     q.IRV,
		"seconds_per_item":        q.SecondsPerItem,
		"speed_flag_lt2s":         q.Fast(),
		"longstring_flag_ge_half": q.Straightlined(),
	}
}

func compositeFields(t *testing.T, input json.RawMessage) fields {
	in := decode[struct {
		ZA, ZB, RelA, RelB, RAB float64
		Shared                  float64 `json:"shared_error_cov"`
	}](t, input)
	d := must(CompositePair{in.RelA, in.RelB, in.RAB, in.Shared}.Difference(in.ZA, in.ZB))
	ci := must(Around(d.Difference, d.SE, roundedZ95))
	return fields{
		"diff":                                  d.Difference,
		"se_diff":                               d.SE,
		"ci95":                                  ends(ci),
		"rel_diff":                              d.Reliability,
		"reliable95":                            !ci.Contains(0),
		"abnormality_z":                         d.AbnormalityZ,
		"pct_population_more_extreme_two_sided": must(MoreExtreme(d.AbnormalityZ)),
	}
}

func overlapFields(t *testing.T, input json.RawMessage) fields {
	in := decode[struct {
		Items, WA, WB []float64
		ErrorSD       []float64 `json:"item_error_sd"`
	}](t, input)
	var elements []Element
	for i, x := range in.Items {
		elements = append(elements, Element{Value: x, ErrorSD: in.ErrorSD[i], WeightA: in.WA[i], WeightB: in.WB[i]})
	}
	c := must(NewContrast(elements))
	if got, want := c.SharedWeight, 0.5; got != want { // by hand: elements 3 and 4 carry 0.25 each on both sides
		t.Errorf("shared weight: got %v, want %v", got, want)
	}
	return fields{
		"A": c.A, "B": c.B, "diff": c.Difference,
		"se_A": c.SEA, "se_B": c.SEB, "cov_err": c.ErrorCovariance, "se_diff": c.SE,
		"se_diff_if_overlap_ignored": math.Hypot(c.SEA, c.SEB),
	}
}

func multiplicityFields(t *testing.T, input json.RawMessage) fields {
	in := decode[struct{ P []float64 }](t, input)
	return fields{"holm": must(Holm(in.P)), "bh": must(BenjaminiHochberg(in.P))}
}
