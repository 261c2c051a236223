package server

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/export/person"
	q "steelyard/internal/questionnaire"
)

func when(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }

func whenOf(t *time.Time) string {
	if t == nil {
		return ""
	}
	return when(*t)
}

// personDocument arranges everything that is kept of a person, as it is read.
func (s *Server) personDocument(p *app.PersonCopy) *person.Document {
	d := &person.Document{Title: "Everything kept about " + p.Patient.Name, Site: p.Report.Site, Invented: s.app.Invented, MadeAt: s.app.Now(), Notice: p.Report.Notice()}
	d.Sections = []person.Section{details(p), answers(p), results(p), s.notSent(p), alertsOf(p), treatments(p), keepings(p), agreements(p), invitations(p), plansOf(p), appointments(p), mails(p), signatures(p), seenBy(p)}
	return d
}

func details(p *app.PersonCopy) person.Section {
	s := person.Section{Key: "details", Title: "Who you are", Columns: []string{"what", "kept"}}
	var tags []string
	for _, t := range p.Tags {
		tags = append(tags, t.Name)
	}
	for _, line := range [][2]string{
		{"Name", p.Patient.Name}, {"Record number", p.Patient.RecordNumber}, {"Birth date", string(p.Patient.BirthDate)}, {"Sex", string(p.Patient.Sex)}, {"E-mail", p.Patient.Email},
		{"Telephone", p.Patient.Phone}, {"Language", string(p.Patient.Language)}, {"Clinician", p.Clinician}, {"Team", p.Team}, {"Tags", strings.Join(tags, ", ")},
		{"Added", when(p.Patient.CreatedAt)}, {"Last changed", when(p.Patient.UpdatedAt)},
	} {
		s.Add(line[0], line[1])
	}
	return s
}

func answers(p *app.PersonCopy) person.Section {
	s := person.Section{Key: "answers", Title: "What you answered", About: "Every questionnaire that was sent in, with each question and its answer. A correction stands beside what it replaced.",
		Columns: []string{"questionnaire", "answered", "entered by", "question", "answer", "note of the interview", "remark"}}
	for i := range p.Report.Responses {
		r := &p.Report.Responses[i]
		remark := ""
		if r.Amended {
			remark = "replaced by a correction"
		} else if r.Amends != "" {
			remark = "a correction: " + r.Reason
		}
		for _, item := range r.Items {
			answer := item.Answer
			if answer == "" {
				answer = "not answered"
			}
			s.Add(r.Title, when(r.CompletedAt), r.EnteredBy, item.Text, answer, item.Note, remark)
		}
	}
	return s
}

func results(p *app.PersonCopy) person.Section {
	s := person.Section{Key: "results", Title: "What was computed of it", About: "A score sums up answers. It is not a diagnosis.", Columns: []string{"questionnaire", "answered", "scale", "value", "range", "interval", "band", "remark"}}
	for i := range p.Report.Responses {
		r := &p.Report.Responses[i]
		for _, score := range r.Scores {
			s.Add(r.Title, when(r.CompletedAt), score.Title, score.Shown, score.Range, score.Interval, score.Band, score.Note)
		}
	}
	return s
}

// notSent are answers that were saved and not sent in. Their questions are named by their ids in the questionnaire.
func (s *Server) notSent(p *app.PersonCopy) person.Section {
	out := person.Section{Key: "unfinished", Title: "What you began and did not send", Columns: []string{"questionnaire", "last saved", "question", "answer", "note of the interview"}}
	for i := range p.Responses {
		r := &p.Responses[i]
		if r.Status != clinic.InProgress {
			continue
		}
		e, err := s.app.Library.Get(r.Questionnaire)
		begun := maps.Clone(r.Answers)
		for id := range r.Notes {
			begun[id] = r.Answers[id]
		}
		for _, id := range slices.Sorted(maps.Keys(begun)) {
			question := string(id)
			if err == nil {
				if item, ok := e.Definition.Item(id); ok {
					question = item.Text.In(q.DefaultLanguage)
				}
			}
			out.Add(r.Questionnaire.String(), when(r.UpdatedAt), question, begun[id], r.Notes[id])
		}
	}
	return out
}

func alertsOf(p *app.PersonCopy) person.Section {
	s := person.Section{Key: "alerts", Title: "Alerts that your answers raised", Columns: []string{"raised", "level", "what", "acknowledged", "by", "note"}}
	for _, a := range p.Alerts {
		s.Add(when(a.RaisedAt), string(a.Level), a.Text, whenOf(a.AcknowledgedAt), p.Names[a.AcknowledgedBy], a.Note)
	}
	return s
}

func treatments(p *app.PersonCopy) person.Section {
	s := person.Section{Key: "treatments", Title: "Treatments, as recorded", Columns: []string{"day", "kind", "class", "name", "dose", "what happened", "note", "noted by"}}
	for _, t := range p.Treatments {
		s.Add(string(t.On), string(t.Kind), string(t.Class), t.Name, t.Dose, string(t.Step), t.Note, p.Names[t.CreatedBy])
	}
	return s
}

// keepings are decisions to keep the record for longer than the site's years.
func keepings(p *app.PersonCopy) person.Section {
	s := person.Section{Key: "kept-longer", Title: "Decisions to keep your record for longer", About: "The last contact with you was recorded on " + when(p.Retention.LastContact) + ".",
		Columns: []string{"until", "why", "decided", "by"}}
	for _, k := range p.Keepings {
		s.Add(string(k.Until), k.Reason, when(k.At), p.Names[k.By])
	}
	return s
}

// agreements are what was agreed to, each in the words that were shown.
func agreements(p *app.PersonCopy) person.Section {
	s := person.Section{Key: "consents", Title: "What you agreed to", Columns: []string{"to", "version", "language", "given", "how", "withdrawn", "may be asked again", "text"}}
	for _, c := range p.Consents {
		s.Add("answering", fmt.Sprintf("%d (%s)", c.Version, c.Hash), string(c.Language), when(c.GivenAt), "on the page", whenOf(c.WithdrawnAt), whenOf(c.AskedAgainAt), p.ConsentTexts[c.Hash].Text)
	}
	for _, c := range p.MailConsents {
		words, l, ok := clinic.MailConsentWords(c.Version)
		if !ok {
			words, l = "The words of this version are not kept.", ""
		}
		s.Add("e-mail", c.Version, string(l), when(c.GivenAt), c.How+", for "+c.Address, whenOf(c.WithdrawnAt), "", words)
	}
	return s
}

func appointments(p *app.PersonCopy) person.Section {
	s := person.Section{Key: "appointments", Title: "Your appointments", About: "Days on which you were to come in, as far as they were noted here, also those that passed and those that were cancelled.",
		Columns: []string{"day", "noted", "noted by", "cancelled"}}
	for _, a := range p.Appointments {
		s.Add(string(a.On), when(a.CreatedAt), p.Names[a.CreatedBy], whenOf(a.CancelledAt))
	}
	return s
}

func invitations(p *app.PersonCopy) person.Section {
	s := person.Section{Key: "occasions", Title: "When you were asked", Columns: []string{"when", "how", "asked by", "questionnaires", "link ended", "withdrawn", "finished"}}
	links := map[clinic.EncounterID]clinic.Invitation{}
	for _, i := range p.Invitations {
		links[i.EncounterID] = i
	}
	for _, e := range p.Encounters {
		var asked []string
		for _, ref := range e.Battery {
			asked = append(asked, ref.String())
		}
		ends := ""
		i, ok := links[e.ID]
		if ok {
			ends = when(i.ExpiresAt)
		}
		s.Add(when(e.CreatedAt), string(e.Mode), cmp.Or(p.Names[e.CreatedBy], "a plan, by itself"), strings.Join(asked, ", "), ends, whenOf(i.RevokedAt), whenOf(i.FinishedAt))
	}
	return s
}

func plansOf(p *app.PersonCopy) person.Section {
	s := person.Section{Key: "plans", Title: "Plans to ask again", Columns: []string{"plan", "from", "until", "state", "made by", "occasion", "what became of it"}}
	for _, course := range p.Plans.Plans {
		plan := course.Plan
		s.Add(plan.Name, string(plan.Start), string(plan.Until), string(plan.State), p.Names[plan.CreatedBy], "", "")
		for _, o := range course.Occasions {
			s.Add(plan.Name, "", "", "", "", fmt.Sprint(o.Due), strings.TrimSpace(string(o.State)+" "+o.Why))
		}
	}
	return s
}

// mails are the e-mails of every kind, with what became of each. Their words are made when they are sent and are not kept.
func mails(p *app.PersonCopy) person.Section {
	s := person.Section{Key: "mails", Title: "E-mails to you", About: "Each has a link to questions, names neither you nor a questionnaire, and says nothing about health. The words themselves are not kept.",
		Columns: []string{"made", "kind", "for the questions of", "state", "sent", "settled", "problem"}}
	due := map[clinic.OccasionID]string{}
	for _, course := range p.Plans.Plans {
		for _, o := range course.Occasions {
			due[o.ID] = string(o.Due)
		}
	}
	for _, m := range p.Mails {
		sent := ""
		if m.State == clinic.MailSent {
			sent = whenOf(m.SettledAt)
		}
		s.Add(when(m.MadeAt), string(m.Kind), due[m.OccasionID], string(m.State), sent, whenOf(m.SettledAt), m.Problem)
	}
	return s
}

func signatures(p *app.PersonCopy) person.Section {
	s := person.Section{Key: "signatures", Title: "Signatures under your record", Columns: []string{"when", "by", "role", "meaning", "digest"}}
	for _, g := range p.Report.Signatures {
		s.Add(when(g.At), g.By, string(g.Role), string(g.Meaning), g.Digest)
	}
	return s
}

// seenBy says who read the data and who changed it, with what was before.
func seenBy(p *app.PersonCopy) person.Section {
	s := person.Section{Key: "audit", Title: "Who did what with your data", About: "Every time somebody read or changed it, the newest first.", Columns: []string{"when", "who", "role", "what", "why", "changed"}}
	for _, e := range p.Audit {
		name := e.Actor
		if id, ok := strings.CutPrefix(e.Actor, "user:"); ok && p.Names[clinic.UserID(id)] != "" {
			name = p.Names[clinic.UserID(id)]
		} else if strings.HasPrefix(e.Actor, "invitation:") {
			name = "you, by a link"
		}
		var changed []string
		for _, c := range e.Detail.Changes {
			changed = append(changed, fmt.Sprintf("%s: “%s” to “%s”", c.Field, c.Before, c.After))
		}
		s.Add(when(e.At), name, e.Role, e.Action, strings.TrimSpace(e.Why+" "+e.Detail.Why), strings.Join(changed, "\n"))
	}
	return s
}
