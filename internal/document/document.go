// Package document reads a definition file strictly: YAML into a struct, with the line and column of every value,
// and every fault at once. It owns the canonical form and its hash. It must not know what a questionnaire is.
//
// The struct is the one source of truth: its json tags name the keys (omitempty marks an optional one), its Enum
// methods name the allowed words, and the published JSON Schema is made from the same struct.
package document

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"steelyard/internal/fault"
)

// MaxSize is the largest definition file that is read, in bytes.
const MaxSize = 2 << 20

// Position is a place in a file; line and column count from 1.
type Position struct{ Line, Column int }

// Document is a file that was read: where every value stands, and what is wrong with it so far.
type Document struct {
	File      string
	positions map[string]Position
	faults    []placed
	misshapen map[string]bool // paths whose shape is wrong, so that nothing can be said of their meaning
}

type placed struct {
	Position
	fault.Detail
}

// Read decodes data into v, a pointer to a struct. The Document has every fault that was found;
// v is filled as far as it could be, so that meaning can be checked in the same run.
func Read(file string, data []byte, v any) *Document {
	d := &Document{File: file, positions: map[string]Position{}, misshapen: map[string]bool{}}
	if len(data) > MaxSize {
		d.at(Position{1, 1}, fmt.Sprintf("the file has %d bytes", len(data)), fmt.Sprintf("keep a definition under %d bytes", MaxSize))
		return d
	}
	if !utf8.Valid(data) {
		d.at(Position{1, 1}, "the file is not valid UTF-8", "save it with the encoding UTF-8")
		return d
	}
	root, ok := d.only(yaml.NewDecoder(bytes.NewReader(data)))
	if ok {
		d.decode(root, valueOf(v), "")
	}
	return d
}

// only gives the one YAML document of the file.
func (d *Document) only(stream *yaml.Decoder) (*yaml.Node, bool) {
	var first, second yaml.Node
	err := stream.Decode(&first)
	switch {
	case errors.Is(err, io.EOF) || err == nil && len(first.Content) == 0:
		d.at(Position{1, 1}, "the file is empty", "start with id, version and title")
		return nil, false
	case err == nil:
		err = stream.Decode(&second)
	}
	switch {
	case err == nil:
		d.at(Position{second.Line, second.Column}, "a second document begins here", "keep one definition a file")
	case !errors.Is(err, io.EOF):
		d.at(yamlPosition(err), "this is not well-formed YAML: "+yamlMessage(err), "check the indentation and the quotes around this line")
		return nil, false
	}
	return first.Content[0], true
}

// Fault notes that the value at path is wrong: what is wrong, and how to mend it.
// A path names keys and indexes as in `scales[0].items[2]`; the nearest known place above it is used.
// What lies in, or rests on, a value whose shape is wrong is not judged: its fault is named already.
func (d *Document) Fault(path, what, mend string) {
	for p := path; p != ""; p = parent(p) {
		if d.misshapen[p] {
			return
		}
	}
	d.at(d.Position(path), what, mend)
}

// shape notes that the value at path has the wrong shape.
func (d *Document) shape(path, what, mend string) {
	d.at(d.Position(path), what, mend)
	d.misshapen[path] = true
}

// Read says whether there is anything whose meaning can be judged: a file that is no mapping of keys has none.
func (d *Document) Read() bool { return !d.misshapen[""] && len(d.positions) > 1 }

// Position gives the place of the value at path, or of the nearest one above it that is written in the file.
func (d *Document) Position(path string) Position {
	for {
		if p, ok := d.positions[path]; ok {
			return p
		}
		if path == "" {
			return Position{1, 1}
		}
		path = parent(path)
	}
}

// Faults gives everything found so far, in the order of the file.
func (d *Document) Faults() []fault.Detail {
	slices.SortStableFunc(d.faults, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.What, b.What))
	})
	details := make([]fault.Detail, len(d.faults))
	for i, f := range d.faults {
		details[i] = f.Detail
	}
	return details
}

// Err gives all faults as one error of kind Invalid, or nil where there is none.
func (d *Document) Err() error {
	if len(d.faults) == 0 {
		return nil
	}
	return fault.New(fault.Invalid, fmt.Sprintf("%s: %s to mend", d.File, count(len(d.faults), "fault")), d.Faults()...)
}

// Canonical gives the canonical form of v: its JSON with keys in the struct's order and maps sorted.
func Canonical(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("canonical form: %w", err)
	}
	return b, nil
}

// Hash gives the SHA-256 of the canonical form of v in hexadecimal, so that comments, white space and quoting do not
// change it.
func Hash(v any) (string, error) {
	b, err := Canonical(v)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

func (d *Document) at(p Position, what, mend string) {
	d.faults = append(d.faults, placed{p, fault.Detail{Where: fmt.Sprintf("%s:%d:%d", d.File, p.Line, p.Column), What: what, Mend: mend}})
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

var lastStep = regexp.MustCompile(`(\.[^.\[\]]+|\[\d+\]|^[^.\[\]]+)$`)

func parent(path string) string {
	if at := lastStep.FindStringIndex(path); at != nil {
		return path[:at[0]]
	}
	return ""
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

func yamlPosition(err error) Position {
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		if n, convErr := strconv.Atoi(m[1]); convErr == nil {
			return Position{n, 1}
		}
	}
	return Position{1, 1}
}

func yamlMessage(err error) string {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return err.Error()
}
