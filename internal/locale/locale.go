// Package locale owns the words of pages in every language: reading the message files, choosing a language, plurals, numbers,
// dates and the direction of writing. It must not know pages, requests or questionnaires, whose words stand in their definitions.
package locale

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	q "steelyard/internal/questionnaire"
)

// Catalog has every message in every language. It is read-only once loaded.
type Catalog struct {
	bundle    *i18n.Bundle
	languages []q.Language // the default one first, then by tag
	matcher   language.Matcher
	ids       map[q.Language][]string
}

// Load reads the message files of a folder, one a language, such as de.yaml. The default language must be among them.
func Load(files fs.FS) (*Catalog, error) {
	c := &Catalog{bundle: i18n.NewBundle(language.English), ids: map[q.Language][]string{}}
	c.bundle.RegisterUnmarshalFunc("yaml", func(b []byte, v any) error { return yaml.Unmarshal(b, v) })
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list message files: %w", err)
	}
	for _, name := range names {
		if err := c.read(files, name); err != nil {
			return nil, err
		}
	}
	if !c.Has(q.DefaultLanguage) {
		return nil, fmt.Errorf("there is no message file for %s", q.DefaultLanguage)
	}
	slices.SortFunc(c.languages, func(a, b q.Language) int {
		if a == q.DefaultLanguage {
			return -1
		}
		if b == q.DefaultLanguage {
			return 1
		}
		return strings.Compare(string(a), string(b))
	})
	tags := make([]language.Tag, len(c.languages))
	for i, l := range c.languages {
		tags[i] = language.Make(string(l))
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

func (c *Catalog) read(files fs.FS, name string) error {
	content, err := fs.ReadFile(files, name)
	if err != nil {
		return fmt.Errorf("read messages: %w", err)
	}
	file, err := c.bundle.ParseMessageFileBytes(content, name)
	if err != nil {
		return fmt.Errorf("read messages of %s: %w", name, err)
	}
	l := q.Language(strings.TrimSuffix(path.Base(name), ".yaml"))
	c.languages = append(c.languages, l)
	for _, m := range file.Messages {
		c.ids[l] = append(c.ids[l], m.ID)
	}
	slices.Sort(c.ids[l])
	return nil
}

// Languages gives every language that there is a message file for, the default one first.
func (c *Catalog) Languages() []q.Language { return slices.Clone(c.languages) }

// IDs gives the ids of a language's messages, sorted.
func (c *Catalog) IDs(l q.Language) []string { return slices.Clone(c.ids[l]) }

// Has says whether there is a message file for a language.
func (c *Catalog) Has(l q.Language) bool { return slices.Contains(c.languages, l) }

// Match gives the language, of those there are, that a browser's Accept-Language or a single tag asks for first.
func (c *Catalog) Match(wanted string) (q.Language, bool) {
	tags, _, err := language.ParseAcceptLanguage(wanted)
	if err != nil || len(tags) == 0 {
		return "", false
	}
	for _, tag := range tags { // in the order of the reader's wish; a matcher over all would let a near miss go first
		if _, at, sure := c.matcher.Match(tag); sure >= language.High {
			return c.languages[at], true
		}
	}
	return "", false
}

// In gives a voice that speaks a language. One that there is no file for speaks the default language.
func (c *Catalog) In(l q.Language) *Voice {
	if !c.Has(l) {
		l = q.DefaultLanguage
	}
	// Digits stay those of telephone numbers and of what is typed, so that a page has one kind.
	return &Voice{catalog: c, language: l, localizer: i18n.NewLocalizer(c.bundle, string(l)),
		numbers: message.NewPrinter(language.Make(string(l) + "-u-nu-latn"))}
}

// Direction says how a language is written: ltr or rtl.
func Direction(l q.Language) string {
	script, _ := language.Make(string(l)).Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm":
		return "rtl"
	}
	return "ltr"
}
