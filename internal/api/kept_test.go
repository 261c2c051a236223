package api

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
)

const keptDocument = "testdata/openapi-v1.json"

var keepDocument = flag.Bool("keep-document", false, "write down what the document of the API says now, as what programs may count on")

// What programs were promised stays: an address, a method, a field or a value that stood in the document of version 1 may be
// joined by others, and is never taken away or given another type.
func TestWhatWasPromisedStays(t *testing.T) {
	text, err := describe()
	if err != nil {
		t.Fatal(err)
	}
	var now, kept any
	if err := json.Unmarshal(text, &now); err != nil {
		t.Fatal(err)
	}
	if *keepDocument {
		indented, err := json.MarshalIndent(now, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(keptDocument, append(indented, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(keptDocument)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(old, &kept); err != nil {
		t.Fatal(err)
	}
	for _, broken := range missing("", kept, now) {
		t.Error(broken)
	}
}

// inWords are the keys whose texts may be said better.
var inWords = []string{"description", "summary", "title", "example"}

// missing names everything of a kept document that is not in another one.
func missing(at string, kept, now any) (list []string) {
	switch k := kept.(type) {
	case map[string]any:
		n, ok := now.(map[string]any)
		if !ok {
			return []string{at + " is something else now"}
		}
		for key, value := range k {
			there, ok := n[key]
			switch {
			case !ok:
				list = append(list, at+"/"+key+" is not there any more")
			case !slices.Contains(inWords, key) || !isSentence(value):
				list = append(list, missing(at+"/"+key, value, there)...)
			}
		}
	case []any:
		n, ok := now.([]any)
		if !ok {
			return []string{at + " is something else now"}
		}
		for _, value := range k {
			if !slices.ContainsFunc(n, func(other any) bool { return len(missing("", value, other)) == 0 }) {
				list = append(list, fmt.Sprintf("%s has no %v any more", at, value))
			}
		}
	default:
		if kept != now {
			list = append(list, fmt.Sprintf("%s is %v now and was %v", at, now, kept))
		}
	}
	return list
}

func isSentence(v any) bool {
	_, ok := v.(string)
	return ok
}
