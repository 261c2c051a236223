package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"steelyard/internal/app"
	csvfile "steelyard/internal/export/csv"
	jsonfile "steelyard/internal/export/json"
	"steelyard/internal/export/pdf"
	q "steelyard/internal/questionnaire"
)

// report makes one report in memory, so that a failure is still a problem document and never half a file.
func (x *call) report(ctx context.Context) (*answer, error) {
	f, err := x.accepted()
	if err != nil {
		return nil, err
	}
	ext := extensions[f.kind]
	r, err := x.App.Report(ctx, x.who, app.ReportRequest{Patient: x.patientID(), Format: ext})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	switch f.kind {
	case pdfKind:
		err = pdf.Write(&b, r)
	case csvKind:
		err = csvfile.WriteReport(&b, r, csvfile.Options{})
	default:
		err = jsonfile.Write(&b, r)
	}
	if err != nil {
		return nil, fmt.Errorf("write report as %s: %w", ext, err)
	}
	x.attach("report-"+r.Patient.RecordNumber+"-"+r.At.Format(time.DateOnly), f)
	x.c.Data(x.op.status, typeOf(f), b.Bytes())
	return nil, nil //nolint:nilnil // it was sent: see run
}

var extensions = map[string]string{jsonKind: "json", csvKind: "csv", pdfKind: "pdf", ndjsonKind: "ndjson"}

func typeOf(f form) string {
	if f.kind == csvKind {
		return csvKind + "; charset=utf-8; header=present"
	}
	return f.kind
}

// attach names a file. The name has no name of a person, and nothing that a path or a header is made of.
func (x *call) attach(name string, f form) {
	safe := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' || r == '_' {
			return r
		}
		return '_'
	}, name)
	x.c.Header("Content-Disposition", `attachment; filename="`+safe+"."+extensions[f.kind]+`"`)
}

// slow is how long a reader of a long file may take for one piece of it.
const slow = 30 * time.Second

// stream sends a long file piece by piece. Each piece has a time limit of its own, because the whole may take long.
type stream struct {
	to      io.Writer
	control *http.ResponseController
}

func (x *call) stream(name string, f form) stream {
	x.attach(name+"-"+x.App.Now().Format(time.DateOnly), f)
	x.c.Header("Content-Type", typeOf(f))
	return stream{x.c.Writer, http.NewResponseController(x.c.Writer)}
}

func (s stream) Write(b []byte) (int, error) {
	if err := s.control.SetWriteDeadline(time.Now().Add(slow)); err != nil {
		return 0, fmt.Errorf("give the reader time: %w", err)
	}
	return s.to.Write(b)
}

// sink takes one row after the other.
type sink[T any] interface {
	Write(T) error
	Flush() error
}

// lines writes a JSON object a line.
type lines[T any] struct {
	to   *json.Encoder
	form func(T) (any, error)
}

func (l lines[T]) Write(row T) error {
	v, err := l.form(row)
	if err != nil {
		return err
	}
	return l.to.Encode(v)
}

func (lines[T]) Flush() error { return nil }

func (x *call) notice() (sentences []string) {
	if d := x.App.Library.Profile(); d != nil {
		return d.NoticeIn(q.DefaultLanguage)
	}
	return nil
}

func (x *call) exportCaseload(ctx context.Context) (*answer, error) {
	f, err := x.accepted()
	if err != nil {
		return nil, err
	}
	var out sink[csvfile.Listed]
	head := csvfile.Caseload{Notice: x.notice(), Invented: x.App.Invented}
	to := x.stream("patients", f)
	if f.kind == csvKind {
		out, err = csvfile.NewCaseloadWriter(to, head)
	} else {
		out = lines[csvfile.Listed]{json.NewEncoder(to), func(p csvfile.Listed) (any, error) {
			return jsonfile.NewListed(jsonfile.Person{RecordNumber: p.RecordNumber, Name: p.Name, BirthDate: unlessEmpty(p.BirthDate), OpenAlerts: p.OpenAlerts,
				LastCompleted: p.LastCompleted, WaitingSince: p.WaitingSince, WaitingUntil: p.WaitingUntil}, head.Notice, head.Invented)
		}}
	}
	if err != nil {
		return nil, err
	}
	err = x.App.ExportCaseload(ctx, x.who, app.CaseloadQuery{}, func(r app.CaseloadRow) error {
		return out.Write(csvfile.Listed{RecordNumber: r.RecordNumber, Name: r.Name, BirthDate: r.BirthDate, OpenAlerts: r.OpenAlerts,
			LastCompleted: r.LastCompleted, WaitingSince: r.WaitingSince, WaitingUntil: r.WaitingUntil})
	})
	return x.end(out.Flush, err)
}

// end finishes a file. One without rows is still a file.
func (x *call) end(flush func() error, err error) (*answer, error) {
	if err == nil {
		err = flush()
	}
	if err != nil {
		return nil, err
	}
	x.c.Writer.WriteHeaderNow()
	return nil, nil //nolint:nilnil // it was sent: see run
}

func (x *call) exportResponses(ctx context.Context) (*answer, error) {
	f, err := x.accepted()
	if err != nil {
		return nil, err
	}
	ref, err := x.ref()
	if err != nil {
		return nil, err
	}
	e, err := x.App.Exportable(ctx, x.who, ref)
	if err != nil {
		return nil, err
	}
	head := csvfile.Head{Definition: e.Definition, Notice: x.notice(), Language: q.DefaultLanguage, Invented: x.App.Invented}
	var out sink[csvfile.Entry]
	to := x.stream(strings.ReplaceAll(ref.String(), "@", "-")+"-responses", f)
	if f.kind == csvKind {
		out, err = csvfile.NewResponseWriter(to, head)
	} else {
		out = lines[csvfile.Entry]{json.NewEncoder(to), func(e csvfile.Entry) (any, error) {
			return jsonfile.NewLine(jsonfile.Exported{Record: e.RecordNumber, Response: e.Response, Result: e.Result, Respondent: head.Definition.Respondent, Mode: e.Mode}, head.Notice, head.Invented)
		}}
	}
	if err != nil {
		return nil, err
	}
	err = x.App.ExportResponses(ctx, x.who, app.ResponseFilter{Questionnaire: ref}, func(r app.ExportRow) error {
		return out.Write(csvfile.Entry{RecordNumber: r.RecordNumber, Response: &r.Response, Result: r.Result, Mode: r.Mode})
	})
	return x.end(out.Flush, err)
}
