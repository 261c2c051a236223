package clinic

import (
	"time"

	"steelyard/internal/fault"
)

// TagID names a tag.
type TagID string

// Tag is one of the clinic's own words for a group of patients, such as "trial A".
type Tag struct {
	ID   TagID
	Name string
}

// MaxTags is the most tags of one patient.
const MaxTags = 12

// Check says what is wrong with a tag's name.
func (t *Tag) Check() error {
	if !printable(t.Name, 1, 30) {
		const what = "Enter one or a few words for the tag, up to 30 characters."
		return fault.New(fault.Invalid, what, fault.Detail{Where: "new_tag", What: what})
	}
	return nil
}

// ViewID names a saved view.
type ViewID string

// SavedView is a way to see the list of patients that a member of staff keeps. Its query never has what was searched for.
type SavedView struct {
	ID    ViewID
	User  UserID
	Name  string
	Query string
}

// MaxViews is the most views that somebody keeps.
const MaxViews = 20

// Check says what is wrong with a view's name.
func (v *SavedView) Check() error {
	if !printable(v.Name, 1, 40) {
		const what = "Enter a name for the view, up to 40 characters."
		return fault.New(fault.Invalid, what, fault.Detail{Where: "view", What: what})
	}
	return nil
}

// DomainID names a domain of the profile.
type DomainID string

// Glance is what the list shows of a patient's last profile, as it was when the last answers came in.
type Glance struct {
	At    time.Time    `json:"at"`
	Marks []GlanceMark `json:"marks"` // of the domains that were answered
}

// GlanceMark is one domain: its share of the possible range (0 to 100, high is more difficulty) and the interval, where
// its error is known.
type GlanceMark struct {
	Domain      DomainID `json:"domain"`
	Value       float64  `json:"value"`
	Known       bool     `json:"known"` // whether low and high are
	Low         float64  `json:"low"`
	High        float64  `json:"high"`
	Assumed     bool     `json:"assumed"`
	Unvalidated bool     `json:"unvalidated"`
}
