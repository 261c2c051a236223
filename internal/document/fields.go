package document

import (
	"reflect"
	"strings"
)

type field struct {
	name     string
	index    int
	optional bool
}

type fieldList []field

func fieldsOf(t reflect.Type) fieldList {
	var list fieldList
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name != "" && name != "-" {
			list = append(list, field{name, i, strings.Contains(options, "omitempty")})
		}
	}
	return list
}

func (l fieldList) find(name string) (field, bool) {
	for _, f := range l {
		if f.name == name {
			return f, true
		}
	}
	return field{}, false
}

func (l fieldList) names() []string {
	names := make([]string, len(l))
	for i, f := range l {
		names[i] = f.name
	}
	return names
}

// suggest names the closest known word, or all of them where none is close.
func suggest(word string, known []string) string {
	best, at := "", 3
	for _, k := range known {
		if n := distance(word, k); n < at && n < len(k)-1 { // of a sign such as >= nothing would be left
			best, at = k, n
		}
	}
	if best != "" {
		return "did you mean " + best + "?"
	}
	return "known here: " + strings.Join(known, ", ")
}

// distance is the Levenshtein distance, with one row kept.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		prev := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := prev
			if a[i] != b[j] {
				cost = 1 + min(prev, row[j], row[j+1])
			}
			prev, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
