package store

import "steelyard/internal/clinic"

// A tally is a part of a patient's row that repeats what another table says, for the list. Whatever changes that table renews the
// part in its transaction, and no other part; after the commit the list of the patients reads the row again. A tally reads by an
// index in every part: what it costs does not grow with what a patient answered before.
type tally string

func (tx *Tx) tally(patient string, t tally) error {
	tx.touch(clinic.PatientID(patient))
	return fails("tally patient "+patient, tx.db.Exec("UPDATE patients SET "+string(t)+" WHERE id = ?", patient).Error)
}

const (
	// tallyAgreement is when a patient took their agreement back, where they did and may not be asked again. The links and what was
	// begun depend on it: they are renewed afterwards.
	tallyAgreement tally = `taken_back_at = (SELECT CASE WHEN c.asked_again_at IS NULL THEN c.withdrawn_at END
  FROM consents c WHERE c.patient_id = patients.id ORDER BY c.given_at DESC, c.id DESC LIMIT 1)`

	tallyAlerts tally = `
  (open_alerts, urgent_since, prompt_since) = (SELECT count(*), min(CASE a.level WHEN 'urgent' THEN a.raised_at END), min(CASE a.level WHEN 'prompt' THEN a.raised_at END)
    FROM alerts a WHERE a.patient_id = patients.id AND a.acknowledged_at IS NULL)`

	// tallyBegun is of answers in progress: where staff began to enter them, or where the link to give them was neither finished nor
	// revoked.
	tallyBegun tally = `
  (begun_at, begun_until) = (SELECT r.started_at, (SELECT max(i.expires_at) FROM invitations i WHERE i.encounter_id = r.encounter_id AND i.revoked_at IS NULL AND i.finished_at IS NULL)
    FROM responses r
    WHERE r.patient_id = patients.id AND r.completed_at IS NULL
      AND (NOT EXISTS (SELECT 1 FROM invitations i WHERE i.encounter_id = r.encounter_id)
        OR patients.taken_back_at IS NULL AND EXISTS (SELECT 1 FROM invitations i WHERE i.encounter_id = r.encounter_id AND i.revoked_at IS NULL AND i.finished_at IS NULL))
    ORDER BY 2 DESC NULLS FIRST, r.started_at DESC LIMIT 1)`

	tallyAnswers = tallyBegun + `,
  (last_completed_at, last_questionnaire) = (SELECT r.completed_at, r.questionnaire FROM responses r WHERE r.patient_id = patients.id AND r.status = 'completed'
    ORDER BY r.completed_at DESC, r.id DESC LIMIT 1)`

	// tallyLinks is of who waits. An invitation that expired unfinished no longer does once a later one was finished after that.
	tallyLinks = tallyBegun + `,
  (waiting_since, waiting_until) = (SELECT i.created_at, i.expires_at FROM invitations i
    WHERE i.patient_id = patients.id AND i.finished_at IS NULL AND i.revoked_at IS NULL AND patients.taken_back_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM invitations f WHERE f.patient_id = i.patient_id
        AND f.created_at >= i.created_at AND f.finished_at >= i.expires_at)
    ORDER BY i.expires_at DESC LIMIT 1)`
)
