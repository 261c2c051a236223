package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	jsonfile "steelyard/internal/export/json"
)

// object is a JSON object of the document.
type object = map[string]any

// describe makes the OpenAPI document of the operations and of the types that their handlers read and write.
func describe() ([]byte, error) {
	s := &schemas{object{}, map[string]reflect.Type{}}
	paths := object{}
	for i := range operations {
		op := &operations[i]
		path, ok := paths[op.path].(object)
		if !ok {
			path = object{}
			paths[op.path] = path
		}
		path[strings.ToLower(op.method)] = op.describe(s)
	}
	s.of(reflect.TypeFor[problem]())
	b, err := json.MarshalIndent(object{
		"openapi": "3.1.0",
		"info": object{"title": "Steelyard", "version": "1", "description": aboutAPI,
			"license": object{"name": "Apache-2.0", "identifier": "Apache-2.0"}},
		"servers":    []object{{"url": Prefix}},
		"security":   []object{{"token": []string{}}},
		"paths":      paths,
		"components": object{"schemas": s.all, "securitySchemes": object{"token": object{"type": "http", "scheme": "bearer"}}},
	}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the document of the API: %w", err)
	}
	return append(b, '\n'), nil
}

const aboutAPI = "Versioned symptom questionnaires: patients, invitations, submissions, results. Scores and profiles say nothing about a diagnosis, " +
	"and every one carries its notice, which is to be shown with it. Every POST but that of a token takes an Idempotency-Key: the same request under the same key is done once, " +
	"for 48 hours, and is answered again as it was first, with Idempotency-Replayed: true. Errors are problem documents (RFC 9457). Times are RFC 3339 in UTC."

func (op *operation) describe(s *schemas) object {
	d := object{"operationId": op.name, "summary": op.summary, "responses": op.responses(s)}
	if list := op.parameters(); len(list) > 0 {
		d["parameters"] = list
	}
	switch op.action {
	case anybody:
		d["security"] = []object{}
	case anyToken:
	default:
		d["description"] = "Needs the scope " + string(op.action) + "."
	}
	if op.in != nil {
		d["requestBody"] = object{"required": true, "content": object{jsonKind: object{"schema": s.of(reflect.TypeOf(op.in))}}}
	}
	return d
}

func (op *operation) parameters() (list []object) {
	for _, m := range inBraces.FindAllStringSubmatch(op.path, -1) {
		list = append(list, object{"name": m[1], "in": "path", "required": true, "schema": object{"type": "string"}})
	}
	for _, p := range op.query {
		schema := object{"type": "string"}
		if p.name == "limit" {
			schema = object{"type": "integer", "minimum": 1, "maximum": 200}
		}
		list = append(list, object{"name": p.name, "in": "query", "description": p.about, "schema": schema})
	}
	header := func(name, about string, required bool) {
		list = append(list, object{"name": name, "in": "header", "description": about, "required": required, "schema": object{"type": "string"}})
	}
	if op.method == http.MethodPost {
		header(keyHeader, "16 to 128 letters, digits and hyphens that nobody can guess; a new one for every new request", op.action != anybody)
	}
	if slices.Contains(op.refuses, http.StatusPreconditionRequired) {
		header("If-Match", "the ETag of the state that the change was made from", true)
	}
	return list
}

func (op *operation) responses(s *schemas) object {
	out := object{}
	good := object{"description": http.StatusText(op.status), "headers": op.goodHeaders()}
	if len(op.gives) > 0 {
		content := object{}
		for _, f := range op.gives {
			content[f.kind] = object{"schema": f.schema(s)}
		}
		good["content"] = content
	}
	out[strconv.Itoa(op.status)] = good
	for _, status := range op.problems() {
		out[strconv.Itoa(status)] = object{"description": titles[status].title, "content": object{problemKind: object{"schema": s.of(reflect.TypeFor[problem]())}}}
	}
	return out
}

func (f form) schema(s *schemas) object {
	switch {
	case f.kind == jsonKind:
		return s.of(reflect.TypeOf(f.of))
	case f.of != nil: // an object a line
		return object{"type": "string", "description": "one object a line, each as " + s.name(reflect.TypeOf(f.of)), "x-line": s.of(reflect.TypeOf(f.of))}
	}
	return object{"type": "string"}
}

func (op *operation) goodHeaders() object {
	text := func(about string) object { return object{"description": about, "schema": object{"type": "string"}} }
	abouts := map[string]string{"Location": "where it is", "ETag": "names this state", "Content-Disposition": "the name of the file"}
	out := object{"X-Request-Id": text("under which the server's log has it")}
	for _, name := range op.headers {
		out[name] = text(abouts[name])
	}
	if op.method == http.MethodPost {
		out[againHeader] = text("true where this was done before, under the same key")
	}
	return out
}

// problems gives the statuses that the operation can refuse with.
func (op *operation) problems() []int {
	list := append([]int{http.StatusBadRequest, http.StatusInternalServerError, http.StatusServiceUnavailable}, op.refuses...)
	if op.action != anybody {
		list = append(list, http.StatusUnauthorized)
	}
	if op.action != anybody && op.action != anyToken {
		list = append(list, http.StatusForbidden)
	}
	if op.method == http.MethodPost && op.action != anybody {
		list = append(list, http.StatusGone) // its first answer was about somebody who has been erased since
	}
	if strings.Contains(op.path, "{") {
		list = append(list, http.StatusNotFound)
	}
	if op.in != nil {
		list = append(list, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity)
	}
	if len(op.query) > 0 {
		list = append(list, http.StatusUnprocessableEntity)
	}
	if len(op.gives) > 1 {
		list = append(list, http.StatusNotAcceptable)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// schemas gathers the JSON Schema of every type that is read or written, by its name.
type schemas struct {
	all   object
	types map[string]reflect.Type
}

var (
	whenever = reflect.TypeFor[time.Time]()
	texts    = reflect.TypeFor[interface{ MarshalText() ([]byte, error) }]()
	free     = []reflect.Type{reflect.TypeFor[any](), reflect.TypeFor[value]()}
	fromJSON = reflect.TypeFor[jsonfile.Document]().PkgPath()
)

func (s *schemas) of(t reflect.Type) object {
	switch {
	case t.Kind() == reflect.Pointer:
		return object{"anyOf": []object{s.of(t.Elem()), {"type": "null"}}}
	case t == reflect.TypeFor[anything]():
		return object{"type": "object"}
	case slices.Contains(free, t):
		return object{"type": []string{"string", "number", "null"}}
	case t.Kind() == reflect.Struct && t.ConvertibleTo(whenever):
		return object{"type": "string", "format": "date-time"}
	case t.Implements(texts):
		return object{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Struct:
		return s.named(t)
	case reflect.Slice:
		return object{"type": "array", "items": s.of(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	case reflect.String:
		return object{"type": "string"}
	}
	panic("api: no schema of " + t.String())
}

// name gives the name of a type in the document.
func (s *schemas) name(t reflect.Type) string {
	name := t.Name()
	if generic, of, ok := strings.Cut(name, "["); ok {
		name = title(of[strings.LastIndex(of, ".")+1:len(of)-1]) + title(generic)
	}
	if t.PkgPath() == fromJSON && t.Name() != title(t.Name()) {
		name = "report" + title(name)
	}
	return title(name)
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (s *schemas) named(t reflect.Type) object {
	name := s.name(t)
	ref := object{"$ref": "#/components/schemas/" + name}
	if known, ok := s.types[name]; ok {
		if known != t {
			panic("api: two types have the name " + name)
		}
		return ref
	}
	s.types[name] = t // before its fields, so that a type may hold itself
	properties, required := object{}, []string{}
	for _, f := range fieldsOf(t) {
		properties[f.name] = s.field(t.FieldByIndex(f.index).Type, f)
		if !f.optional {
			required = append(required, f.name)
		}
	}
	s.all[name] = object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
	return ref
}

func (s *schemas) field(t reflect.Type, f field) object {
	schema := s.of(t)
	if words := wordsOf(f.words); len(words) > 0 {
		if t.Kind() == reflect.Slice {
			schema["items"] = object{"type": "string", "enum": words}
		} else {
			schema["enum"] = words
		}
	}
	if f.about != "" {
		schema["description"] = f.about
	}
	return schema
}

func wordsOf(words string) []string {
	if words == "actions" {
		words = actions()
	}
	if words != "" {
		return strings.Split(words, ",")
	}
	return nil
}
