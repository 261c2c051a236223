package scale

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"

	"steelyard/internal/audit"
	"steelyard/internal/seal"
)

// copier makes a clinic large by copying its patients, as everything that is kept of them lies in the database.
type copier struct {
	db       *sql.DB
	key      seal.Key
	auditKey []byte
	patients []string
	columns  map[string][]string
	keys     map[string]seal.DataKey // of the small clinic's patients
	now      map[string]seal.DataKey // of those of the copy that is being made
	chosen   []string                // who is in that copy
	copy     int
	team     func(n int) int // whose the patients of a copy are
	shift    int64           // by how many microseconds the copy's times are earlier
	trail    map[string][]audit.Entry
	told     map[int64][]byte // what was sealed in the entries
	last     audit.Entry
}

// enlarge adds copies of patients, never of those with many visits, until there are so many. The store must be closed.
func enlarge(t testing.TB, c *small, patients int) {
	t.Helper()
	x := newCopier(t, c)
	for n, have := 1, len(x.patients); have < patients; {
		fatal(t, x.exec("BEGIN IMMEDIATE"))
		for end := n + 50; n < end && have < patients; n++ {
			x.chosen = x.choose(n, min(persons, patients-have))
			fatal(t, x.add(n))
			have += len(x.chosen)
		}
		fatal(t, x.exec("COMMIT"))
	}
	fatal(t, x.db.Close())
}

func newCopier(t testing.TB, c *small) *copier {
	t.Helper()
	x := &copier{auditKey: c.AuditKey, columns: map[string][]string{}, keys: map[string]seal.DataKey{}, trail: map[string][]audit.Entry{}, told: map[int64][]byte{}}
	for _, id := range c.patients {
		x.patients = append(x.patients, string(id))
	}
	fatal(t, x.open(c.Path))
	fatal(t, x.learn())
	fatal(t, x.exec("CREATE TEMP TABLE chosen (id TEXT PRIMARY KEY)"))
	x.team = func(n int) int { return n % teams }
	return x
}

func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (x *copier) open(path string) error {
	ring, err := seal.Source{File: filepath.Join(filepath.Dir(path), "seal.key")}.Load()
	if err != nil {
		return err
	}
	x.key, _ = ring.Newest()
	x.db = sql.OpenDB(&connector{x, "file:" + path + "?_journal_mode=WAL&_synchronous=OFF&_foreign_keys=1&_cache_size=-400000&_stmt_cache_size=200"})
	x.db.SetMaxOpenConns(1)
	return x.db.PingContext(context.Background())
}

// connector opens connections that know how to copy.
type connector struct {
	x   *copier
	dsn string
}

func (c *connector) Driver() driver.Driver { return &sqlite3.SQLiteDriver{} }

func (c *connector) Connect(context.Context) (driver.Conn, error) {
	raw, err := c.Driver().Open(c.dsn)
	if err != nil {
		return nil, err
	}
	conn := raw.(*sqlite3.SQLiteConn)
	for name, f := range map[string]any{"new_text": c.x.newText, "new_name": c.x.newName, "new_number": c.x.newNumber, "new_index": c.x.newIndex, "new_key": c.x.newKey} {
		err = errors.Join(err, conn.RegisterFunc(name, f, false))
	}
	return conn, err
}

func (x *copier) exec(statement string, args ...any) error {
	if _, err := x.db.ExecContext(context.Background(), statement, args...); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// each calls fn with the rows of a query.
func (x *copier) each(query string, fn func(scan func(...any) error) error) error {
	rows, err := x.db.QueryContext(context.Background(), query)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to the end
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// learn reads what is to be copied into temporary tables, the patients' keys and what the audit says of them.
func (x *copier) learn() error {
	if err := x.each("SELECT patient_id, wrapped FROM patient_keys", func(scan func(...any) error) error {
		var id string
		var wrapped []byte
		if err := scan(&id, &wrapped); err != nil {
			return err
		}
		d, err := x.key.Unwrap(wrapped, id)
		x.keys[id] = d
		return err
	}); err != nil {
		return err
	}
	list := "('" + strings.Join(x.patients, "', '") + "')"
	for _, table := range tables {
		where := strings.ReplaceAll(table.of, "= @p", "IN "+list)
		if err := x.exec("CREATE TEMP TABLE small_" + table.name + " AS SELECT * FROM main." + table.name + " WHERE " + where); err != nil {
			return err
		}
		if err := x.each("SELECT name FROM pragma_table_info('"+table.name+"')", func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			x.columns[table.name] = append(x.columns[table.name], name)
			return err
		}); err != nil {
			return err
		}
	}
	return x.learnAudit()
}

func (x *copier) learnAudit() error {
	return x.each("SELECT seq, at, actor, role, action, patient, subject, why, origin, sealed, hash FROM audit_entries ORDER BY seq", func(scan func(...any) error) error {
		var e audit.Entry
		var at int64
		if err := scan(&e.Seq, &at, &e.Actor, &e.Role, &e.Action, &e.Patient, &e.Subject, &e.Why, &e.From, &e.Sealed, &e.Hash); err != nil {
			return err
		}
		e.At = time.UnixMicro(at)
		x.last = e
		if !slices.Contains(x.patients, e.Patient) {
			return nil
		}
		x.trail[e.Patient] = append(x.trail[e.Patient], e)
		if len(e.Sealed) == 0 || seal.SealedForSite(e.Sealed) {
			return nil
		}
		text, err := x.keys[e.Patient].Open(fmt.Sprintf("audit_entries.sealed:%d", e.Seq), e.Sealed)
		x.told[e.Seq] = text
		return err
	})
}

// choose gives who is in a copy: somebody who has something open by their share, and from the first on those who have not.
func (x *copier) choose(n, many int) (ids []string) {
	r := rand.New(rand.NewPCG(uint64(n), 1)) // every clinic of a size is the same
	for i, share := range shares {
		if r.Float64() < share.part*persons {
			ids = append(ids, x.patients[persons+i])
		}
	}
	ids = ids[:min(len(ids), many-1)]
	return append(ids, x.patients[:many-len(ids)]...)
}

// add makes a copy of those who were chosen.
func (x *copier) add(n int) error {
	x.copy, x.shift, x.now = n, int64(n*7919%32_400)*1_000_000+int64(n), map[string]seal.DataKey{}
	if err := x.exec("DELETE FROM temp.chosen"); err != nil {
		return err
	}
	for _, p := range x.chosen {
		x.now[p] = seal.NewDataKey()
		if err := x.exec("INSERT INTO temp.chosen VALUES (?)", p); err != nil {
			return err
		}
	}
	for _, table := range tables {
		if err := x.exec(x.statement(table.name, table.of, table.sealed), sql.Named("n", n), sql.Named("team", x.team(n)), sql.Named("shift", x.shift)); err != nil {
			return fmt.Errorf("copy %s: %w", table.name, err)
		}
	}
	for _, p := range x.chosen {
		for _, e := range x.trail[p] {
			if err := x.audit(e); err != nil {
				return err
			}
		}
	}
	return nil
}

// statement copies the rows of one table.
func (x *copier) statement(table, of, sealed string) string {
	patient := "patient_id"
	if table == "patients" {
		patient = "id"
	}
	var values []string
	for _, c := range x.columns[table] {
		v := c
		switch {
		case table == "patients" && c == "name":
			v = "new_name(id)"
		case table == "patients" && c == "record_number":
			v = "new_number(id)"
		case c == "record_key":
			v = "new_index(id)"
		case c == "wrapped":
			v = "new_key(patient_id)"
		case c == "token_hash":
			v = "randomblob(32)"
		case c == "clinician_id":
			v = fmt.Sprintf("printf('user-%%02d-%%d', @team, (@n / %d + rowid) %% %d)", teams, staff)
		case c == "team_id":
			v = "printf('team-%02d', @team)"
		case slices.Contains(strings.Fields(sealed), c):
			v = fmt.Sprintf("CASE WHEN %s IS NOT NULL THEN new_text(%s, '%s.%s:', id, %s) END", c, patient, table, c, c)
		case owned.MatchString(c):
			v = c + " || '-' || @n"
		case moments.MatchString(c) && !slices.Contains(days, c):
			v = c + " - @shift"
		}
		values = append(values, v)
	}
	return "INSERT INTO main." + table + " (" + strings.Join(x.columns[table], ", ") + ") SELECT " + strings.Join(values, ", ") + " FROM temp.small_" + table +
		" WHERE " + strings.ReplaceAll(of, "= @p", "IN (SELECT id FROM temp.chosen)")
}

func (x *copier) id(old string) string { return fmt.Sprintf("%s-%d", old, x.copy) }

// newText seals a text of a patient's for the copy's place.
func (x *copier) newText(patient, place, id string, sealed []byte) ([]byte, error) {
	text, err := x.keys[patient].Open(place+id, sealed)
	if err != nil {
		return nil, fmt.Errorf("open %s%s: %w", place, id, err)
	}
	return x.now[patient].Seal(place+x.id(id), text)
}

var (
	given  = []string{"Anna", "Bela", "Carla", "Dario", "Élise", "Farid", "Greta", "Hugo", "Ines", "Jakub", "Karin", "Luca", "Mira", "Nils", "Olga", "Pedro", "Rosa", "Sven", "Tilda", "Umar"}
	family = []string{"Andersson", "Bianchi", "Costa", "Dubois", "Eriksen", "Fischer", "García", "Haas", "Ivanova", "Jansen", "Kovač", "Lindqvist", "Moreau", "Novák", "Öhman", "Petrov", "Quist", "Rossi", "Schmidt", "Tanaka"}
)

func (x *copier) newName(id string) ([]byte, error) {
	i := slices.Index(x.patients, id)
	name := fmt.Sprintf("%s %s-%s %d", given[i%len(given)], family[x.copy%len(family)], family[(x.copy/len(family)+i)%len(family)], x.copy)
	return x.now[id].Seal("patients.name:"+x.id(id), []byte(name))
}

func (x *copier) number(id string) string {
	return fmt.Sprintf("c-%d-%d", x.copy, slices.Index(x.patients, id))
}

func (x *copier) newNumber(id string) ([]byte, error) {
	return x.now[id].Seal("patients.record_number:"+x.id(id), []byte(x.number(id)))
}

func (x *copier) newIndex(id string) []byte { return x.key.Index(x.number(id)) }

func (x *copier) newKey(id string) ([]byte, error) { return x.key.Wrap(x.now[id], x.id(id)) }

// audit chains a copy of an entry to the last one.
func (x *copier) audit(e audit.Entry) (err error) {
	patient, old := e.Patient, e.Seq
	e.Patient, e.At = x.id(patient), e.At.Add(-time.Duration(x.shift)*time.Microsecond)
	if kind, id, ok := strings.Cut(e.Subject, ":"); ok && kind != "questionnaire" {
		e.Subject = kind + ":" + x.id(id)
	}
	if id, ok := strings.CutPrefix(e.Actor, "invitation:"); ok {
		e.Actor = "invitation:" + x.id(id)
	}
	if text, ok := x.told[old]; ok {
		if e.Sealed, err = x.now[patient].Seal(fmt.Sprintf("audit_entries.sealed:%d", x.last.Seq+1), text); err != nil {
			return err
		}
	}
	if err := e.Seal(x.last, x.auditKey); err != nil {
		return err
	}
	x.last = e
	_, err = x.db.ExecContext(context.Background(), "INSERT INTO audit_entries (seq, at, actor, role, action, patient, subject, why, origin, prev, hash, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		e.Seq, e.At.UnixMicro(), e.Actor, e.Role, e.Action, e.Patient, e.Subject, e.Why, e.From, e.Prev, e.Hash, e.Sealed)
	return err
}
