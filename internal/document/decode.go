package document

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// Enumerated is a word type with a closed list of values.
type Enumerated interface{ Enum() []string }

// Plain is a map from names to texts that may be written as one plain text too.
type Plain interface{ SetPlain(text string) }

const maxDepth = 40

func valueOf(v any) reflect.Value { return reflect.ValueOf(v).Elem() }

func (d *Document) decode(n *yaml.Node, v reflect.Value, path string) {
	d.positions[path] = Position{n.Line, n.Column}
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		d.shape(path, "an anchor or alias stands here", "write the value out; definitions don't share parts by reference")
		return
	case n.Style&yaml.TaggedStyle != 0:
		d.shape(path, "a YAML tag stands here", "remove it; every value is text, a number, or true or false by its place")
		return
	case strings.Count(path, ".")+strings.Count(path, "[") > maxDepth:
		d.shape(path, "this is nested too deeply", "a definition needs no more than a few levels")
		return
	}
	if v.Kind() == reflect.Pointer {
		if isNull(n) {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		d.decodeText(n, u, path)
		return
	}
	if p, ok := v.Addr().Interface().(Plain); ok && n.Kind == yaml.ScalarNode {
		d.decodePlain(n, p, path)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.decodeStruct(n, v, path)
	case reflect.Map:
		d.decodeMap(n, v, path)
	case reflect.Slice:
		d.decodeSlice(n, v, path)
	default:
		d.decodeScalar(n, v, path)
	}
}

func (d *Document) decodeText(n *yaml.Node, u encoding.TextUnmarshaler, path string) {
	if !d.isKind(n, yaml.ScalarNode, path, "a single value") {
		return
	}
	if err := u.UnmarshalText([]byte(n.Value)); err != nil {
		d.shape(path, err.Error(), "")
	}
}

func (d *Document) decodePlain(n *yaml.Node, p Plain, path string) {
	var text string
	d.decodeString(n, valueOf(&text), path)
	if text != "" {
		p.SetPlain(text)
	}
}

func (d *Document) decodeScalar(n *yaml.Node, v reflect.Value, path string) {
	if !d.isKind(n, yaml.ScalarNode, path, "a single value") {
		return
	}
	switch v.Kind() {
	case reflect.String:
		d.decodeString(n, v, path)
	case reflect.Bool:
		b, err := strconv.ParseBool(n.Value)
		if err != nil || (n.Value != "true" && n.Value != "false") {
			d.shape(path, fmt.Sprintf("%q is neither true nor false", n.Value), "write true or false")
			return
		}
		v.SetBool(b)
	case reflect.Int:
		i, err := strconv.Atoi(n.Value)
		if err != nil {
			d.shape(path, fmt.Sprintf("%q is not a whole number", n.Value), "write a whole number such as 2")
			return
		}
		v.SetInt(int64(i))
	default:
		panic("document: no decoding for " + v.Type().String())
	}
}

func (d *Document) decodeString(n *yaml.Node, v reflect.Value, path string) {
	if isNull(n) || strings.TrimSpace(n.Value) == "" {
		d.shape(path, "there is no text here", "write the text, or leave the key out")
		return
	}
	if strings.ContainsFunc(n.Value, hidden) {
		d.shape(path, "the text has a control character", "remove it; plain text and line breaks are enough")
		return
	}
	if e, ok := v.Interface().(Enumerated); ok && !slices.Contains(e.Enum(), n.Value) {
		d.shape(path, fmt.Sprintf("%q is not one of the words allowed here", n.Value), suggest(n.Value, e.Enum()))
		return
	}
	v.SetString(n.Value)
}

// hidden marks the characters that can't be seen, and those that can make text read otherwise than it is stored.
func hidden(r rune) bool {
	return r != '\n' && unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

func (d *Document) decodeSlice(n *yaml.Node, v reflect.Value, path string) {
	if !d.isKind(n, yaml.SequenceNode, path, "a list") {
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, c := range n.Content {
		d.decode(c, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
}

func (d *Document) decodeMap(n *yaml.Node, v reflect.Value, path string) {
	if !d.isKind(n, yaml.MappingNode, path, "names with values") {
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if !d.plain(key) || d.duplicate(key, seen) {
			continue
		}
		e := reflect.New(v.Type().Elem()).Elem()
		d.decode(n.Content[i+1], e, join(path, key.Value))
		v.SetMapIndex(reflect.ValueOf(key.Value).Convert(v.Type().Key()), e)
	}
}

func (d *Document) decodeStruct(n *yaml.Node, v reflect.Value, path string) {
	if !d.isKind(n, yaml.MappingNode, path, "keys with values") {
		return
	}
	fields := fieldsOf(v.Type())
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if !d.plain(key) || d.duplicate(key, seen) {
			continue
		}
		f, ok := fields.find(key.Value)
		if !ok {
			d.at(Position{key.Line, key.Column}, fmt.Sprintf("the key %q is not known here", key.Value), suggest(key.Value, fields.names()))
			continue
		}
		d.decode(n.Content[i+1], v.Field(f.index), join(path, key.Value))
	}
	for _, f := range fields {
		if !f.optional && !seen[f.name] {
			d.shapeOfKey(path, f.name)
		}
	}
}

// plain says whether a key is a plain word.
func (d *Document) plain(key *yaml.Node) bool {
	if key.Kind == yaml.ScalarNode && key.Anchor == "" && key.Value != "" && !strings.ContainsFunc(key.Value, hidden) {
		return true
	}
	d.at(Position{key.Line, key.Column}, "this key is not a plain word", "write one of the keys known here")
	return false
}

func (d *Document) duplicate(key *yaml.Node, seen map[string]bool) bool {
	if seen[key.Value] {
		d.at(Position{key.Line, key.Column}, fmt.Sprintf("the key %q stands twice", key.Value), "keep one of the two")
		return true
	}
	seen[key.Value] = true
	return false
}

func (d *Document) isKind(n *yaml.Node, kind yaml.Kind, path, want string) bool {
	if n.Kind == kind {
		return true
	}
	d.shape(path, "this must be "+want, "")
	return false
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// shapeOfKey notes that a key is not there.
func (d *Document) shapeOfKey(path, name string) {
	d.at(d.Position(path), fmt.Sprintf("the key %q is missing", name), "add it")
	d.misshapen[join(path, name)] = true
}
