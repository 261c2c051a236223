package server

// Field is one field of a form, drawn by the template "field" with its label, hint and problem, each tied to the field
// for a screen reader. Its id is "f-" + Name.
type Field struct {
	Name         string
	Label        string
	Hint         string
	Kind         string // text, password, email, tel, date, number, search, area, select, radios or check
	Value        string
	Options      []Option // for select and radios
	Optional     bool
	Autocomplete string
	Checked      bool // for check
	Problem      string
	Short        bool // for a few characters
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
