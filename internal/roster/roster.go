// Package roster owns the reading of a list of patients from a CSV file: bytes in, rows out, each with what is wrong at which
// column. It must not know which patients there are, who may add them, or where they are kept.
package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

// MaxRows is how many patients one file may have.
const MaxRows = 5000

// Column is one column of the file: the field that it fills, its header, and what belongs in it.
type Column struct{ Field, Header, Hint string }

// Columns gives every column in the order of the template.
func Columns() []Column {
	return []Column{
		{"record_number", "Record number", "Your clinic’s own; each stands for one patient. Needed."},
		{"name", "Name", "As staff will see it. Needed."},
		{"birth_date", "Birth date", "Year-month-day, such as 1984-03-27, or as you say below. May be empty."},
		{"sex", "Sex", "female, male, other or unknown. Empty stands for unknown."},
		{"email", "E-mail", "May be empty."},
		{"phone", "Phone", "May be empty."},
		{"language", "Language", "A code such as en, es, de, fr or ar. May be empty."},
		{"team", "Team", "A team’s name as it stands under Teams. May be empty where there is one team."},
		{"clinician", "Clinician login", "The sign-in name of who is responsible. May be empty."},
	}
}

// headers are other words for the fields, without spaces and marks. The words of the refused list's own columns fill nothing.
var headers = map[string]string{
	"record": "record_number", "recordno": "record_number", "patientname": "name", "birthday": "birth_date", "dateofbirth": "birth_date", "dob": "birth_date",
	"gender": "sex", "mail": "email", "emailaddress": "email", "telephone": "phone", "clinician": "clinician", "row": "", "whyrefused": "",
}

// Row is one patient of the file, with what is wrong with it.
type Row struct {
	Line    int               // of the file, from 1
	Cells   map[string]string // as they stand in the file, by field
	Patient clinic.Patient    // without an id; the team and the clinician are only named below
	Team    string            // by its name
	Login   string            // of the clinician
	Wrong   []Wrong
}

// Wrong is one thing to correct, at a field; the field is empty where it is the whole row.
type Wrong struct{ Field, What string }

func (r *Row) wrong(field, what string) { r.Wrong = append(r.Wrong, Wrong{field, what}) }

// List is a file that was read.
type List struct {
	Rows    []Row
	Unknown []string // headers of columns that fill nothing
}

// Read reads a file. What is wrong with the whole of it is Invalid at "file"; what is wrong with a row stands in the row.
func Read(content []byte, dates Dates, languages []q.Language) (List, error) {
	text, err := textOf(content)
	if err != nil {
		return List{}, err
	}
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.FieldsPerRecord = separator(text), -1
	head, err := in.Read()
	if err != nil {
		return List{}, broken(err)
	}
	fields, unknown, err := fieldsOf(head)
	if err != nil {
		return List{}, err
	}
	list := List{Unknown: unknown}
	first := map[string]int{} // the line on which a record number stood first
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return List{}, broken(err)
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		if len(list.Rows) == MaxRows {
			return List{}, refused(fmt.Sprintf("The file has more than %d patients. Divide it into several files.", MaxRows))
		}
		line, _ := in.FieldPos(0)
		r := newRow(line, cells, fields, reading{dates, languages})
		key := strings.ToLower(r.Patient.RecordNumber)
		if before, ok := first[key]; ok && key != "" {
			r.wrong("record_number", fmt.Sprintf("Row %d has the same record number.", before))
		} else {
			first[key] = line
		}
		list.Rows = append(list.Rows, r)
	}
	if len(list.Rows) == 0 {
		return List{}, refused("The file has no patients: there is nothing below the line with the names of the columns.")
	}
	return list, nil
}

func refused(what string) error {
	return fault.New(fault.Invalid, "The file can’t be read. Nothing was added.", fault.Detail{Where: "file", What: what})
}

func broken(err error) error {
	if errors.Is(err, io.EOF) {
		return refused("The file is empty.")
	}
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		return refused(fmt.Sprintf("The file can’t be read at row %d: a quotation mark stands where none belongs, or one is missing.", p.Line))
	}
	return refused("The file can’t be read as CSV.")
}

func textOf(content []byte) (string, error) {
	content = bytes.TrimPrefix(content, []byte("\uFEFF"))
	switch {
	case len(content) == 0:
		return "", refused("The file is empty.")
	case !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0:
		return "", refused("The file is not text in UTF-8. Save it as “CSV UTF-8” and choose it again.")
	}
	return strings.ReplaceAll(strings.ReplaceAll(string(content), "\r\n", "\n"), "\r", "\n"), nil
}

// separator gives what divides the first line most often.
func separator(text string) rune {
	head, _, _ := strings.Cut(text, "\n")
	best, most := ',', 0
	for _, r := range []rune{',', ';', '\t'} {
		if n := strings.Count(head, string(r)); n > most {
			best, most = r, n
		}
	}
	return best
}

func fieldsOf(head []string) (fields, unknown []string, err error) {
	seen := map[string]bool{}
	for _, name := range head {
		field, known := fieldOf(name)
		if field != "" && seen[field] {
			return nil, nil, refused(fmt.Sprintf("The column “%s” is there twice.", short(name)))
		}
		if !known && strings.TrimSpace(name) != "" {
			unknown = append(unknown, short(name))
		}
		seen[field] = true
		fields = append(fields, field)
	}
	if !seen["record_number"] || !seen["name"] {
		return nil, nil, refused("The first row must name the columns, and “Record number” and “Name” must be among them. The template has all of them.")
	}
	return fields, unknown, nil
}

func fieldOf(name string) (field string, known bool) {
	plain := bare(name)
	for _, c := range Columns() {
		if plain == bare(c.Header) || plain == bare(c.Field) {
			return c.Field, true
		}
	}
	field, known = headers[plain]
	return field, known
}

// bare is a header in lower case without what stands between its letters.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_./", r) {
			return -1
		}
		return r
	}, strings.ToLower(strings.TrimSpace(s)))
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
