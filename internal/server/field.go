package server

import (
	"slices"

	"steelyard/internal/fault"
)

// Field is one field of a form, drawn by the template "field" with its label, hint and problem, each tied to the field
// for a screen reader. Its id is "f-" + Name.
type Field struct {
	Name         string
	Label        string
	Hint         string
	Kind         string // text, password, email, tel, date, number, search, area, select, radios, check or checks
	Value        string
	Options      []Option // for select, radios and checks; of a date, those that are offered
	Optional     bool
	Autocomplete string
	Checked      bool // for check
	Problem      string
	Short        bool // for a few characters
	Numeric      bool // for digits that are no number, such as a code
	Plain        bool // a name or a code, which a keyboard must not correct
	Masked       bool // shows dots, but is no password that a browser would offer to keep
}

// Option is one entry of a select or a group of radio buttons.
type Option struct {
	Value, Label, Hint string
	Chosen             bool
}

// choose marks the option that has a value.
func choose(options []Option, value string) []Option {
	list := make([]Option, len(options))
	for i, o := range options {
		o.Chosen = o.Value == value
		list[i] = o
	}
	return list
}

// mark puts each problem on its field.
func mark(fields []Field, problems Problems) []Field {
	for i := range fields {
		fields[i].Problem = problems.Of(fields[i].Name)
	}
	return fields
}

// chooseAll marks the options that have one of some values.
func chooseAll(options []Option, values []string) []Option {
	list := make([]Option, len(options))
	for i, o := range options {
		o.Chosen = slices.Contains(values, o.Value)
		list[i] = o
	}
	return list
}

// onField ties an error that names no field, such as a name that is taken, to one.
func onField(name string, err error) error {
	if fault.KindOf(err) != fault.Conflict || len(fault.Details(err)) > 0 {
		return err
	}
	return fault.New(fault.Conflict, fault.Message(err), fault.Detail{Where: name, What: fault.Message(err)})
}
