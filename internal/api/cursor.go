package api

import (
	"encoding/base64"
	"strconv"
	"strings"

	"steelyard/internal/app"
	"steelyard/internal/fault"
)

// page is a piece of a list.
type page[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next" about:"the cursor of the page after this one; null on the last"`
}

const defaultLimit = 50

// asked gives the page that is asked for: one row more than it has, by which it is known whether there is another.
func (x *call) asked() (p app.Page, err error) {
	limit := defaultLimit
	if s := x.query.Get("limit"); x.query.Has("limit") {
		if limit, err = strconv.Atoi(s); err != nil || limit < 1 || limit >= app.MaxPage {
			return p, wrongQuery("limit", "a page has 1 to 200 rows")
		}
	}
	p.Limit = limit + 1
	if !x.query.Has("cursor") {
		return p, nil
	}
	after, ok := x.readCursor(x.query.Get("cursor"))
	if !ok {
		return p, wrongQuery("cursor", "this is no cursor of this list; take it from next of the page before")
	}
	p.After = after
	return p, nil
}

func wrongQuery(name, what string) error {
	return fault.New(fault.Invalid, "The query of the address can't be taken.", fault.Detail{Where: "#", What: name + ": " + what})
}

// A cursor names the list it belongs to and the last row that was given. It says nothing of a person.
func (x *call) cursor(after string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(x.op.name + " " + after))
}

func (x *call) readCursor(s string) (after string, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) > 200 {
		return "", false
	}
	of, after, ok := strings.Cut(string(b), " ")
	return after, ok && of == x.op.name && after != ""
}

// listPage makes the answer of a list that was asked for one row more than the page has.
func listPage[A, B any](x *call, p app.Page, list []A, id func(A) string, form func(A) B) (*answer, error) {
	out := page[B]{Items: []B{}}
	if len(list) == p.Limit {
		list = list[:p.Limit-1]
		next := x.cursor(id(list[len(list)-1]))
		out.Next = &next
	}
	for _, row := range list {
		out.Items = append(out.Items, form(row))
	}
	return x.gives(out)
}
