package server

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
)

// What was wrong with what a link's holder, a member of staff or a program sent is in the audit, with whose it was about.
func TestWrongInputIsInTheAudit(t *testing.T) {
	s := newSite(t)
	o := s.objects(t, s.Clinician, "Petra Patient")
	patient := clinic.PatientID(o.of["patients"])
	staff, holder := s.signedIn(t, s.Clinician), s.browser(t)
	token := staff.token("clara", "administer", "read-patients")
	program := func(method, path, body string) answer {
		r := holder.request(method, path, body)
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		return holder.send(r)
	}
	tests := []struct {
		name, actor, subject, why string
		patient                   clinic.PatientID
		status                    int
		do                        func() answer
	}{
		{"staff, a form", "user:" + string(s.Clinician.User), "patient:" + string(patient), "wrong input", patient, 422, func() answer {
			return staff.post("/patients/"+string(patient)+"/treatments", url.Values{"kind": {"medicine"}})
		}},
		{"staff, not UTF-8", "user:" + string(s.Clinician.User), "patient:" + string(patient), "wrong input", patient, 400, func() answer {
			return staff.post("/patients/"+string(patient)+"/treatments", url.Values{"kind": {"\xff"}})
		}},
		{"a link's holder", "invitation:", "", "wrong input", patient, 422, func() answer {
			return holder.post(o.fill("/i/:token/1/1"), url.Values{"q1": {"77"}})
		}},
		{"a link's holder, not UTF-8", "invitation:", "", "wrong input", patient, 400, func() answer {
			return holder.post(o.fill("/i/:token/1/1"), url.Values{"q1": {"\xff"}})
		}},
		{"a program", "user:" + string(s.Clinician.User), "patient:" + string(patient), "wrong input", patient, 400, func() answer {
			return program(http.MethodPost, "/api/v1/patients/"+string(patient)+"/invitations", `{"battery":["phq-9"],"battery":[]}`)
		}},
		{"a program with too small a scope", "user:" + string(s.Clinician.User), "", "not allowed", "", 403, func() answer {
			return program(http.MethodGet, "/api/v1/audit", "")
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := s.rowsOf(t, "audit_entries")
			if a := tt.do(); a.status != tt.status {
				t.Fatalf("got %d, want %d\n%s", a.status, tt.status, firstLines(a.body))
			}
			list, err := s.App.Audit(t.Context(), s.Administrator, "", int(s.rowsOf(t, "audit_entries")-before))
			if err != nil {
				t.Fatal(err)
			}
			failures := 0
			for _, e := range list {
				if strings.HasPrefix(e.Action, "failed ") || strings.HasPrefix(e.Action, "refused ") {
					failures++
				}
			}
			at := slices.IndexFunc(list, func(e app.AuditEntry) bool {
				return strings.HasPrefix(e.Actor, tt.actor) && strings.HasPrefix(e.Subject, tt.subject) && e.Patient == string(tt.patient) && strings.HasPrefix(e.Why, tt.why)
			})
			if at < 0 || failures != 1 {
				t.Errorf("got %d failures in %+v, want one by %s about %q, because of %s", failures, list, tt.actor, tt.subject, tt.why)
			}
		})
	}
}
