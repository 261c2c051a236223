package psychometrics

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

// promisForms names the items of the published short forms (FACTS A.3 and A.4).
var promisForms = map[string]string{
	"PROMIS-Dep-4a":       "EDDEP04 EDDEP06 EDDEP29 EDDEP41",
	"PROMIS-Dep-6a":       "EDDEP04 EDDEP06 EDDEP29 EDDEP41 EDDEP22 EDDEP36",
	"PROMIS-Dep-8a":       "EDDEP04 EDDEP06 EDDEP29 EDDEP41 EDDEP22 EDDEP36 EDDEP05 EDDEP09",
	"PROMIS-Dep-8b":       "EDDEP04 EDDEP05 EDDEP06 EDDEP17 EDDEP22 EDDEP29 EDDEP36 EDDEP41",
	"PROMIS-SleepDist-4a": "Sleep109 Sleep116 Sleep20 Sleep44",
	"PROMIS-SleepDist-6a": "Sleep109 Sleep116 Sleep20 Sleep44 Sleep108 Sleep72",
	"PROMIS-SleepDist-8a": "Sleep109 Sleep116 Sleep20 Sleep44 Sleep108 Sleep72 Sleep67 Sleep115",
	"PROMIS-SleepDist-8b": "Sleep115 Sleep116 Sleep90 Sleep110 Sleep44 Sleep87 Sleep108 Sleep109",
}

type bankItem struct {
	bank, name string
	GRMItem
}

func promisItems(t testing.TB) []bankItem {
	t.Helper()
	file, err := os.Open("testdata/promis_items.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }() // only read from
	reader := csv.NewReader(file)
	reader.Comment = '#'
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var items []bankItem
	for _, row := range rows[1:] {
		item := bankItem{bank: row[0], name: row[1]}
		for i, cell := range row[2:] {
			x := must(strconv.ParseFloat(cell, 64))
			if i == 0 {
				item.Discrimination = x
				continue
			}
			item.Thresholds = append(item.Thresholds, x)
		}
		items = append(items, item)
	}
	return items
}

func promisForm(t testing.TB, form string) []GRMItem {
	t.Helper()
	byName := map[string]GRMItem{}
	for _, item := range promisItems(t) {
		byName[item.name] = item.GRMItem
	}
	var items []GRMItem
	for name := range strings.FieldsSeq(promisForms[form]) {
		item, ok := byName[name]
		if !ok {
			t.Fatalf("%s: no parameters for %s", form, name)
		}
		items = append(items, item)
	}
	return items
}

func TestSumScoresReproducePROMISTables(t *testing.T) {
	text, err := os.ReadFile("testdata/promis_tables.json")
	if err != nil {
		t.Fatal(err)
	}
	var tables map[string]struct {
		K     int
		Grid  [3]float64
		Table map[string][2]float64
	}
	if err := json.Unmarshal(text, &tables); err != nil {
		t.Fatal(err)
	}
	if len(tables) != len(promisForms) {
		t.Errorf("tables: got %d, want %d", len(tables), len(promisForms))
	}
	for name, table := range tables {
		t.Run(name, func(t *testing.T) {
			m := must(NewGRM(promisForm(t, name), Grid{table.Grid[0], table.Grid[1], table.Grid[2]}))
			scores := must(m.SumScores())
			if len(scores) != len(table.Table) || len(scores) != 4*table.K+1 {
				t.Fatalf("rows: got %d, want %d", len(scores), len(table.Table))
			}
			for sum, estimate := range scores {
				onT := OnT(estimate)
				got := [2]float64{oneDecimal(onT.Value), oneDecimal(onT.SE)}
				raw := strconv.Itoa(sum + table.K) // the tables count categories from 1
				if want := table.Table[raw]; got != want {
					t.Errorf("raw %s: got %v, want %v", raw, got, want)
				}
			}
		})
	}
}

func oneDecimal(x float64) float64 { return math.Round(x*10) / 10 }
