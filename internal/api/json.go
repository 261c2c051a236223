package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"steelyard/internal/fault"
)

// The bounds of what is sent.
const (
	maxBody   = 1 << 20
	maxDepth  = 16
	maxValues = 20_000
)

// node is one value of a JSON text as it was written, with nothing taken for something else.
type node struct {
	kind    kind
	text    string // of a string, or of a number as it was written
	keys    []string
	values  []*node // of an object in the order of keys, or of a list
	boolean bool
}

type kind string

const (
	isNull   kind = "null"
	isBool   kind = "true or false"
	isNumber kind = "a number"
	isText   kind = "text"
	isList   kind = "a list"
	isObject kind = "an object"
)

// parser reads one JSON text strictly. encoding/json would take a key that stands twice, mend text that is not UTF-8, and
// match keys whatever their case.
type parser struct {
	d      *json.Decoder
	values int
}

// parse reads a whole text. What is wrong comes with a JSON pointer to where it is.
func parse(body []byte) (*node, error) {
	switch {
	case len(body) == 0:
		return nil, wrongBody("", "there is nothing here", "send a JSON object")
	case !utf8.Valid(body):
		return nil, wrongBody("", "this is not valid UTF-8", "send the text in UTF-8, without a byte order mark")
	}
	if at, found := halfPair(body); found {
		return nil, wrongBody("", fmt.Sprintf("the text at byte %d has half of a pair of UTF-16 code units", at), `write both halves, such as \ud83d\ude42, or the character itself`)
	}
	p := &parser{d: json.NewDecoder(bytes.NewReader(body))}
	p.d.UseNumber()
	n, err := p.value("", 0)
	if err != nil {
		return nil, err
	}
	if _, err := p.d.Token(); !errors.Is(err, io.EOF) {
		return nil, wrongBody("", "there is more after the end of the JSON text", "send one JSON object and nothing behind it")
	}
	return n, nil
}

func (p *parser) value(at string, depth int) (*node, error) {
	if p.values++; p.values > maxValues {
		return nil, wrongBody(at, fmt.Sprintf("there are more than %d values", maxValues), "send less at once")
	}
	token, err := p.d.Token()
	if err != nil {
		return nil, malformed(at, err)
	}
	switch t := token.(type) {
	case nil:
		return &node{kind: isNull}, nil
	case bool:
		return &node{kind: isBool, boolean: t}, nil
	case json.Number:
		return &node{kind: isNumber, text: t.String()}, nil
	case string:
		return &node{kind: isText, text: t}, readable(at, t)
	case json.Delim:
		if depth >= maxDepth {
			return nil, wrongBody(at, fmt.Sprintf("this is nested more than %d levels deep", maxDepth), "send it flatter")
		}
		if t == '[' {
			return p.list(at, depth)
		}
		return p.object(at, depth)
	}
	return nil, malformed(at, errors.New("unknown token"))
}

func (p *parser) list(at string, depth int) (*node, error) {
	n := &node{kind: isList}
	for p.d.More() {
		v, err := p.value(at+"/"+strconv.Itoa(len(n.values)), depth+1)
		if err != nil {
			return nil, err
		}
		n.values = append(n.values, v)
	}
	_, err := p.d.Token()
	return n, malformed(at, err)
}

func (p *parser) object(at string, depth int) (*node, error) {
	n := &node{kind: isObject}
	seen := map[string]bool{}
	for p.d.More() {
		token, err := p.d.Token()
		if err != nil {
			return nil, malformed(at, err)
		}
		key, ok := token.(string)
		if !ok {
			return nil, malformed(at, errors.New("a key is no text"))
		}
		if err := readable(at, key); err != nil {
			return nil, err
		}
		below := at + "/" + escape(key)
		if seen[key] {
			return nil, wrongBody(below, "this key stands twice", "keep one of the two")
		}
		seen[key] = true
		v, err := p.value(below, depth+1)
		if err != nil {
			return nil, err
		}
		n.keys, n.values = append(n.keys, key), append(n.values, v)
	}
	_, err := p.d.Token()
	return n, malformed(at, err)
}

// readable refuses a null character.
func readable(at, s string) error {
	if strings.ContainsRune(s, 0) {
		return wrongBody(at, "the text has a null character", "remove it")
	}
	return nil
}

// halfPair finds an escaped half of a pair of UTF-16 code units, which the decoder would turn into U+FFFD unsaid. A
// backslash only stands in texts.
func halfPair(body []byte) (at int, found bool) {
	for i := 0; i+1 < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		i++
		unit, ok := escaped(body[i-1:])
		switch {
		case !ok:
			continue
		case unit >= 0xd800 && unit <= 0xdbff:
			if low, ok := escaped(body[min(i+5, len(body)):]); ok && low >= 0xdc00 && low <= 0xdfff {
				i += 10
				continue
			}
			return i - 1, true
		case unit >= 0xdc00 && unit <= 0xdfff:
			return i - 1, true
		}
	}
	return 0, false
}

// escaped reads one code unit that is written as in \u00e9.
func escaped(b []byte) (unit uint64, ok bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(b[2:6]), 16, 32)
	return unit, err == nil
}

// escape writes a key as a step of a JSON pointer (RFC 6901).
func escape(key string) string {
	const longest = 100
	if len(key) > longest {
		key = strings.ToValidUTF8(key[:longest], "") + "…"
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}

func malformed(at string, err error) error {
	if err == nil {
		return nil
	}
	what := "the JSON text breaks off"
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		what = fmt.Sprintf("this is not well-formed JSON: %s, at byte %d", strings.ToValidUTF8(syntax.Error(), "?"), syntax.Offset)
	}
	return wrongBody(at, what, "check the quotes, commas and brackets around here")
}

// badBodyError marks what can't be read at all; it has a status of its own.
type badBodyError struct{ cause error }

func (b badBodyError) Error() string { return b.cause.Error() }

func (b badBodyError) Unwrap() error { return b.cause }

func wrongBody(at, what, mend string) error {
	return badBodyError{fault.New(fault.Invalid, "What was sent can't be read. Nothing was kept.", fault.Detail{Where: pointer(at), What: what, Mend: mend})}
}

// pointer marks a place as a JSON pointer; that of the whole text is empty.
func pointer(at string) string { return "#" + at }
