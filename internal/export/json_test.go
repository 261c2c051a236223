package export

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"testing"

	jsonfile "steelyard/internal/export/json"
	"steelyard/internal/report"
)

func written(t testing.TB, r *report.Report) string {
	t.Helper()
	var b bytes.Buffer
	check(t, jsonfile.Write(&b, r))
	return b.String()
}

func TestJSONGolden(t *testing.T) { golden(t, "report.json", written(t, made(t, gardenMaterial(t)))) }

func TestJSONLabel(t *testing.T) {
	var got struct {
		Format        string   `json:"format"`
		NonDiagnostic bool     `json:"non_diagnostic"`
		Basis         string   `json:"basis"`
		Notice        []string `json:"notice"`
		Definitions   []struct {
			Hash string `json:"sha256"`
		} `json:"definitions"`
		Patient struct {
			Name string `json:"name"`
		} `json:"patient"`
	}
	m := material(t, 2)
	m.Patient.Name = "=cmd|' /C calc'!A0 \u202e\x00<script>"
	check(t, json.Unmarshal([]byte(written(t, made(t, m))), &got))
	if got.Format != jsonfile.Format || !got.NonDiagnostic || got.Basis != string(report.SelfReport)+"; in part clinician-rated" || len(got.Notice) < 4 || len(got.Definitions) < 2 {
		t.Errorf("the label is not whole: %+v", got)
	}
	if got.Patient.Name != m.Patient.Name {
		t.Errorf("got the name %q, want %q", got.Patient.Name, m.Patient.Name)
	}
	for _, d := range got.Definitions {
		if len(d.Hash) != 64 {
			t.Errorf("%q is no hash", d.Hash)
		}
	}
}

func TestJSONNames(t *testing.T) {
	for _, name := range regexp.MustCompile(`"([^"\\]*)":`).FindAllStringSubmatch(written(t, made(t, gardenMaterial(t))), -1) {
		if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(name[1]) {
			t.Errorf("the field %q is not in snake case", name[1])
		}
	}
}

func TestJSONRefusesWithoutNotice(t *testing.T) {
	if err := jsonfile.Write(io.Discard, &report.Report{}); err == nil {
		t.Error("a report was written without its notice")
	}
}
