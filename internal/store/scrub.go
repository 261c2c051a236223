package store

import (
	"context"
	"fmt"
	"time"
)

// choreRow is something that is still to be done to the files.
type choreRow struct {
	Name string `gorm:"primaryKey"`
}

// TableName names the table.
func (choreRow) TableName() string { return "chores" }

const scrub = "scrub"

// scrubLater has the files written anew after the commit, or at the next start where that is not to be.
func (tx *Tx) scrubLater() error {
	return fails("note what is to be done", tx.db.Exec("INSERT INTO chores (name) VALUES (?) ON CONFLICT DO NOTHING", scrub).Error)
}

// Scrub writes the files anew where that is due, so that nothing is left in them of what was deleted: not in unused pages,
// and not in the write-ahead log. Until it succeeds it stays due.
func (s *Store) Scrub(ctx context.Context) error {
	db := s.writer.WithContext(ctx)
	var due int64
	if err := db.Model(&choreRow{}).Where("name = ?", scrub).Count(&due).Error; err != nil || due == 0 {
		return fails("see what is to be done", err)
	}
	if err := spill(db, func() error { return db.Exec("VACUUM").Error }); err != nil {
		return fails("write the database anew", err)
	}
	if err := s.emptyLog(ctx); err != nil {
		return err
	}
	return s.Update(ctx, func(tx *Tx) error {
		return fails("note what is done", tx.db.Exec("DELETE FROM chores WHERE name = ?", scrub).Error)
	})
}

// emptyLog folds the write-ahead log into the database and cuts it off. It waits for readers of an older moment.
func (s *Store) emptyLog(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		var done struct{ Busy, Log, Checkpointed int }
		if err := s.writer.WithContext(ctx).Raw("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&done).Error; err != nil {
			return fails("empty the write-ahead log", err)
		}
		if done.Busy == 0 {
			return nil
		}
		select {
		case <-time.After(glance):
		case <-ctx.Done():
			return fmt.Errorf("empty the write-ahead log: somebody still reads an older moment: %w", ctx.Err())
		}
	}
}
