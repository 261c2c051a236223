package roster

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

var spoken = []q.Language{"en", "de"}

func TestTheSameListHoweverItIsWritten(t *testing.T) {
	const want = `R-1 "Ada; Ämter" 1984-03-27 female a@example.org +49 30 1 de North ada`
	for name, text := range map[string]string{
		"commas":           "Record number,Name,Birth date,Sex,E-mail,Phone,Language,Team,Clinician login\nR-1,Ada; Ämter,1984-03-27,F,a@example.org,+49 30 1,DE,North,ada\n",
		"semicolons":       "record_number;NAME;Date of birth;gender;mail;Telephone;language;team;clinician\r\nR-1;\"Ada; Ämter\";1984-03-27;female;a@example.org;+49 30 1;de;North;ada\r\n",
		"tabs and a mark":  "\uFEFFRecord number\tName\tBirth date\tSex\tE-mail\tPhone\tLanguage\tTeam\tClinician login\rR-1\tAda; Ämter\t1984-03-27\tf\ta@example.org\t'+49 30 1\tde\tNorth\tada\r",
		"another order":    "Clinician login,Team,Language,Phone,E-mail,Sex,Birth date,Name,Record number\n\nada,North,de,+49 30 1,a@example.org,female,1984-03-27,Ada; Ämter,R-1\n,,,,,,,,\n",
		"the refused list": "Row,Why refused,Record number,Name,Birth date,Sex,E-mail,Phone,Language,Team,Clinician login\n2,Name: x,R-1,Ada; Ämter,1984-03-27,female,a@example.org,'+49 30 1,de,North,ada\n",
	} {
		t.Run(name, func(t *testing.T) {
			list, err := Read([]byte(text), YearMonthDay, spoken)
			if err != nil || len(list.Rows) != 1 || len(list.Rows[0].Wrong) > 0 || len(list.Unknown) > 0 {
				t.Fatalf("got %+v, %v", list, err)
			}
			r := list.Rows[0]
			p := r.Patient
			if got := fmt.Sprintf("%s %q %s %s %s %s %s %s %s", p.RecordNumber, p.Name, p.BirthDate, p.Sex, p.Email, p.Phone, p.Language, r.Team, r.Login); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestBirthDates(t *testing.T) {
	for _, c := range []struct {
		dates      Dates
		cell, want string
	}{
		{YearMonthDay, "1984-03-07", "1984-03-07"}, {DayMonthYear, "1984-03-07", "1984-03-07"}, {DayMonthYear, "07.03.1984", "1984-03-07"}, {DayMonthYear, "7.3.1984", "1984-03-07"},
		{MonthDayYear, "03/07/1984", "1984-03-07"}, {MonthDayYear, "3/7/1984", "1984-03-07"},
		{YearMonthDay, "07.03.1984", ""}, {YearMonthDay, "03/07/1984", ""}, {MonthDayYear, "27/03/1984", ""}, {DayMonthYear, "03/07/1984", ""}, {MonthDayYear, "07.03.1984", ""},
		{DayMonthYear, "31.02.1984", ""}, {DayMonthYear, "7.3.84", ""}, {YearMonthDay, "1984-02-30", ""}, {"", "7.3.1984", ""}, {"", "x", ""},
	} {
		list, err := Read([]byte("record number,name,birth date\n1,A,"+c.cell), c.dates, spoken)
		if err != nil {
			t.Fatal(err)
		}
		r := list.Rows[0]
		if string(r.Patient.BirthDate) != c.want || (len(r.Wrong) == 0) != (c.want != "") || c.want == "" && (r.Wrong[0].Field != "birth_date" || r.Wrong[0].What == "") {
			t.Errorf("%q as %s: got %q, %+v, want %q", c.cell, c.dates, r.Patient.BirthDate, r.Wrong, c.want)
		}
	}
}

func TestWhatIsWrongWithARowIsSaidAtItsColumn(t *testing.T) {
	for _, c := range []struct{ name, row, field string }{
		{"an unknown sex", "1,A,x,en", "sex"}, {"an unknown language", "1,A,f,xx", "language"}, {"too few cells", "1,A", ""}, {"too many cells", "1,A,f,en,x", ""},
		{"a record number twice", "r-0,A,f,en", "record_number"},
	} {
		list, err := Read([]byte("record number,name,sex,language\nR-0,Z,m,de\n"+c.row+"\n"), YearMonthDay, spoken)
		if err != nil || len(list.Rows) != 2 {
			t.Fatalf("%s: got %+v, %v", c.name, list, err)
		}
		if w := list.Rows[1].Wrong; len(w) != 1 || w[0].Field != c.field || list.Rows[1].Line != 3 || len(list.Rows[0].Wrong) > 0 {
			t.Errorf("%s: got %+v at row %d", c.name, w, list.Rows[1].Line)
		}
	}
}

func TestFilesThatAreRefusedAsAWhole(t *testing.T) {
	many := "record number,name\n" + strings.Repeat("1,A\n", MaxRows)
	if list, err := Read([]byte(many), YearMonthDay, spoken); err != nil || len(list.Rows) != MaxRows {
		t.Fatalf("got %d rows, %v", len(list.Rows), err)
	}
	for name, text := range map[string]string{
		"empty": "", "a mark alone": "\uFEFF", "no UTF-8": "record number,name\n1,M\xfcller", "a null": "record number,name\n1,A\x00", "no patients": "record number,name\n\n",
		"no name": "record number\n1", "no record number": "name\nA", "no headers": "R-1,Ada\n", "a column twice": "record number,name,name\n1,A,B", "an open quotation mark": "record number,name\n1,\"A\n",
		"a mark inside": "record number,name\n1,A\"b\n", "too many": many + "x,B\n",
	} {
		_, err := Read([]byte(text), YearMonthDay, spoken)
		if d := fault.Details(err); fault.KindOf(err) != fault.Invalid || len(d) != 1 || d[0].Where != "file" || d[0].What == "" {
			t.Errorf("%s: got %v %+v", name, err, d)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("record number,name\n1,A\n"), "iso")
	f.Add([]byte("\uFEFFrecord number;name;birth date\r\n1;\"A;\"\"b\";1.2.1999\r\n"), "dmy")
	f.Fuzz(func(t *testing.T, content []byte, dates string) {
		list, err := Read(content, Dates(dates), spoken)
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
		for _, r := range list.Rows {
			for _, cell := range r.Cells {
				if !utf8.ValidString(cell) {
					t.Fatalf("got %q", cell)
				}
			}
		}
	})
}
