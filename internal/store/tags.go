package store

import (
	"slices"
	"strings"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

type tagRow struct {
	ID        string `gorm:"primaryKey"`
	Name      string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

// TableName names the table.
func (tagRow) TableName() string { return "tags" }

func (r tagRow) domain() (clinic.Tag, error) {
	return clinic.Tag{ID: clinic.TagID(r.ID), Name: r.Name}, nil
}

type patientTagRow struct {
	PatientID string `gorm:"primaryKey"`
	TagID     string `gorm:"primaryKey"`
}

// TableName names the table.
func (patientTagRow) TableName() string { return "patient_tags" }

// Tags gives the tags that some patient has, by name.
func (tx *Tx) Tags() ([]clinic.Tag, error) {
	tags, err := list[tagRow](tx.db.Where("EXISTS (SELECT 1 FROM patient_tags WHERE tag_id = tags.id)").Order("name"))
	return tags, fails("list tags", err)
}

// TagsOf gives a patient's tags, by name.
func (tx *Tx) TagsOf(p clinic.PatientID) ([]clinic.Tag, error) {
	tags, err := list[tagRow](tx.db.Where("id IN (SELECT tag_id FROM patient_tags WHERE patient_id = ?)", string(p)).Order("name"))
	return tags, fails("list tags of patient "+string(p), err)
}

// KeepTag gives the tag of a name, whatever its case, and adds it where there is none.
func (tx *Tx) KeepTag(t clinic.Tag, at time.Time) (clinic.Tag, error) {
	kept, ok, err := find[tagRow](tx, "name = ?", t.Name)
	if err != nil || ok {
		return kept, err
	}
	return t, fails("add tag "+string(t.ID), tx.db.Create(&tagRow{string(t.ID), t.Name, micros(at)}).Error)
}

// SetTags gives a patient these tags and no others.
func (tx *Tx) SetTags(p clinic.PatientID, tags []clinic.TagID) error {
	tx.touch(p)
	act := "set tags of patient " + string(p)
	if err := tx.db.Exec("DELETE FROM patient_tags WHERE patient_id = ?", string(p)).Error; err != nil {
		return fails(act, err)
	}
	for _, t := range tags {
		if _, ok, err := find[tagRow](tx, "id = ?", string(t)); err != nil || !ok {
			if err == nil {
				err = fault.New(fault.Invalid, "Choose among the tags there are.")
			}
			return fails(act, err)
		}
		if err := tx.db.Exec("INSERT INTO patient_tags (patient_id, tag_id) VALUES (?, ?) ON CONFLICT DO NOTHING", string(p), string(t)).Error; err != nil {
			return fails(act, err)
		}
	}
	return nil
}

// tagsOfRows gives the tags of the patients of a page, by name.
func (tx *Tx) tagsOfRows(rows []patientRow) (map[string][]clinic.Tag, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	var found []struct{ PatientID, ID, Name string }
	err := tx.db.Raw(`SELECT patient_tags.patient_id, tags.id, tags.name FROM patient_tags JOIN tags ON tags.id = patient_tags.tag_id
WHERE patient_tags.patient_id IN ?`, ids).Scan(&found).Error
	tags := map[string][]clinic.Tag{}
	for _, f := range found {
		tags[f.PatientID] = append(tags[f.PatientID], clinic.Tag{ID: clinic.TagID(f.ID), Name: f.Name})
	}
	for _, list := range tags {
		slices.SortFunc(list, func(a, b clinic.Tag) int { return strings.Compare(a.Name, b.Name) })
	}
	return tags, err
}

// AnsweredQuestionnaires gives the questionnaires that were ever answered here.
func (tx *Tx) AnsweredQuestionnaires() (ids []q.ID, err error) {
	err = tx.db.Raw("SELECT DISTINCT questionnaire FROM definitions ORDER BY questionnaire").Scan(&ids).Error
	return ids, fails("list answered questionnaires", err)
}

type savedViewRow struct {
	ID        string `gorm:"primaryKey"`
	UserID    string
	Name      string
	Query     string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

// TableName names the table.
func (savedViewRow) TableName() string { return "saved_views" }

func (r savedViewRow) domain() (clinic.SavedView, error) {
	return clinic.SavedView{ID: clinic.ViewID(r.ID), User: clinic.UserID(r.UserID), Name: r.Name, Query: r.Query}, nil
}

// ViewsOf gives the views that somebody keeps, by name.
func (tx *Tx) ViewsOf(u clinic.UserID) ([]clinic.SavedView, error) {
	views, err := list[savedViewRow](tx.db.Where("user_id = ?", string(u)).Order("name"))
	return views, fails("list views of user "+string(u), err)
}

// SaveView keeps a view; one of the same name is replaced.
func (tx *Tx) SaveView(v clinic.SavedView, at time.Time) error {
	return fails("save view "+string(v.ID), tx.db.Exec(`INSERT INTO saved_views (id, user_id, name, query, created_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (user_id, name) DO UPDATE SET query = excluded.query`, string(v.ID), string(v.User), v.Name, v.Query, micros(at)).Error)
}

// RemoveView forgets a view of somebody's; removed says whether it was there.
func (tx *Tx) RemoveView(u clinic.UserID, id clinic.ViewID) (removed bool, err error) {
	done := tx.db.Exec("DELETE FROM saved_views WHERE id = ? AND user_id = ?", string(id), string(u))
	return done.RowsAffected > 0, fails("remove view "+string(id), done.Error)
}
