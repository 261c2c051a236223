package store

import (
	"time"

	"gorm.io/gorm/clause"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

type siteLogoRow struct {
	ID     int `gorm:"primaryKey;autoIncrement:false"`
	PNG    []byte
	Hash   string
	Width  int
	Height int
	SetAt  int64
}

// TableName names the table.
func (siteLogoRow) TableName() string { return "site_logo" }

func (r siteLogoRow) domain() (clinic.Logo, error) {
	return clinic.Logo{PNG: r.PNG, Hash: r.Hash, Width: r.Width, Height: r.Height}, nil
}

// GetLogo gives the site's logo with its picture.
func (tx *Tx) GetLogo() (clinic.Logo, error) {
	l, ok, err := find[siteLogoRow](tx, "id = ?", theSite)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "There is no logo.")
	}
	return l, err
}

// logoOf gives the logo without its picture; nothing where there is none.
func (tx *Tx) logoOf() (*clinic.Logo, error) {
	var rows []siteLogoRow
	if err := tx.db.Select("hash, width, height").Find(&rows).Error; err != nil || len(rows) == 0 {
		return nil, fails("find logo", err)
	}
	l, err := rows[0].domain()
	return &l, err
}

// PutLogo keeps the site's logo in the place of the one before.
func (tx *Tx) PutLogo(l clinic.Logo, at time.Time) error {
	r := siteLogoRow{ID: theSite, PNG: l.PNG, Hash: l.Hash, Width: l.Width, Height: l.Height, SetAt: micros(at)}
	return fails("put logo", tx.db.Clauses(clause.OnConflict{UpdateAll: true}).Create(&r).Error)
}

// RemoveLogo takes the site's logo away.
func (tx *Tx) RemoveLogo() error {
	return fails("remove logo", tx.db.Where("id = ?", theSite).Delete(&siteLogoRow{}).Error)
}
