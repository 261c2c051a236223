package scale

import (
	"cmp"
	"database/sql"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What a page reads is on it: it costs the same once the clinic has twice the patients. So does what is done about one patient.
func TestNoPageReadsWhatIsNotOnIt(t *testing.T) {
	c := newBusy(t)
	c.grow(t, 100)
	few := c.costs(t, (*desk).asks)
	c.grow(t, 200)
	wantSame(t, few, c.costs(t, (*desk).asks))
	few = c.deeds(t, "c-3-0", "c-5-0")
	c.grow(t, 400)
	wantSame(t, few, c.deeds(t, "c-7-0", "c-9-0"))
}

// What a page of a record reads is on it: it costs the same for a record that is two and a half times as long.
func TestNoPageReadsWhatIsNotOnItOfARecord(t *testing.T) {
	c := newBusy(t)
	c.grow(t, 2)
	long := c.costs(t, func(d *desk, t testing.TB) []ask { return d.record(t, d.long.ID, long) })
	wantSame(t, long, c.costs(t, func(d *desk, t testing.TB) []ask { return d.record(t, d.heavy.ID, heavy) }))
}

// grows has what may cost more, by the name of a page and a part of the statement, each empty for any, and why.
var grows = []struct{ page, part, why string }{
	{"the whole list as CSV", "", "is the whole list"},
	{"", "LIMIT 10001", "the figures of alerts are of the newest 10,000: the page says so, and a period can be chosen"},
	{"", "LIMIT 20002", "the same, of somebody who comes to some of them twice: as a patient’s clinician and as one of the team"},
	{"", "SELECT count(*) FROM responses INDEXED BY responses_of_patient", "how many answers there are is on the page of a record"},
	{"/patients/…/sign", "", "what is signed is the whole record, and the page has its digest"},
	{"/library/core-mood@1.0.2/compare", "JOIN results ON results.response_id", "says how many of the site’s newest 10,000 results would be others"},
	{"/library/core-mood@1.0.2/precision", "JOIN results ON results.response_id", "has the figures of the site’s newest 10,000 answers"},
}

// cost is how many bytes a page has, and how many steps SQLite took for each of its statements.
type cost struct {
	page  string
	bytes int
	steps map[string]int
}

func (c cost) total() (n int) {
	for _, steps := range c.steps {
		n += steps
	}
	return n
}

// costs opens pages, each for the second time: nobody pays for what is only read the first time.
func (c *busy) costs(t *testing.T, asks func(*desk, testing.TB) []ask) (list []cost) {
	t.Helper()
	c.open(t, func(d *desk, h *hearing) {
		for _, a := range asks(d, t) {
			if strings.HasPrefix(a.path, "/patients") {
				d.lookFor(t, a.who, a.search)
			}
			d.open(t, a)
			size := 0
			page := h.cost(a.name, func() { size = d.open(t, a) })
			page.bytes = size
			list = append(list, page)
		}
	})
	return list
}

// open opens the clinic for as long as fn runs.
func (c *busy) open(t *testing.T, fn func(*desk, *hearing)) {
	t.Helper()
	k := openLarge(t, c.Path)
	raw, err := sql.Open("sqlite3", "file:"+c.Path+"?mode=ro")
	fatal(t, err)
	fn(newDesk(t, k), &hearing{t, raw, map[string]bool{}})
	fatal(t, raw.Close())
	fatal(t, k.Store.Close())
}

// hearing is a test that hears statements, and looks at each once.
type hearing struct {
	*testing.T
	raw    *sql.DB
	looked map[string]bool
}

func (h *hearing) cost(name string, f func()) cost {
	h.Helper()
	c := cost{page: name, steps: map[string]int{}}
	for _, r := range during(f) {
		s := shape(r.statement)
		c.steps[s] += r.steps
		if !h.looked[s] {
			h.looked[s] = true
			wantNoCount(h.T, h.raw, name, r.statement)
		}
	}
	if c.total() == 0 {
		h.Errorf("%s: nothing was heard of what it reads", name)
	}
	return c
}

// wantNoCount wants no table to be counted whole: SQLite takes one step for that, however large the table is.
func wantNoCount(t *testing.T, raw *sql.DB, page, statement string) {
	t.Helper()
	rows, err := raw.QueryContext(t.Context(), "EXPLAIN "+statement)
	if err != nil {
		t.Errorf("%s: %v\n%s", page, err, statement)
		return
	}
	defer rows.Close() //nolint:errcheck // read to the end
	for rows.Next() {
		var step string
		var rest any
		fatal(t, rows.Scan(&rest, &step, &rest, &rest, &rest, &rest, &rest, &rest))
		if step == "Count" {
			t.Errorf("%s counts a whole table:\n\t%s", page, statement)
		}
	}
	fatal(t, rows.Err())
}

var (
	value  = regexp.MustCompile(`x?'[^']*'(/\*[^*]*\*/)?|(LIMIT )?\b[0-9]+\b`)
	values = regexp.MustCompile(`\?( ?, ?\?)+`)
)

// shape is a statement without its values, but for how many rows it wants.
func shape(statement string) string {
	bare := value.ReplaceAllStringFunc(statement, func(s string) string {
		if strings.HasPrefix(s, "LIMIT ") {
			return s
		}
		return "?"
	})
	return strings.Join(strings.Fields(values.ReplaceAllString(bare, "?, …")), " ")
}

// wantSame wants pages to cost what they do elsewhere, but for a row or two.
func wantSame(t *testing.T, few, many []cost) {
	t.Helper()
	for i, was := range few {
		is := many[i]
		for _, g := range grows {
			if g.page == "" || g.page == is.page {
				may := func(s string, _ int) bool { return strings.Contains(s, g.part) }
				maps.DeleteFunc(was.steps, may)
				maps.DeleteFunc(is.steps, may)
			}
		}
		if is.total() > was.total()+100 {
			most := slices.MaxFunc(slices.Collect(maps.Keys(is.steps)), func(a, b string) int { return cmp.Compare(is.steps[a]-was.steps[a], is.steps[b]-was.steps[b]) })
			t.Errorf("%s: got %d steps, want the %d of the page with less behind it. What grew most, from %d to %d:\n\t%s", is.page, is.total(), was.total(), was.steps[most], is.steps[most], most)
		}
		if is.bytes > was.bytes+was.bytes/20 && !slices.ContainsFunc(grows, func(g struct{ page, part, why string }) bool { return g.page == is.page && g.part == "" }) {
			t.Errorf("%s: got %d bytes, want the %d of the page with less behind it", is.page, is.bytes, was.bytes)
		}
	}
}
