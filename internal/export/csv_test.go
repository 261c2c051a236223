package export

import (
	"bytes"
	"encoding/csv"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	csvfile "steelyard/internal/export/csv"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// files writes every kind of comma-separated file of the garden.
func files(t testing.TB, bom bool) map[string]string {
	t.Helper()
	e, l := garden(t)
	m := gardenMaterial(t)
	r := made(t, m)
	h := csvfile.Head{Definition: e.Definition, Notice: r.Notice(), Language: "en", Invented: true, Options: csvfile.Options{BOM: bom}}
	if l.Profile() == nil {
		t.Fatal("there is no profile for tests")
	}
	var scores, responses, answers, dictionary bytes.Buffer
	check(t, csvfile.WriteReport(&scores, r, h.Options))
	check(t, csvfile.Dictionary(&dictionary, h))
	wide, err := csvfile.NewResponseWriter(&responses, h)
	check(t, err)
	long, err := csvfile.NewAnswerWriter(&answers, h)
	check(t, err)
	for i := range m.Completed {
		c := &m.Completed[i]
		entry := csvfile.Entry{RecordNumber: "-0042", Response: &c.Response, Result: &c.Result}
		check(t, wide.Write(entry))
		check(t, long.Write(entry))
	}
	unfinished := m.Completed[0].Response
	unfinished.CompletedAt, unfinished.Status = nil, "in-progress"
	check(t, wide.Write(csvfile.Entry{RecordNumber: "0043", Response: &unfinished}))
	check(t, wide.Flush())
	check(t, long.Flush())
	return map[string]string{"scores.csv": scores.String(), "responses.csv": responses.String(), "answers.csv": answers.String(), "dictionary.csv": dictionary.String()}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestCSVGolden(t *testing.T) {
	for name, text := range files(t, false) {
		golden(t, name, text)
	}
}

func records(t *testing.T, text string) (head []string, rows []map[string]string) {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	check(t, err)
	for _, r := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = r[i]
		}
		rows = append(rows, row)
	}
	return all[0], rows
}

func TestEveryRowIsLabelled(t *testing.T) {
	for name, text := range files(t, false) {
		head, rows := records(t, text)
		if head[0] != "non_diagnostic" || head[1] != "basis" || head[len(head)-1] != "notice" {
			t.Errorf("%s begins with %q and ends with %q", name, head[:2], head[len(head)-1])
		}
		for _, r := range rows {
			if r["non_diagnostic"] != "true" || r["basis"] != string(report.SelfReport) || !strings.Contains(r["notice"], "not a diagnosis") || len(r["definition_sha256"]) != 64 || r["version"] != "1.0.0" {
				t.Errorf("%s has a row without its label: %q", name, r)
			}
		}
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	for name, text := range files(t, false) {
		_, rows := records(t, text)
		for _, r := range rows {
			for column, cell := range r {
				if cell != "" && strings.ContainsRune("=+@\t\r", rune(cell[0])) || strings.HasPrefix(cell, "-") && strings.Trim(cell, "-0123456789.") != "" {
					t.Errorf("%s, %s: %q begins a formula", name, column, cell)
				}
				if strings.ContainsRune(cell, 0) {
					t.Errorf("%s, %s has a NUL", name, column)
				}
			}
		}
	}
}

func TestMissingIsEmpty(t *testing.T) {
	_, rows := records(t, files(t, false)["responses.csv"])
	for _, c := range []struct {
		row          int
		column, want string
	}{
		{0, "item_weeds", "often"}, {0, "item_frost", "-5"}, {0, "scale_trouble", "7"}, {0, "item_cover", "never"}, {0, "scale_verdict", "busy"},
		{1, "item_cover", ""}, {1, "scale_trouble", "6"}, {1, "scale_trouble_state", "prorated"}, {1, "scale_animals", ""}, {1, "scale_animals_state", "unscorable"},
		{2, "scale_trouble", "0"}, {2, "item_frost", ""}, {2, "scale_trouble_band", "little"},
		{3, "scale_trouble", ""}, {3, "scale_trouble_low", ""}, {3, "scale_trouble_missing", "3"}, {3, "scale_verdict", ""}, {3, "item_frost", "0"},
		{4, "scale_trouble", ""}, {4, "scale_trouble_state", ""}, {4, "completed_at", ""}, {4, "engine", ""},
	} {
		// Rows stand in the order in which a report sorts its material, the oldest first.
		order := []int{3, 2, 1, 0, 4}
		if got := rows[order[c.row]][c.column]; got != c.want {
			t.Errorf("row %d, %s: got %q, want %q", c.row, c.column, got, c.want)
		}
	}
	_, answers := records(t, files(t, false)["answers.csv"])
	for i, row := range answers {
		if (row["item_state"] == "answered") != (row["answer"] != "") || row["item_state"] != "answered" && row["answer_score"] != "" {
			t.Errorf("answer %d: %q with %q, scored %q", i, row["item_state"], row["answer"], row["answer_score"])
		}
	}
}

func TestDictionaryExplainsEveryColumn(t *testing.T) {
	all := files(t, false)
	_, words := records(t, all["dictionary.csv"])
	known := map[string]bool{}
	for _, w := range words {
		known[w["column"]] = true
		if w["meaning"] == "" || w["type"] == "" {
			t.Errorf("%s is not explained", w["column"])
		}
	}
	for _, name := range []string{"scores.csv", "responses.csv", "answers.csv"} {
		head, _ := records(t, all[name])
		for _, column := range head {
			if !known[column] {
				t.Errorf("%s has the column %s, which the dictionary doesn't explain", name, column)
			}
		}
	}
}

func TestByteOrderMark(t *testing.T) {
	for name, text := range files(t, true) {
		if !strings.HasPrefix(text, "\uFEFFnon_diagnostic,") || strings.Count(text, "\uFEFF") != 1 {
			t.Errorf("%s does not begin with one byte order mark", name)
		}
	}
}

func TestRefusesWithoutNotice(t *testing.T) {
	e, _ := garden(t)
	h := csvfile.Head{Definition: e.Definition}
	if err := csvfile.Dictionary(io.Discard, h); err == nil {
		t.Error("a dictionary was written without its notice")
	}
	if _, err := csvfile.NewResponseWriter(io.Discard, h); err == nil {
		t.Error("responses were written without their notice")
	}
	if _, err := csvfile.NewAnswerWriter(io.Discard, h); err == nil {
		t.Error("answers were written without their notice")
	}
	if err := csvfile.WriteReport(io.Discard, &report.Report{}, csvfile.Options{}); err == nil {
		t.Error("a report was written without its notice")
	}
}

func TestRefusesAnotherVersion(t *testing.T) {
	e, _ := garden(t)
	c := gardenMaterial(t).Completed[0]
	c.Response.Questionnaire = q.Ref{ID: "garden", Version: "2.0.0"}
	w, err := csvfile.NewResponseWriter(io.Discard, csvfile.Head{Definition: e.Definition, Notice: []string{"n"}})
	check(t, err)
	if err := w.Write(csvfile.Entry{Response: &c.Response, Result: &c.Result}); err == nil {
		t.Error("a response to another version was accepted")
	}
}

// TestOthersReadIt reads a file with Python's own reader, where there is one.
func TestOthersReadIt(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("python3 must be installed in CI")
		}
		t.Skip("there is no python3 here")
	}
	text := files(t, true)["responses.csv"]
	cmd := exec.Command(python, "-c", `import csv,io,sys
rows=list(csv.DictReader(io.StringIO(sys.stdin.buffer.read().decode("utf-8-sig"),newline="")))
print(len(rows), rows[3]["item_remark"].replace("\r\n","\n")==`+"'two lines\\nand \"quotes\"'"+`, rows[0]["scale_trouble"]=="")`)
	cmd.Stdin = strings.NewReader(text)
	out, err := cmd.CombinedOutput()
	if want := "5 True True\n"; err != nil || string(out) != want {
		t.Errorf("got %q (%v), want %q", out, err, want)
	}
}
