package server

import (
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	csvfile "steelyard/internal/export/csv"
	"steelyard/internal/roster"
)

type importPage struct {
	Base
	Columns []roster.Column
	Dates   Field
}

func (*importPage) template() string { return "import" }

// FileField gives the field for the file.
func (p *importPage) FileField() fileField {
	return fileField{"File", "CSV in UTF-8, divided by commas, semicolons or tabs; up to 5,000 patients and 900 kB. Choose it again where something was to mend.", ".csv,.txt,.tsv", p.Problems.Of(fieldFile)}
}

func (s *Server) renderImport(c *gin.Context, in importInput, err error) error {
	p := &importPage{Base: Base{Title: "Add patients from a file", Section: "patients", Problems: problemsOf(err)}, Columns: roster.Columns()}
	for i := range p.Problems {
		if p.Problems[i].Field == fieldSealed { // no field that can be seen
			p.Problems[i].Field = fieldFile
		}
	}
	p.Dates = Field{Name: "dates", Label: "How birth dates are written in it", Hint: "Year-month-day is always understood.", Kind: "radios", Options: choose([]Option{
		{Value: string(roster.YearMonthDay), Label: "Year-month-day: 1984-03-27"},
		{Value: string(roster.DayMonthYear), Label: "Day.month.year: 27.03.1984"},
		{Value: string(roster.MonthDayYear), Label: "Month/day/year: 03/27/1984"}}, in.Dates)}
	status := http.StatusOK
	if err != nil {
		status = statusOf(err)
	}
	return s.render(c, status, p)
}

func (s *Server) importForm(c *gin.Context, _ clinic.Actor) error {
	return s.renderImport(c, importInput{Dates: string(roster.YearMonthDay)}, nil)
}

type importInput struct {
	File   string `form:"file"`
	Dates  string `form:"dates" validate:"omitempty,oneof=iso dmy mdy" say:"Choose how birth dates are written."`
	Sealed string `form:"sealed" validate:"omitempty,base64rawurl" say:"The file is not held any more. Choose it again."`
	Page   string `form:"page" validate:"max=10" say:"There is no such page."`
	Only   string `form:"only" validate:"omitempty,oneof=refused"`
}

func (in importInput) sealed() []byte {
	b, _ := base64.RawURLEncoding.DecodeString(in.Sealed) // its shape was checked
	return b
}

// rosterPage shows what would become of every row, or what became of it.
type rosterPage struct {
	Base
	Rows               []rosterRow
	All                int
	New, Same, Refused int
	Unknown            string
	Sealed             string
	Only               string
	Page, Pages        int
	Previous, Next     int
	Done               bool
}

func (*rosterPage) template() string { return "import_rows" }

type rosterRow struct {
	app.RosterRow
	What string
	Why  []string
}

// rowsShown is how many rows stand on one page.
const rowsShown = 100

func (s *Server) newRosterPage(plan app.RosterPlan, in importInput, done bool) *rosterPage {
	p := &rosterPage{Base: Base{Title: "Look through before you add them", Section: "patients", Wide: true}, Done: done, All: len(plan.Rows), New: plan.Count(app.RowNew), Same: plan.Count(app.RowSame),
		Refused: plan.Count(app.RowRefused), Unknown: strings.Join(plan.Unknown, ", "), Sealed: base64.RawURLEncoding.EncodeToString(plan.Sealed), Only: in.Only}
	words := map[app.Outcome]string{app.RowNew: "will be added", app.RowSame: "is there already", app.RowRefused: "refused"}
	if done {
		p.Title, words[app.RowNew] = "What became of the file", "was added"
	}
	for _, r := range plan.Rows {
		if in.Only == "" || r.Outcome == app.RowRefused {
			p.Rows = append(p.Rows, rosterRow{r, words[r.Outcome], whyRefused(r)})
		}
	}
	p.Pages = max(1, (len(p.Rows)+rowsShown-1)/rowsShown)
	p.Page = min(max(1, whole(in.Page)), p.Pages)
	if p.Page > 1 {
		p.Previous = p.Page - 1
	}
	if p.Page < p.Pages {
		p.Next = p.Page + 1
	}
	p.Rows = p.Rows[min(len(p.Rows), (p.Page-1)*rowsShown):min(len(p.Rows), p.Page*rowsShown)]
	return p
}

func whyRefused(r app.RosterRow) (why []string) {
	for _, w := range r.Wrong {
		header := ""
		for _, c := range roster.Columns() {
			if c.Field == w.Field {
				header = c.Header + ": "
			}
		}
		why = append(why, header+w.What)
	}
	return why
}

// previewImport looks a file through and writes nothing. The file comes back in the page, sealed, and is kept nowhere.
func (s *Server) previewImport(c *gin.Context, who clinic.Actor) error {
	in, err := decodeSome[importInput](c)
	var plan app.RosterPlan
	switch {
	case err != nil:
	case in.Sealed != "":
		plan, err = s.app.PreviewedRoster(c.Request.Context(), who, in.sealed())
	default:
		plan, err = s.app.PreviewRoster(c.Request.Context(), who, app.Roster{Content: []byte(in.File), Dates: roster.Dates(in.Dates), Languages: tongues})
	}
	switch {
	case correctable(err):
		return s.renderImport(c, in, err)
	case err != nil:
		return err
	}
	return s.render(c, http.StatusOK, s.newRosterPage(plan, in, false))
}

// importPatients adds them. Sent again, it adds nobody twice.
func (s *Server) importPatients(c *gin.Context, who clinic.Actor) error {
	in, err := decodeSome[importInput](c)
	var plan app.RosterPlan
	if err == nil {
		plan, err = s.app.AddRoster(c.Request.Context(), who, in.sealed())
	}
	switch {
	case correctable(err):
		return s.renderImport(c, importInput{Dates: string(roster.YearMonthDay)}, err)
	case err != nil:
		return err
	}
	in.Page, in.Only = "", ""
	if plan.Count(app.RowRefused) > 0 {
		in.Only = "refused"
	}
	return s.render(c, http.StatusOK, s.newRosterPage(plan, in, true))
}

// importRefused gives the rows that were refused with why, as a file that can be mended and chosen again.
func (s *Server) importRefused(c *gin.Context, who clinic.Actor) error {
	in, err := decodeSome[importInput](c)
	var plan app.RosterPlan
	if err == nil {
		plan, err = s.app.PreviewedRoster(c.Request.Context(), who, in.sealed())
	}
	switch {
	case correctable(err):
		return s.renderImport(c, importInput{Dates: string(roster.YearMonthDay)}, err)
	case err != nil:
		return err
	}
	out, err := csvfile.NewRefusedWriter(newStream(c, "refused-"+s.today()+".csv"), headersOf())
	if err != nil {
		return err
	}
	for _, r := range plan.Rows {
		if r.Outcome != app.RowRefused {
			continue
		}
		var cells []string
		for _, column := range roster.Columns() {
			cells = append(cells, r.Cells[column.Field])
		}
		if err := out.Write(r.Line, strings.Join(whyRefused(r), " "), cells); err != nil {
			return err
		}
	}
	return out.Flush()
}

func headersOf() (headers []string) {
	for _, c := range roster.Columns() {
		headers = append(headers, c.Header)
	}
	return headers
}

func (s *Server) importTemplate(c *gin.Context, _ clinic.Actor) error {
	attach(c, "patients-template.csv")
	c.Data(http.StatusOK, csvKind, []byte("\uFEFF"+strings.Join(headersOf(), ",")+"\r\n"))
	return nil
}
