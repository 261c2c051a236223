package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

// call is one request that has passed the door.
type call struct {
	*API
	c     *gin.Context
	op    *operation
	who   clinic.Actor
	query url.Values
	body  []byte
}

// answer is what is sent where all goes well. It is kept as it stands for a request that may be repeated.
type answer struct {
	Status   int             `json:"status"`
	Location string          `json:"location,omitempty"`
	ETag     string          `json:"etag,omitempty"`
	Body     json.RawMessage `json:"body,omitempty"`
}

// A run does what an operation is for. The context makes its use cases part of one transaction where the request may be
// repeated. No answer means that it was sent already, as a file.
type run func(*call, context.Context) (*answer, error)

// door lets in whoever may, with a request that is as the document says.
func (a *API) door(op *operation) gin.HandlerFunc {
	return func(c *gin.Context) {
		x := &call{API: a, c: c, op: op}
		if err := x.enter(); err != nil {
			a.fail(c, err)
			return
		}
		out, again, err := x.answer(c.Request.Context())
		switch {
		case err != nil:
			a.fail(c, err)
		case out != nil:
			x.send(out, again)
		}
	}
}

func (x *call) enter() (err error) {
	if x.query, err = x.op.readQuery(x.c.Request); err != nil {
		return err
	}
	if x.op.action != anybody {
		if x.who, err = x.recognise(); err != nil {
			return err
		}
		x.c.Set(whoKey, x.who)
		if x.op.action != anyToken && !clinic.Can(x.who, x.op.action, clinic.NoPatient) {
			return x.refuse()
		}
	}
	x.body, err = x.op.readBody(x.c.Request)
	return err
}

// refuse notes that a token came to a door that its scope or its user's role does not open.
func (x *call) refuse() error {
	if err := x.App.NoteRefusal(x.c.Request.Context(), x.who, x.op.action); err != nil {
		return err
	}
	return errScope
}

// recognise finds out whose token came. Nothing else lets anybody in: a cookie is not looked at.
func (x *call) recognise() (clinic.Actor, error) {
	word, token, ok := strings.Cut(x.c.GetHeader("Authorization"), " ")
	if !ok || !strings.EqualFold(word, "Bearer") || token == "" || len(token) > 200 {
		return clinic.Actor{}, errNoBearer
	}
	who, err := x.App.ActorOfToken(x.c.Request.Context(), token, x.c.ClientIP())
	if fault.KindOf(err) == fault.Denied {
		return who, errBadToken
	}
	return who, err
}

// answer runs the operation, once for a key where it writes something new.
func (x *call) answer(ctx context.Context) (out *answer, again bool, err error) {
	if x.op.method != http.MethodPost || x.op.action == anybody {
		out, err = x.op.run(x, ctx)
		return out, false, err
	}
	return x.once(ctx, func(ctx context.Context) (*answer, error) { return x.op.run(x, ctx) })
}

func (x *call) send(out *answer, again bool) {
	for name, value := range map[string]string{"Location": out.Location, "ETag": out.ETag} {
		if value != "" {
			x.c.Header(name, value)
		}
	}
	if again {
		x.c.Header("Idempotency-Replayed", "true")
	}
	if out.Body == nil {
		x.c.Status(out.Status)
		x.c.Writer.WriteHeaderNow()
		return
	}
	x.c.Data(out.Status, jsonKind, out.Body)
}

// gives makes an answer of a value in the operation's form.
func (x *call) gives(v any) (*answer, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write answer: %w", err)
	}
	return &answer{Status: x.op.status, Body: body}, nil
}

// readQuery takes the parameters that the operation knows, each once.
func (op *operation) readQuery(r *http.Request) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil || !utf8.ValidString(r.URL.Path) || strings.ContainsRune(r.URL.Path, 0) {
		return nil, errQuery
	}
	for name, list := range values {
		known := slices.ContainsFunc(op.query, func(p parameter) bool { return p.name == name })
		if !known || len(list) != 1 || !utf8.ValidString(list[0]) || strings.ContainsRune(list[0], 0) {
			return nil, errQuery
		}
	}
	return values, nil
}

// maxDrain is how much of a body that is too large is read away, so that whoever sends it hears the answer.
const maxDrain = 64 << 20

func (op *operation) readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, errBroken
	case len(body) > maxBody:
		if _, err := io.CopyN(io.Discard, r.Body, maxDrain); err != nil && !errors.Is(err, io.EOF) {
			return nil, errBroken
		}
		return nil, errTooLarge
	case op.in == nil && len(body) > 0:
		return nil, errEmpty
	case op.in == nil:
		return nil, nil
	}
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset, said := parameters["charset"]
	if err != nil || kind != jsonKind || said && !strings.EqualFold(charset, "utf-8") || r.Header.Get("Content-Encoding") != "" {
		return nil, errKind
	}
	return body, nil
}

const whoKey = "who" // under which a request keeps whose token came

// follow writes one log line a request and catches panics. It has the route's pattern and never the path.
func (a *API) follow(c *gin.Context) {
	began := time.Now()
	defer func() {
		p := recover()
		cause, _ := p.(error)
		aborted := errors.Is(cause, http.ErrAbortHandler)
		if p != nil && !aborted {
			a.Log.Error("panic", "request", a.Request(c.Request), "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			c.Abort()
			if !c.Writer.Written() {
				a.fail(c, errPanic)
			}
		}
		who, _ := c.Value(whoKey).(clinic.Actor)
		d := Done{c.Request, c.Request.Method, c.FullPath(), c.Param("id"), who, c.Writer.Status(), aborted, time.Since(began)}
		a.Log.Info("request", "method", d.Method, "route", d.Route, "status", d.Status, "duration", d.Took, "request", a.Request(c.Request))
		if a.Done != nil {
			a.Done(d)
		}
		if aborted {
			panic(p)
		}
	}()
	c.Next()
}
