package questionnaire

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"steelyard/internal/document"
	"steelyard/internal/fault"
)

// ReadPack reads a pack in whichever form it is: a FHIR Questionnaire where the file begins with a brace, CSV where its
// name ends so, and YAML otherwise.
func ReadPack(file string, data []byte, key *Definition, about About) (*Pack, error) {
	begin := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n")
	switch {
	case bytes.HasPrefix(begin, []byte("{")):
		return ParsePackFHIR(file, data, key, about)
	case strings.HasSuffix(strings.ToLower(file), ".csv"):
		return ParsePackCSV(file, data, key, about)
	}
	return ParsePack(file, data, key, about)
}

// ParsePack reads a pack from YAML and holds it to its key: every item, every choice, and no more. All faults come at
// once, with line and column.
func ParsePack(file string, data []byte, key *Definition, about About) (*Pack, error) {
	p := &Pack{}
	doc := document.Read(file, data, p)
	if err := doc.Err(); err != nil {
		return nil, err
	}
	c := &packCheck{Pack: p, key: key, where: func(path string) string {
		at := doc.Position(path)
		return fmt.Sprintf("%s:%d:%d", file, at.Line, at.Column)
	}}
	c.fill(about)
	return c.done(file)
}

// packColumns is the first line of a pack in CSV.
var packColumns = []string{"kind", "name", "code", "text"}

// ParsePackCSV reads a pack from CSV with the columns kind, name, code and text. A row of the kind item names an item, one
// of the kind choice a set of choices and a code; language, notice and intro have their text only.
func ParsePackCSV(file string, data []byte, key *Definition, about About) (*Pack, error) {
	t := &packTable{at: map[string]string{}, file: file}
	t.packCheck = packCheck{key: key, where: t.position, Pack: &Pack{Questionnaire: key.Ref(), Items: map[ItemID]string{}, Choices: map[SetID]map[ChoiceCode]string{}}}
	if len(data) > document.MaxSize || !utf8.Valid(data) {
		return nil, fault.New(fault.Invalid, file+": the file is too large or not UTF-8. Nothing was kept.", fault.Detail{Where: file + ":1:1", What: "the file can't be read as UTF-8 text", Mend: "save it with the encoding UTF-8, under 2 MB"})
	}
	t.read(csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))))
	t.fill(about)
	return t.done(file)
}

type packTable struct {
	packCheck
	file string
	at   map[string]string // the place of each path
}

func (t *packTable) position(path string) string {
	for path != "" {
		if at, ok := t.at[path]; ok {
			return at
		}
		path = path[:max(strings.LastIndex(path, "."), 0)]
	}
	return t.file + ":1:1"
}

func (t *packTable) read(r *csv.Reader) {
	r.FieldsPerRecord = len(packColumns)
	for line := 0; ; line++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad, ok := errors.AsType[*csv.ParseError](err); ok {
			t.at["row"] = fmt.Sprintf("%s:%d:%d", t.file, bad.Line, max(bad.Column, 1))
			t.fault("row", "give every row the columns kind, name, code and text, with quotes around text that has commas", "this row can't be read: %v", bad.Err)
			return
		}
		n, column := r.FieldPos(0)
		t.at["row"] = fmt.Sprintf("%s:%d:%d", t.file, n, column)
		if line == 0 {
			t.head(row)
			continue
		}
		t.row(row)
	}
}

func (t *packTable) head(row []string) {
	for i, want := range packColumns {
		if strings.TrimSpace(strings.ToLower(row[i])) != want {
			t.fault("row", "begin with the line "+strings.Join(packColumns, ","), "the first line does not name the columns")
			return
		}
	}
}

func (t *packTable) row(row []string) {
	kind, name, code, text := strings.TrimSpace(row[0]), strings.TrimSpace(row[1]), strings.TrimSpace(row[2]), strings.TrimSpace(strings.ReplaceAll(row[3], "\r\n", "\n"))
	path := kind
	switch kind {
	case "item":
		path = "items." + name
		t.Items[ItemID(name)] = text
	case "choice":
		path = "choices." + name + "." + code
		if t.Choices[SetID(name)] == nil {
			t.Choices[SetID(name)] = map[ChoiceCode]string{}
		}
		t.Choices[SetID(name)][ChoiceCode(code)] = text
	case "language":
		t.Language = Language(text)
	case "notice":
		t.Notice = text
	case "intro":
		t.Intro = text
	default:
		t.fault("row", "write item, choice, intro, notice or language", "%q is not a kind of row", short(kind))
	}
	if _, twice := t.at[path]; twice {
		t.fault("row", "keep one of the two", "this stands twice")
	}
	t.at[path] = t.at["row"]
}
