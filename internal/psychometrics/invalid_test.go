package psychometrics

import (
	"errors"
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// failure drops a value, so that calls of any type stand in one table.
func failure[T any](_ T, err error) error { return err }

func TestInvalidInputIsRefused(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	good := Reference{10, 3}
	m := must(NewGRM([]GRMItem{{2, []float64{-1, 1}}, {1, []float64{0}}}, DefaultGrid()))
	s := must(NewSample(fixedRows))
	flat := must(NewSample([][]float64{{1, 2}, {1, 2}}))
	_, _, crawford := CrawfordHowell(1, good, 1)
	tests := map[string]error{
		"POMP empty range":        failure(POMP(1, Interval{3, 3})),
		"POMP outside":            failure(POMP(28, Interval{0, 27})),
		"POMP NaN":                failure(POMP(nan, Interval{0, 27})),
		"POMP infinite range":     failure(POMP(1, Interval{0, inf})),
		"interval negative se":    failure(Around(1, -1, Z95)),
		"interval NaN":            failure(Around(nan, 1, Z95)),
		"interval z 0":            failure(Around(1, 1, 0)),
		"interval overflow":       failure(Around(math.MaxFloat64, math.MaxFloat64, Z95)),
		"interval outside range":  failure(Within(5, 1, Z95, Interval{0, 4})),
		"SEM negative SD":         failure(SEM(-1, 0.8)),
		"SEM r above 1":           failure(SEM(1, 1.01)),
		"SEM r below 0":           failure(SEM(1, -0.01)),
		"SEM r NaN":               failure(SEM(1, nan)),
		"Kelley NaN":              failure(Kelley(nan, good, 0.8)),
		"z SD 0":                  failure(ZScore(1, Reference{1, 0})),
		"z overflow":              failure(ZScore(1e300, Reference{0, 1e-300})),
		"T NaN":                   failure(TScore(nan, good)),
		"percentile NaN":          failure(NormalPercentile(nan)),
		"more extreme NaN":        failure(MoreExtreme(nan)),
		"Crawford one person":     crawford,
		"person no scores":        failure(ConditionalSEM(Moments{})),
		"person one score":        failure(ConditionalSEM(MomentsOf([]float64{1}))),
		"person NaN":              failure(ConditionalSEM(MomentsOf([]float64{1, nan, 2}))),
		"person infinite":         failure(ConditionalSEM(MomentsOf([]float64{1, inf}))),
		"shrunken one score":      failure(ShrunkenSEM(MomentsOf([]float64{1}), 4, 0.2)),
		"shrunken too many":       failure(ShrunkenSEM(MomentsOf([]float64{1, 2, 3}), 2, 0.2)),
		"shrunken negative SEM":   failure(ShrunkenSEM(MomentsOf([]float64{1, 2, 3}), 3, -0.2)),
		"shrunken NaN SEM":        failure(ShrunkenSEM(MomentsOf([]float64{1, 2, 3}), 3, nan)),
		"shrunken overflow":       failure(ShrunkenSEM(MomentsOf([]float64{1, 2, 3}), 3, 1e200)),
		"Lord one item":           failure(LordSEM(0, 1)),
		"Lord too many right":     failure(LordSEM(5, 4)),
		"widen none answered":     failure(WidenProrated(1, 4, 0)),
		"widen too many":          failure(WidenProrated(1, 4, 5)),
		"change r 1":              failure(JacobsonTruax(1, 2, 3, 1)),
		"change SD 0":             failure(JacobsonTruax(1, 2, 0, 0.8)),
		"change NaN":              failure(JacobsonTruax(1, nan, 3, 0.8)),
		"MDC z NaN":               failure(Change{SE: 1}.MDC(nan)),
		"regression r 1":          failure(RegressionChange(1, 2, Retest{good, good, 1})),
		"regression SD 0":         failure(RegressionChange(1, 2, Retest{good, Reference{1, 0}, 0.7})),
		"IRT no error":            failure(IRTChange(Estimate{1, 0}, Estimate{2, 0})),
		"IRT negative error":      failure(IRTChange(Estimate{1, -1}, Estimate{2, 1})),
		"cutoff SD 0":             failure(ClinicalCutoff(good, Reference{1, 0})),
		"contrast empty":          failure(NewContrast(nil)),
		"contrast one-sided":      failure(NewContrast([]Element{{1, 1, 1, 0}})),
		"contrast negative":       failure(NewContrast([]Element{{1, 1, 1, -1}, {1, 1, 1, 2}})),
		"contrast NaN weight":     failure(NewContrast([]Element{{1, 1, nan, 1}})),
		"contrast NaN value":      failure(NewContrast([]Element{{nan, 1, 1, 1}})),
		"composites r 1":          failure(CompositePair{0.9, 0.9, 1, 0}.Difference(1, 0)),
		"composites reliability":  failure(CompositePair{1.1, 0.9, 0.5, 0}.Difference(1, 0)),
		"composites shared error": failure(CompositePair{0.9, 0.9, 0.5, 0.2}.Difference(1, 0)),
		"sample one person":       failure(NewSample(fixedRows[:1])),
		"sample one item":         failure(NewSample([][]float64{{1}, {2}})),
		"sample ragged":           failure(NewSample([][]float64{{1, 2}, {1}})),
		"sample NaN":              failure(NewSample([][]float64{{1, 2}, {1, nan}})),
		"alpha equal sums":        failure(flat.Alpha()),
		"lambda2 equal sums":      failure(flat.Lambda2()),
		"inter-item no variance":  failure(flat.MeanInterItem()),
		"odd-even no variance":    failure(flat.OddEven()),
		"item-rest no variance":   failure(flat.ItemRest(0)),
		"item-rest no item":       failure(s.ItemRest(5)),
		"dropped of two":          failure(flat.AlphaIfDropped(0)),
		"dropped no item":         failure(s.AlphaIfDropped(-1)),
		"KR-20 not binary":        failure(s.KR20()),
		"Feldt alpha above 1":     failure(FeldtInterval(1.1, 50, 5, 0.95)),
		"Feldt one person":        failure(FeldtInterval(0.8, 1, 5, 0.95)),
		"Feldt confidence":        failure(FeldtInterval(0.8, 50, 5, 1)),
		"omega lengths":           failure(OmegaTotal([]float64{1, 1}, []float64{1})),
		"omega negative residual": failure(OmegaTotal([]float64{1, 1}, []float64{1, -1})),
		"omega all 0":             failure(OmegaTotal([]float64{1, -1}, []float64{0, 0})),
		"GRM no items":            failure(NewGRM(nil, DefaultGrid())),
		"GRM slope 0":             failure(NewGRM([]GRMItem{{0, []float64{0}}}, DefaultGrid())),
		"GRM no thresholds":       failure(NewGRM([]GRMItem{{1, nil}}, DefaultGrid())),
		"GRM thresholds fall":     failure(NewGRM([]GRMItem{{1, []float64{0, 0}}}, DefaultGrid())),
		"GRM threshold NaN":       failure(NewGRM([]GRMItem{{1, []float64{nan}}}, DefaultGrid())),
		"GRM grid step 0":         failure(NewGRM([]GRMItem{{1, []float64{0}}}, Grid{-4, 4, 0})),
		"GRM grid too fine":       failure(NewGRM([]GRMItem{{1, []float64{0}}}, Grid{-4, 4, 1e-12})),
		"GRM grid backwards":      failure(NewGRM([]GRMItem{{1, []float64{0}}}, Grid{4, -4, 0.1})),
		"probabilities NaN":       failure(GRMItem{1, []float64{0}}.Probabilities(nan)),
		"EAP short pattern":       failure(m.EAP([]int{1})),
		"EAP category":            failure(m.EAP([]int{3, 0})),
		"EAP below Missing":       failure(m.EAP([]int{-2, 0})),
		"EAP all missing":         failure(m.EAP([]int{Missing, Missing})),
		"lz theta NaN":            failure(m.LZ([]int{1, 1}, nan)),
		"lz pattern":              failure(m.LZ([]int{1, 2}, 0)),
		"Guttman repeated step":   failure(GuttmanErrors([]ItemStep{{0, 1}, {0, 1}}, []int{0})),
		"Guttman item":            failure(GuttmanErrors([]ItemStep{{1, 1}}, []int{0})),
		"Guttman answer":          failure(GuttmanErrors([]ItemStep{{0, 1}}, []int{2})),
		"Guttman item unnamed":    failure(GuttmanErrors([]ItemStep{{0, 1}}, []int{0, 0})),
		"quality one answer":      failure(NewQuality([]float64{1}, 3)),
		"quality NaN":             failure(NewQuality([]float64{1, nan}, 3)),
		"quality negative time":   failure(NewQuality([]float64{1, 2}, -3)),
		"Holm none":               failure(Holm(nil)),
		"Holm above 1":            failure(Holm([]float64{0.5, 1.5})),
		"BH NaN":                  failure(BenjaminiHochberg([]float64{nan})),
	}
	for name, err := range tests {
		if !errors.Is(err, ErrInput) {
			t.Errorf("%s: got %v, want an ErrInput", name, err)
		}
	}
}

// TestNothingIsEverNaN gives any floats at all: what comes back without an error is finite.
func TestNothingIsEverNaN(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		special := rapid.SampledFrom([]float64{0, 1, -1, 0.5, math.NaN(), math.Inf(1), math.Inf(-1), 5e-324, math.MaxFloat64})
		f := rapid.SliceOfN(rapid.OneOf(rapid.Float64(), rapid.Float64Range(0, 1), special), 8, 8).Draw(t, "f")
		ref, scale := Reference{f[2], f[3]}, Interval{f[4], f[5]}
		moments := MomentsOf(f[:3])
		holdFinite(t, "POMP")(POMP(f[0], scale))
		holdFinite(t, "Around")(Around(f[0], f[1], f[2]))
		holdFinite(t, "Within")(Within(f[0], f[1], f[2], scale))
		holdFinite(t, "SEM")(SEM(f[0], f[1]))
		holdFinite(t, "Kelley")(Kelley(f[0], ref, f[1]))
		holdFinite(t, "ZScore")(ZScore(f[0], ref))
		holdFinite(t, "TScore")(TScore(f[0], ref))
		holdFinite(t, "NormalPercentile")(NormalPercentile(f[0]))
		holdFinite(t, "MoreExtreme")(MoreExtreme(f[0]))
		holdFinite(t, "ConditionalSEM")(ConditionalSEM(moments))
		holdFinite(t, "ShrunkenSEM")(ShrunkenSEM(moments, 5, f[3]))
		holdFinite(t, "WidenProrated")(WidenProrated(f[0], 5, 2))
		holdFinite(t, "JacobsonTruax")(JacobsonTruax(f[0], f[1], f[2], f[3]))
		holdFinite(t, "RegressionChange")(RegressionChange(f[0], f[1], Retest{ref, Reference{f[4], f[5]}, f[6]}))
		holdFinite(t, "IRTChange")(IRTChange(Estimate{f[0], f[1]}, Estimate{f[2], f[3]}))
		holdFinite(t, "ClinicalCutoff")(ClinicalCutoff(ref, Reference{f[4], f[5]}))
		holdFinite(t, "NewContrast")(NewContrast([]Element{{f[0], f[1], f[2], f[3]}, {f[4], f[5], f[6], f[7]}}))
		holdFinite(t, "Difference")(CompositePair{f[0], f[1], f[2], f[3]}.Difference(f[4], f[5]))
		holdFinite(t, "OmegaTotal")(OmegaTotal(f[:2], f[2:4]))
		holdFinite(t, "FeldtInterval")(FeldtInterval(f[0], 20, 5, f[1]))
		holdFinite(t, "NewQuality")(NewQuality(f[:4], f[4]))
		if s, err := NewSample([][]float64{f[:2], f[2:4], f[4:6]}); err == nil {
			holdFinite(t, "Alpha")(s.Alpha())
			holdFinite(t, "Lambda2")(s.Lambda2())
			holdFinite(t, "ItemRest")(s.ItemRest(0))
			holdFinite(t, "MeanInterItem")(s.MeanInterItem())
			holdFinite(t, "OddEven")(s.OddEven())
		}
		if m, err := NewGRM([]GRMItem{{f[0], f[1:3]}}, Grid{f[3], f[4], f[5]}); err == nil {
			holdFinite(t, "EAP")(m.EAP([]int{1}))
			holdFinite(t, "LZ")(m.LZ([]int{1}, f[6]))
		}
	})
}

// holdFinite takes a result and its error, and fails on a NaN or an infinity that came without an error.
func holdFinite(t *rapid.T, name string) func(v any, err error) {
	return func(v any, err error) {
		if err != nil {
			if !errors.Is(err, ErrInput) {
				t.Fatalf("%s: got %v, want an ErrInput", name, err)
			}
			return
		}
		if !allFinite(reflect.ValueOf(v)) {
			t.Fatalf("%s: got %+v without an error", name, v)
		}
	}
}

func allFinite(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Float64:
		return finite(v.Float())
	case reflect.Struct:
		for i := range v.NumField() {
			if !allFinite(v.Field(i)) {
				return false
			}
		}
	default:
	}
	return true
}
