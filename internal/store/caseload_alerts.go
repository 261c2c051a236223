package store

import (
	"slices"
	"time"
)

// mostAlerts puts those with open alerts before those with none: those whose alerts were left, then those with urgent ones,
// then those with more.
func (tx *Tx) mostAlerts(c CaseloadQuery, ids []string) ([]string, error) {
	weights, err := tx.weights(c)
	if err != nil || len(weights) == 0 {
		return ids, err
	}
	first, rest := make([]string, 0, len(weights)), make([]string, 0, len(ids))
	for _, id := range ids {
		if weights[id] > 0 {
			first = append(first, id)
		} else {
			rest = append(rest, id)
		}
	}
	slices.SortStableFunc(first, func(a, b string) int { return weights[b] - weights[a] })
	return append(first, rest...), nil
}

// weights gives how much the open alerts of each patient weigh whom the asking person may see; who has none is not in it.
func (tx *Tx) weights(c CaseloadQuery) (map[string]int, error) {
	weights := map[string]int{}
	query := seen(tx.db.Model(&patientRow{}), c.Visible).Where("open_alerts > 0").Select("id, open_alerts, urgent_since, prompt_since")
	return weights, eachRow(query, func(scan func(...any) error) error {
		var r patientRow
		err := scan(&r.ID, &r.OpenAlerts, &r.UrgentSince, &r.PromptSince)
		weights[r.ID] = r.weight(c.Left)
		return err
	})
}

// weight orders open alerts.
func (r *patientRow) weight(left LeftBefore) int {
	const leftOnes, urgentOnes = 1 << 30, 1 << 29
	n := min(r.OpenAlerts, urgentOnes-1)
	if r.UrgentSince != nil {
		n += urgentOnes
	}
	if atOrBefore(r.UrgentSince, left.Urgent) || atOrBefore(r.PromptSince, left.Prompt) {
		n += leftOnes
	}
	return n
}

func atOrBefore(us *int64, limit time.Time) bool {
	return us != nil && !limit.IsZero() && *us <= micros(limit)
}
