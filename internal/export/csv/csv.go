// Package csvfile owns the comma-separated forms of results: the scores of one report, the responses to one
// questionnaire (one row each, or one row an answer), and the dictionary that explains every column. It must not know
// who may read them or where they are kept.
//
// Every row begins with non_diagnostic and basis and ends with the notice, as columns, so that spreadsheets, R and
// pandas read the files as they are. A missing value is an empty cell and never 0. Files are RFC 4180 in UTF-8.
package csvfile

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/report"
)

// Options says how a file is written.
type Options struct {
	BOM bool // begin with a byte order mark, by which some spreadsheets know UTF-8
}

// Head is what every row of an export of one questionnaire says.
type Head struct {
	Definition *q.Definition
	Notice     []string // of the profile definition; a file without it is refused
	Language   q.Language
	Invented   bool // the answers are made up, for a demonstration
	Options
}

func (h *Head) check() error {
	if h.Definition == nil || len(h.Notice) == 0 {
		return fault.New(fault.Internal, "Answers can't be exported without their notice.")
	}
	return nil
}

// label gives the first cells of a row about answers that came in like this, and the last: the notice, with that of whoever holds
// the questionnaire.
func (h *Head) label(m clinic.Mode) (first []string, last string) {
	ref := h.Definition.Ref()
	return []string{"true", string(report.BasisOf(h.Definition.Respondent, m)), strconv.FormatBool(h.Invented), string(ref.ID), string(ref.Version), string(h.Definition.Hash())}, safe(strings.TrimSpace(strings.Join(h.Notice, " ") + " " + h.Definition.NoticeWords(h.Language)))
}

// The columns of the label.
var (
	labelColumns = []string{"non_diagnostic", "basis", "invented", "questionnaire", "version", "definition_sha256"}
	lastColumn   = "notice"
)

const byteOrderMark = "\uFEFF"

// open begins a file with its heading.
func open(w io.Writer, o Options, columns []string) (*csv.Writer, error) {
	if o.BOM {
		if _, err := io.WriteString(w, byteOrderMark); err != nil {
			return nil, err
		}
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	return c, c.Write(columns)
}

// formula are the characters by which a spreadsheet takes a cell for a formula, and those by which it is fooled into it.
const formula = "=+-@\t\r\n＝＋－＠"

// safe makes text a cell that no spreadsheet runs: where it would begin a formula an apostrophe stands before it. A
// number stays as it is. Control characters, which break the readers of other programs, become U+FFFD.
func safe(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	begin := strings.TrimLeft(s, "'")
	if begin != "" && strings.ContainsRune(formula, []rune(begin)[0]) && !isNumber(s) {
		return "'" + s
	}
	return s
}

// isNumber says whether text is a plain decimal number, which is harmless in a spreadsheet.
func isNumber(s string) bool {
	digits := strings.TrimLeft(s, "+-")
	_, err := strconv.ParseFloat(s, 64)
	return err == nil && len(s)-len(digits) <= 1 && digits != "" && strings.Trim(digits, "0123456789.") == ""
}

// number writes an exact number as a decimal; one that does not end has six decimals.
func number(n interface {
	String() string
	Decimal(int) string
}) string {
	if s := n.String(); isNumber(s) {
		return s
	}
	if s := n.Decimal(6); isNumber(s) {
		return s
	}
	return ""
}

// decimal writes a measured number with four decimals at most.
func decimal(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(v, 'f', 4, 64), "0"), ".")
}

// moment writes a time as RFC 3339 in UTC; nothing where there is none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
