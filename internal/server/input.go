package server

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/gin-gonic/gin/binding"
	"github.com/go-playground/validator/v10"

	"steelyard/internal/fault"
)

// The bounds of a request. What is over maxBody is read away up to maxDrain, so that a browser that is still sending
// hears the answer instead of a broken connection.
const (
	maxBody   = 1 << 20
	maxDrain  = 64 << 20
	maxFields = 1000
	maxField  = 64 << 10
)

// readInput reads and checks a whole form before any handler sees it.
func (s *Server) readInput(c *gin.Context) {
	r := c.Request
	query, err := readValues(r.URL.RawQuery)
	if err == nil && !readable(r.URL.Path) {
		err = errBadText
	}
	if err == nil && r.Method != http.MethodGet && r.Method != http.MethodHead {
		r.PostForm, err = readForm(r, takesFile[c.FullPath()])
	}
	if err != nil {
		s.refuse(c, err)
		return
	}
	r.Form = url.Values{}
	for _, values := range []url.Values{r.PostForm, query} {
		for k, v := range values {
			r.Form[k] = append(r.Form[k], v...)
		}
	}
	r.Body = http.NoBody
}

func readForm(r *http.Request, file bool) (url.Values, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, errBroken
	}
	if len(body) > maxBody {
		if _, err := io.CopyN(io.Discard, r.Body, maxDrain); err != nil && !errors.Is(err, io.EOF) {
			return nil, errBroken
		}
		return nil, errTooLarge
	}
	if len(body) == 0 {
		return url.Values{}, nil
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err == nil && file && kind == "multipart/form-data":
		return readParts(body, params["boundary"])
	case err != nil || kind != "application/x-www-form-urlencoded":
		return nil, errBadForm
	}
	return readValues(string(body))
}

func readValues(encoded string) (url.Values, error) {
	if strings.Count(encoded, "&") >= maxFields {
		return nil, errTooMany
	}
	values, err := url.ParseQuery(encoded)
	if err != nil {
		return nil, errBadText
	}
	for k, list := range values {
		for _, v := range list {
			if !readable(k) || !readable(v) {
				return nil, errBadText
			}
			if len(v) > maxField {
				return nil, errTooLarge
			}
		}
	}
	return values, nil
}

func readable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// shape checks the shape of what was sent: how long, how many. What it means is the use case's to check, all at once, so
// that a form never comes back twice for what could have been said the first time.
var shape = newShape()

func newShape() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return f.Tag.Get("form") })
	return v
}

// decode reads a posted form (or a query, for GET) into a struct by its `form` tags and checks its `validate` tags. What is
// wrong is said in the words of the field's `say` tag; a field that wants a number and gets a word counts as wrong too.
// The struct is filled as far as possible also where an error is given, so that a page can show what was typed. A posted form
// must have every field of the struct that its page always sends; see sentAlways.
func decode[T any](c *gin.Context) (in T, err error) {
	if in, err = decodeSome[T](c); err == nil && c.Request.Method == http.MethodPost {
		err = sentWhole(c, sentAlways(reflect.TypeFor[T]())...)
	}
	return in, err
}

// sentAlways names the fields that a browser sends of a form whatever is done on it: those for text and numbers. What is ticked
// or left is told apart by its kind, a list or a yes and no; where one word of several is ticked, or a page leaves a field out,
// the field says so by the tag `sent:"perhaps"`.
func sentAlways(t reflect.Type) (names []string) {
	for f := range t.Fields() {
		switch kind := f.Type.Kind(); {
		case f.Tag.Get("sent") == "perhaps":
		case f.Anonymous && kind == reflect.Struct:
			names = append(names, sentAlways(f.Type)...)
		case f.Tag.Get("form") != "" && (kind == reflect.String || kind == reflect.Int):
			names = append(names, f.Tag.Get("form"))
		}
	}
	return names
}

// decodeSome is decode for an address, and for a form that stands on its page in several shapes.
func decodeSome[T any](c *gin.Context) (in T, err error) {
	values := c.Request.PostForm
	if c.Request.Method == http.MethodGet {
		values = c.Request.Form
	}
	if err := binding.MapFormWithTag(&in, values, "form"); err != nil {
		return in, fault.Wrap(err, fault.Invalid, "Please enter numbers where numbers are asked for.")
	}
	if err := shape.Struct(in); err != nil {
		return in, misshapen(reflect.TypeFor[T](), err)
	}
	return in, nil
}

// sentWhole refuses a form that lacks a field which the page always sends. A field that is missing is not an empty one: taken for
// one, it would clear what is kept.
func sentWhole(c *gin.Context, fields ...string) error {
	for _, name := range fields {
		if !c.Request.PostForm.Has(name) {
			return fault.New(fault.Invalid, "A part of the page was not sent. Nothing was changed. Reload the page and send it again.")
		}
	}
	return nil
}

func misshapen(t reflect.Type, err error) error {
	wrong, ok := errors.AsType[validator.ValidationErrors](err)
	if !ok {
		return fmt.Errorf("check shape: %w", err)
	}
	details := make([]fault.Detail, 0, len(wrong))
	for _, w := range wrong {
		what := "Please check this field."
		if f, ok := t.FieldByName(w.StructField()); ok && f.Tag.Get("say") != "" {
			what = f.Tag.Get("say")
		}
		details = append(details, fault.Detail{Where: w.Field(), What: what})
	}
	return fault.New(fault.Invalid, "Please correct what is marked.", details...)
}

// whole reads a number of days or the like; what is not one gives 0, which no use case takes.
func whole(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return n
}

// correctable says whether an error can be mended on the form it came from: then the form is shown again with it.
func correctable(err error) bool {
	kind := fault.KindOf(err)
	return err != nil && (kind == fault.Invalid || kind == fault.Conflict)
}
