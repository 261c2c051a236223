package store

import (
	"cmp"
	"slices"
	"time"

	"steelyard/internal/clinic"
)

// What a patient's page reads of a record. However long the record is, each of these reads as much as is shown.

// NewestScored gives a patient's newest completed responses with their results, oldest first: at most limit of them, and
// the newest of each questionnaire beside them. more says whether there are earlier ones. One that was amended is left out.
func (tx *Tx) NewestScored(p clinic.PatientID, limit int) (list []Scored, more bool, err error) {
	var ids []string
	err = tx.db.Model(&responseRow{}).Where("patient_id = ? AND status = 'completed'", string(p)).Order("completed_at DESC, id DESC").Limit(limit+1).Pluck("id", &ids).Error
	if err != nil {
		return nil, false, fails("list newest responses", err)
	}
	if more = len(ids) > limit; more {
		newest, err := tx.NewestResults(p)
		if err != nil {
			return nil, false, err
		}
		ids = ids[:limit]
		for _, n := range newest {
			ids = append(ids, string(n.Response))
		}
	}
	list, err = tx.scored(ids)
	return list, more, err
}

// scored gives some completed responses with their results, oldest first.
func (tx *Tx) scored(ids []string) ([]Scored, error) {
	list, err := listSealed[scoredRow](tx, tx.db.Table("responses").Joins("JOIN results ON results.response_id = responses.id").
		Where("responses.id IN ?", ids).Select("responses.*, results.result"))
	slices.SortFunc(list, func(a, b Scored) int {
		return cmp.Or(a.Response.CompletedAt.Compare(*b.Response.CompletedAt), cmp.Compare(a.Response.ID, b.Response.ID))
	})
	return list, err
}

// NewestAlerts gives a patient's alerts that are open, and at most limit of those that were acknowledged, the newest first.
func (tx *Tx) NewestAlerts(p clinic.PatientID, limit int) ([]clinic.Alert, error) {
	open, err := listSealed[alertRow](tx, tx.db.Where("patient_id = ? AND acknowledged_at IS NULL", string(p)))
	if err != nil {
		return nil, err
	}
	seen, err := listSealed[alertRow](tx, tx.db.Where("patient_id = ? AND acknowledged_at IS NOT NULL", string(p)).Order("raised_at DESC, id DESC").Limit(limit))
	all := append(open, seen...)
	slices.SortFunc(all, newestAlert)
	return all, err
}

// OpenInvitations gives a patient's links that hold at a time and wait for answers, newest first.
func (tx *Tx) OpenInvitations(p clinic.PatientID, now time.Time) ([]clinic.Invitation, error) {
	open, err := list[invitationRow](tx.db.Where("patient_id = ? AND finished_at IS NULL AND revoked_at IS NULL AND expires_at > ?", string(p), micros(now)))
	slices.SortFunc(open, func(a, b clinic.Invitation) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(b.ID, a.ID))
	})
	return open, err
}

// NewestEncounters gives a patient's newest encounters, at most limit of them.
func (tx *Tx) NewestEncounters(p clinic.PatientID, limit int) ([]clinic.Encounter, error) {
	return list[encounterRow](tx.db.Where("patient_id = ?", string(p)).Order("created_at DESC, id DESC").Limit(limit))
}

// EncountersAt gives the encounters with some ids, newest first.
func (tx *Tx) EncountersAt(ids []clinic.EncounterID) ([]clinic.Encounter, error) {
	found, err := list[encounterRow](tx.db.Where("id IN ?", ids))
	slices.SortFunc(found, func(a, b clinic.Encounter) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(b.ID, a.ID))
	})
	return found, err
}

// Completions gives how many questionnaires were completed at each of some encounters; one without any is not in it.
func (tx *Tx) Completions(ids []clinic.EncounterID) (map[clinic.EncounterID]int, error) {
	var rows []struct {
		EncounterID clinic.EncounterID
		N           int
	}
	err := tx.db.Raw("SELECT encounter_id, count(*) AS n FROM responses WHERE encounter_id IN ? AND amends IS NULL AND status <> 'in-progress' GROUP BY encounter_id", ids).Scan(&rows).Error
	counts := map[clinic.EncounterID]int{}
	for _, r := range rows {
		counts[r.EncounterID] = r.N
	}
	return counts, fails("count completed questionnaires", err)
}

// LatestConsent gives a patient's newest consent, in a list that is empty where there was none.
func (tx *Tx) LatestConsent(p clinic.PatientID) ([]clinic.Consent, error) {
	return list[consentRow](tx.db.Where("patient_id = ?", string(p)).Order("given_at DESC, id DESC").Limit(1))
}
