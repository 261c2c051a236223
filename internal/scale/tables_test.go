package scale

import "regexp"

// tables are those with rows of a patient's, in the order in which their rows can be added, and how each row leads to its
// patient. The columns of sealed are sealed with the patient's key, each for its place.
var tables = []struct{ name, of, sealed string }{
	{"patients", "id = @p", "record_number name birth_date email phone"},
	{"patient_keys", "patient_id = @p", ""},
	{"patient_tags", "patient_id = @p", ""},
	{"encounters", "patient_id = @p", ""},
	{"invitations", "patient_id = @p", ""},
	{"responses", "patient_id = @p", "answers reason"},
	{"results", "response_id IN (SELECT id FROM responses WHERE patient_id = @p)", ""},
	{"alerts", "patient_id = @p", "note"},
	{"alerts_left", "alert_id IN (SELECT id FROM alerts WHERE patient_id = @p)", ""},
	{"alert_stages", "alert_id IN (SELECT id FROM alerts WHERE patient_id = @p)", ""},
	{"alert_tellings", "alert_id IN (SELECT id FROM alerts WHERE patient_id = @p)", ""},
	{"treatment_events", "patient_id = @p", "name dose note"},
	{"consents", "patient_id = @p", ""},
	{"mail_consents", "patient_id = @p", "how"},
	{"plans", "patient_id = @p", "name"},
	{"appointments", "patient_id = @p", ""},
	{"occasions", "patient_id = @p", ""},
	{"mails", "patient_id = @p", ""},
	{"link_tokens", "patient_id = @p", ""},
}

// notCopied are the other tables with rows of a patient's, and why they are left out.
var notCopied = map[string]string{
	"alert_list":        "is written by triggers",
	"birth_date_tries":  "nobody of the small clinic has tried a birth date",
	"devices":           "nobody of the small clinic has gone on with another device",
	"keepings":          "nobody of the small clinic is kept longer",
	"kiosks":            "no tablet was handed over in the small clinic",
	"retentions":        "nobody of the small clinic is due for a decision",
	"erasing":           "is empty but while somebody is erased",
	"first_answers":     "are answers to programs, which are forgotten after two days",
	"report_signatures": "nobody has signed in the small clinic",
}

// owned are the columns that name something of a patient's.
var owned = regexp.MustCompile(`^(id|amends|entry_key|(patient|encounter|invitation|response|alert|plan|occasion)_id)$`)

// moments are the columns with a time, which is earlier in each copy.
var moments = regexp.MustCompile(`(_at|_since|_until|^not_before)$`)

// days are the columns of those with a day, which stays.
var days = []string{"until_on", "unmet_since"}
