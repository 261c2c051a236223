package document

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/invopop/jsonschema"
)

// Schema gives the JSON Schema of the struct v points to, for editors that complete and check definition files.
func Schema(v any, id, title string) ([]byte, error) {
	r := &jsonschema.Reflector{Mapper: mapType, AllowAdditionalProperties: false}
	s := r.Reflect(v)
	s.ID, s.Title = jsonschema.ID(id), title
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	return append(b, '\n'), nil
}

// mapType says how words with a closed list, numbers that are kept exactly, texts that may be plain, and lists with gaps look in a file.
func mapType(t reflect.Type) *jsonschema.Schema {
	switch {
	case t.Kind() == reflect.Pointer:
		return nil
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Pointer: // a gap is null, and an answer may be a bare number
		return &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{
			OneOf: []*jsonschema.Schema{{Type: "string"}, {Type: "number"}, {Type: "null"}}}}
	}
	if e, ok := reflect.Zero(t).Interface().(Enumerated); ok {
		s := &jsonschema.Schema{Type: "string"}
		for _, word := range e.Enum() {
			s.Enum = append(s.Enum, word)
		}
		return s
	}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[Plain]()) {
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "string"}, {Type: "object", AdditionalProperties: &jsonschema.Schema{Type: "string"}}}}
	}
	if t.Name() == "Number" && t.Kind() == reflect.Struct {
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "number"}, {Type: "string", Pattern: `^[+-]?\d+(/\d+|\.\d+)?$`}}}
	}
	return nil
}
