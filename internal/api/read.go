package api

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"steelyard/internal/fault"
)

// value is a JSON value whose meaning hangs on something else than its place, such as an answer.
type value struct{ *node }

// read fills a struct from a JSON object by its `json` tags. Every key must be known, every key without omitempty must be
// there, and every value must be of its field's kind: text is never taken for a number. Everything that is wrong comes at once.
func read[T any](body []byte) (in T, err error) {
	n, err := parse(body)
	if err != nil {
		return in, err
	}
	r := reader{}
	r.value(n, reflect.ValueOf(&in).Elem(), "")
	if len(r.wrong) > 0 {
		return in, fault.New(fault.Invalid, "Nothing was kept. Please correct what is named in errors.", r.wrong...)
	}
	return in, nil
}

type reader struct{ wrong []fault.Detail }

func (r *reader) fault(at, what, mend string) {
	r.wrong = append(r.wrong, fault.Detail{Where: pointer(at), What: what, Mend: mend})
}

func (r *reader) value(n *node, v reflect.Value, at string) {
	if v.Kind() == reflect.Pointer {
		if n.kind == isNull {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if free, ok := v.Addr().Interface().(*value); ok {
		free.node = n
		return
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		r.marked(n, u, at)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		r.object(n, v, at)
	case reflect.Map:
		r.dictionary(n, v, at)
	case reflect.Slice:
		r.list(n, v, at)
	case reflect.String:
		if r.is(n, isText, at) {
			v.SetString(n.text)
		}
	case reflect.Bool:
		if r.is(n, isBool, at) {
			v.SetBool(n.boolean)
		}
	case reflect.Int:
		r.whole(n, v, at)
	default:
		panic("api: no reading of " + v.Type().String())
	}
}

func (r *reader) is(n *node, want kind, at string) bool {
	if n.kind == want {
		return true
	}
	r.fault(at, fmt.Sprintf("this is %s", n.kind), fmt.Sprintf("send %s", want))
	return false
}

func (r *reader) marked(n *node, u encoding.TextUnmarshaler, at string) {
	if !r.is(n, isText, at) {
		return
	}
	if err := u.UnmarshalText([]byte(n.text)); err != nil {
		r.fault(at, err.Error(), "")
	}
}

func (r *reader) whole(n *node, v reflect.Value, at string) {
	if !r.is(n, isNumber, at) {
		return
	}
	i, err := strconv.ParseInt(n.text, 10, 32)
	if err != nil {
		r.fault(at, n.text[:min(len(n.text), 40)]+" is not a whole number that can be taken", "send a whole number such as 14")
		return
	}
	v.SetInt(i)
}

func (r *reader) list(n *node, v reflect.Value, at string) {
	if !r.is(n, isList, at) {
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.values), len(n.values)))
	for i, e := range n.values {
		r.value(e, v.Index(i), at+"/"+strconv.Itoa(i))
	}
}

func (r *reader) dictionary(n *node, v reflect.Value, at string) {
	if !r.is(n, isObject, at) {
		return
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(n.keys)))
	for i, key := range n.keys {
		e := reflect.New(v.Type().Elem()).Elem()
		r.value(n.values[i], e, at+"/"+escape(key))
		v.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), e)
	}
}

func (r *reader) object(n *node, v reflect.Value, at string) {
	if !r.is(n, isObject, at) {
		return
	}
	fields := fieldsOf(v.Type())
	for i, key := range n.keys {
		f := slices.IndexFunc(fields, func(f field) bool { return f.name == key })
		if f < 0 {
			r.fault(at+"/"+escape(key), "this key is not known here", "the keys are "+names(fields))
			continue
		}
		r.value(n.values[i], v.FieldByIndex(fields[f].index), at+"/"+escape(key))
	}
	for _, f := range fields {
		if !f.optional && !slices.Contains(n.keys, f.name) {
			r.fault(at+"/"+f.name, "this is missing", "add it")
		}
	}
}

// field is a field of a struct that stands in JSON.
type field struct {
	name     string
	index    []int
	optional bool
	about    string
	words    string
}

// fieldsOf gives a struct's fields in order, those of embedded structs among them.
func fieldsOf(t reflect.Type) (list []field) {
	for _, f := range reflect.VisibleFields(t) {
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		list = append(list, field{name, f.Index, strings.Contains(rest, "omitempty"), f.Tag.Get("about"), f.Tag.Get("words")})
	}
	return list
}

func names(fields []field) string {
	list := make([]string, len(fields))
	for i, f := range fields {
		list[i] = f.name
	}
	return strings.Join(list, ", ")
}
