// Package person owns the copy of everything that is kept of one person, for that person: one page that anybody can read,
// and the same as JSON, both made of the same sections. It must not know where what it says was kept or who may have it.
package person

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"time"
)

// Format is the version of the JSON's form; it rises when a field changes its meaning or goes away.
const Format = "steelyard-person/1"

// Document is everything that is kept of one person, in the order in which it is read.
type Document struct {
	Title    string
	Site     string
	Invented bool
	MadeAt   time.Time
	Notice   []string // stands before every score
	Sections []Section
}

// Section is one kind of thing that is kept: a table with a row for each. One without rows says that there is nothing.
type Section struct {
	Key     string // in the JSON
	Title   string
	About   string // in one sentence what this is; may be empty
	Columns []string
	Rows    [][]string
}

// Add adds a row. It has a cell for every column.
func (s *Section) Add(cells ...string) { s.Rows = append(s.Rows, cells) }

type sectionJSON struct {
	Section string              `json:"section"`
	Title   string              `json:"title"`
	Entries []map[string]string `json:"entries"`
}

// WriteJSON writes the document for programs: every section with its entries, each by the names of its columns.
func WriteJSON(w io.Writer, d *Document) error {
	if err := d.check(); err != nil {
		return err
	}
	out := struct {
		Format        string        `json:"format"`
		NonDiagnostic bool          `json:"non_diagnostic"`
		Notice        []string      `json:"notice"`
		Invented      bool          `json:"invented"`
		Site          string        `json:"site"`
		MadeAt        string        `json:"made_at"`
		Sections      []sectionJSON `json:"sections"`
	}{Format, true, d.Notice, d.Invented, d.Site, d.MadeAt.UTC().Format(time.RFC3339), nil}
	for _, s := range d.Sections {
		list := sectionJSON{s.Key, s.Title, []map[string]string{}}
		for _, row := range s.Rows {
			entry := map[string]string{}
			for i, cell := range row {
				entry[s.Columns[i]] = cell
			}
			list.Entries = append(list.Entries, entry)
		}
		out.Sections = append(out.Sections, list)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

// check refuses a document that shows scores without their notice, and rows that don't fit their columns.
func (d *Document) check() error {
	if len(d.Notice) == 0 {
		return fmt.Errorf("a copy for a person can't be made without its notice")
	}
	for _, s := range d.Sections {
		for _, row := range s.Rows {
			if len(row) != len(s.Columns) {
				return fmt.Errorf("section %s: a row has %d cells for %d columns", s.Key, len(row), len(s.Columns))
			}
		}
	}
	return nil
}

var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
body { font: 1rem/1.5 sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1f2a30; }
h2 { margin-top: 2.5rem; }
div { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #b5c0c6; overflow-wrap: break-word; white-space: pre-line; }
aside { border: 2px solid #1f2a30; padding: .5rem 1rem; margin: 1rem 0; }
</style>
</head>
<body>
<h1>{{.Title}}</h1>
<p>{{.Site}}, {{.MadeAt.UTC.Format "2 January 2006, 15:04"}} UTC. Times are in UTC.</p>
{{if .Invented}}<aside><p><strong>Demonstration.</strong> Every person and every answer here is invented.</p></aside>
{{end}}<aside>{{range .Notice}}<p>{{.}}</p>{{end}}</aside>
{{range .Sections}}<section>
<h2>{{.Title}}</h2>
{{with .About}}<p>{{.}}</p>
{{end}}{{if .Rows}}<div tabindex="0" role="region" aria-label="{{.Title}}"><table>
<thead><tr>{{range .Columns}}<th scope="col">{{.}}</th>{{end}}</tr></thead>
<tbody>{{range .Rows}}<tr>{{range .}}<td>{{.}}</td>{{end}}</tr>
{{end}}</tbody>
</table></div>
{{else}}<p>Nothing is kept.</p>
{{end}}</section>
{{end}}</body>
</html>
`))

// WriteHTML writes the document as one page that needs nothing else: no script, no address, no other file.
func WriteHTML(w io.Writer, d *Document) error {
	if err := d.check(); err != nil {
		return err
	}
	return page.Execute(w, d)
}
