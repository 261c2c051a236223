package server

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"steelyard/web"
)

var (
	inTemplates = regexp.MustCompile(`\.T "([^"]+)"`)
	idForm      = regexp.MustCompile(`"([a-z]+\.[a-z0-9-]+)"`)
)

// TestEveryIDIsAMessage wants every id that a template or the program uses to be a message, and every message to be used.
func TestEveryIDIsAMessage(t *testing.T) {
	words, err := loadCatalog()
	if err != nil {
		t.Fatal(err)
	}
	known, used := words.IDs("en"), map[string]string{}
	templates, err := fs.Glob(web.Templates, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range templates {
		content, err := fs.ReadFile(web.Templates, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range inTemplates.FindAllStringSubmatch(string(content), -1) {
			used[m[1]] = file
		}
	}
	for id, file := range used {
		if !slices.Contains(known, id) {
			t.Errorf("%s uses %s, which is no message", file, id)
		}
	}
	groups := map[string]bool{}
	for _, id := range known {
		group, _, _ := strings.Cut(id, ".")
		groups[group] = true
	}
	for id, file := range literals(t, groups) {
		used[id] = file
		if !slices.Contains(known, id) {
			t.Errorf("%s uses %s, which is no message", file, id)
		}
	}
	for _, id := range known {
		if used[id] == "" && !strings.HasPrefix(id, "month.") {
			t.Errorf("nobody says %s", id)
		}
	}
}

// literals gives every string in the program that looks like an id of one of the groups.
func literals(t *testing.T, groups map[string]bool) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, pattern := range []string{"*.go", "../app/*.go", "../store/*.go", "../questionnaire/*.go", "../locale/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range idForm.FindAllStringSubmatch(string(content), -1) {
				if group, _, _ := strings.Cut(m[1], "."); groups[group] && !strings.HasSuffix(m[1], ".yaml") && !strings.HasSuffix(m[1], ".css") {
					found[m[1]] = file
				}
			}
		}
	}
	return found
}
