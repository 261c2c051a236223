package roster

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// Dates says how the birth dates of a file are written. Year-month-day is always understood.
type Dates string

// The ways to write a date. Which of the last two a file has can't be told from the file, so a person says it.
const (
	YearMonthDay Dates = "iso"
	DayMonthYear Dates = "dmy" // 27.03.1984
	MonthDayYear Dates = "mdy" // 03/27/1984
)

var layouts = map[Dates]string{DayMonthYear: "2.1.2006", MonthDayYear: "1/2/2006"}

type reading struct {
	dates     Dates
	languages []q.Language
}

func newRow(line int, cells, fields []string, how reading) Row {
	r := Row{Line: line, Cells: map[string]string{}}
	for i, cell := range cells {
		if i < len(fields) && fields[i] != "" {
			r.Cells[fields[i]] = plain(cell)
		}
	}
	if len(cells) != len(fields) {
		r.wrong("", fmt.Sprintf("This row has %d cells, and the first row names %d columns.", len(cells), len(fields)))
	}
	c := r.Cells
	r.Patient = clinic.Patient{RecordNumber: c["record_number"], Name: c["name"], Email: c["email"], Phone: c["phone"]}
	r.Team, r.Login = c["team"], c["clinician"]
	r.birthDate(c["birth_date"], how.dates)
	r.sex(c["sex"])
	r.language(c["language"], how.languages)
	return r
}

// plain is a cell without the apostrophe that keeps a spreadsheet from running it.
func plain(cell string) string {
	cell = strings.TrimSpace(cell)
	if rest, ok := strings.CutPrefix(cell, "'"); ok && rest != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(rest)[0]) {
		return rest
	}
	return cell
}

func (r *Row) birthDate(cell string, dates Dates) {
	if cell == "" {
		return
	}
	if t, err := time.Parse(time.DateOnly, cell); err == nil {
		r.Patient.BirthDate = q.Date(t.Format(time.DateOnly))
		return
	}
	if t, err := time.Parse(layouts[dates], cell); err == nil && layouts[dates] != "" {
		r.Patient.BirthDate = q.Date(t.Format(time.DateOnly))
		return
	}
	r.wrong("birth_date", map[Dates]string{
		DayMonthYear: "This is no date as day.month.year, such as 27.03.1984.", MonthDayYear: "This is no date as month/day/year, such as 03/27/1984.",
	}[dates])
	if last := &r.Wrong[len(r.Wrong)-1]; last.What == "" {
		last.What = "This is no date as year-month-day, such as 1984-03-27. Where the whole file has another way, choose it beside the file."
	}
}

var sexes = map[string]clinic.Sex{
	"": clinic.UnknownSex, "unknown": clinic.UnknownSex, "u": clinic.UnknownSex, "female": clinic.Female, "f": clinic.Female,
	"male": clinic.Male, "m": clinic.Male, "other": clinic.OtherSex, "o": clinic.OtherSex,
}

func (r *Row) sex(cell string) {
	s, ok := sexes[strings.ToLower(cell)]
	if r.Patient.Sex = s; !ok {
		r.Patient.Sex = clinic.UnknownSex
		r.wrong("sex", "Write female, male, other or unknown, or leave it empty.")
	}
}

func (r *Row) language(cell string, languages []q.Language) {
	r.Patient.Language = q.Language(strings.ToLower(cell))
	if cell != "" && !slices.Contains(languages, r.Patient.Language) {
		var codes []string
		for _, l := range languages {
			codes = append(codes, string(l))
		}
		r.wrong("language", "Write one of "+strings.Join(codes, ", ")+", or leave it empty.")
	}
}
