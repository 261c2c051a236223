package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"steelyard/internal/fault"
)

// row is what a table's rows have in common: each can be turned into what it is a row of.
type row[D any] interface{ domain() (D, error) }

// find gives the first row that a condition holds for.
func find[R row[D], D any](tx *Tx, where string, args ...any) (d D, ok bool, err error) {
	var r R
	switch err := tx.db.Where(where, args...).Take(&r).Error; {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return d, false, nil
	case err != nil:
		return d, false, fmt.Errorf("find row: %w", err)
	}
	d, err = r.domain()
	return d, err == nil, err
}

// get gives the row with an id; noun is what a user is told does not exist.
func get[R row[D], D any, I ~string](tx *Tx, noun string, id I) (D, error) {
	d, ok, err := find[R](tx, "id = ?", string(id))
	return d, found(ok, err, noun, string(id))
}

func found(ok bool, err error, noun, id string) error {
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "There is no such "+noun+".")
	}
	if err != nil {
		err = fmt.Errorf("get %s %s: %w", noun, id, err)
	}
	return err
}

// list gives every row of a query.
func list[R row[D], D any](query *gorm.DB) ([]D, error) {
	var rows []R
	if err := query.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list rows: %w", err)
	}
	all := make([]D, len(rows))
	for i, r := range rows {
		d, err := r.domain()
		if err != nil {
			return nil, err
		}
		all[i] = d
	}
	return all, nil
}

// sealedRow is what the rows have in common of which something is sealed.
type sealedRow[D any] interface{ domain(tx *Tx) (D, error) }

// findSealed is find for a table of which something is sealed.
func findSealed[R sealedRow[D], D any](tx *Tx, where string, args ...any) (d D, ok bool, err error) {
	var r R
	switch err := tx.db.Where(where, args...).Take(&r).Error; {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return d, false, nil
	case err != nil:
		return d, false, fmt.Errorf("find row: %w", err)
	}
	d, err = r.domain(tx)
	return d, err == nil, err
}

// getSealed is get for a table of which something is sealed.
func getSealed[R sealedRow[D], D any, I ~string](tx *Tx, noun string, id I) (D, error) {
	d, ok, err := findSealed[R](tx, "id = ?", string(id))
	return d, found(ok, err, noun, string(id))
}

// listSealed is list for a table of which something is sealed.
func listSealed[R sealedRow[D], D any](tx *Tx, query *gorm.DB) ([]D, error) {
	var rows []R
	if err := query.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list rows: %w", err)
	}
	all := make([]D, len(rows))
	for i, r := range rows {
		d, err := r.domain(tx)
		if err != nil {
			return nil, err
		}
		all[i] = d
	}
	return all, nil
}

// each calls fn with every row of a query, one at a time, until fn gives an error.
func each[R any](query *gorm.DB, fn func(R) error) (err error) {
	rows, err := query.Rows()
	if err != nil {
		return fmt.Errorf("read rows: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var r R
		if err := query.ScanRows(rows, &r); err != nil {
			return fmt.Errorf("read row: %w", err)
		}
		if err := fn(r); err != nil {
			return err
		}
	}
	return rows.Err()
}

// eachRow calls fn with every row of a query, whose columns it scans by itself: many small rows are read so.
func eachRow(query *gorm.DB, fn func(scan func(...any) error) error) (err error) {
	rows, err := query.Rows()
	if err != nil {
		return fmt.Errorf("read rows: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return fmt.Errorf("read row: %w", err)
		}
	}
	return rows.Err()
}

// micros is how a time is kept: whole microseconds since 1970. What is finer is cut off.
func micros(t time.Time) int64 { return t.UnixMicro() }

func instant(us int64) time.Time { return time.UnixMicro(us).UTC() }

func microsOf(t *time.Time) *int64 {
	if t == nil {
		return nil
	}
	return new(micros(*t))
}

func instantOf(us *int64) *time.Time {
	if us == nil {
		return nil
	}
	return new(instant(*us))
}

// orNull keeps an empty name as NULL, so that a foreign key is not asked for it.
func orNull[S ~string](s S) *string {
	if s == "" {
		return nil
	}
	return new(string(s))
}

func orEmpty[S ~string](s *string) S {
	if s == nil {
		return ""
	}
	return S(*s)
}

func toJSON(what string, v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode %s: %w", what, err)
	}
	return string(b), nil
}

func fromJSON(what, s string, v any) error {
	if err := json.Unmarshal([]byte(s), v); err != nil {
		return fmt.Errorf("decode %s: %w", what, err)
	}
	return nil
}
