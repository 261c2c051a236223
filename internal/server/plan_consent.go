package server

import (
	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/locale"
	q "steelyard/internal/questionnaire"
)

type consentView struct {
	Holds  bool
	What   string
	NoMail string         // why no e-mail is sent, where there is another reason than the consent
	Texts  []consentWords // in the patient's language, and in English
	Others []consentWords
	Tongue Field // in which it was read out
	How    Field

	Agreed    agreedView // what was agreed to; of a version whose words are known
	Address   string     // that they agree for
	NoAddress bool
}

// consentWords is what is agreed to, in one language.
type consentWords struct{ Name, Lang, Dir, Text string }

// readOut fills in what staff read out: first in the patient's language, where it is known and there are words in it, beside the
// English.
func (v *consentView) readOut(known q.Language) {
	chosen := q.DefaultLanguage
	var options []Option
	for _, l := range clinic.MailConsentLanguages() {
		version := clinic.MailConsentVersion(l)
		text, _, _ := clinic.MailConsentWords(version)
		w := consentWords{languageName(l), string(l), locale.Direction(l), text}
		switch l {
		case known:
			chosen, v.Texts = l, append([]consentWords{w}, v.Texts...)
		case q.DefaultLanguage:
			v.Texts = append(v.Texts, w)
		default:
			v.Others = append(v.Others, w)
		}
		options = append(options, Option{Value: string(l), Label: languageName(l)})
	}
	v.Tongue = Field{Name: "language", Label: "Read out or shown in", Kind: "select", Hint: "The language of the patient’s record is chosen. Choose another one where it was read out in that.", Options: choose(options, string(chosen))}
	if known == "" {
		v.Tongue.Hint = "The patient’s record names no language."
	}
}

func (s *Server) newConsentView(r *app.PlanRecord) consentView {
	v := consentView{Holds: r.Consent.ID != "" && r.Consent.Holds(), What: "The patient has not agreed to e-mails.",
		Address: r.Patient.Email,
		How:     Field{Name: "how", Label: "How they agreed", Hint: "Such as “on paper” or “by telephone”."}}
	v.NoAddress = r.Patient.Email == ""
	v.readOut(r.Patient.Language)
	switch {
	case v.Holds && !r.Consent.Covers(r.Patient.Email):
		v.Holds = false
		v.What = "The patient agreed on " + s.moment(r.Consent.GivenAt) + " (" + r.Consent.How + "), for another e-mail address than the one recorded now. Nothing is sent until they agree for this one."
	case v.Holds:
		v.What, v.NoMail = "The patient agreed on "+s.moment(r.Consent.GivenAt)+" ("+r.Consent.How+", "+agreedTo(&r.Consent)+").", r.NoMail
		v.Agreed = mailWords(&r.Consent)
	case r.Consent.WithdrawnAt != nil && r.Consent.WithdrawnBy == "":
		v.What = "The patient stopped the e-mails by a link in one of them, on " + s.moment(*r.Consent.WithdrawnAt) + "."
	case r.Consent.WithdrawnAt != nil:
		v.What = "The patient withdrew their consent on " + s.moment(*r.Consent.WithdrawnAt) + "."
	}
	return v
}

// mailWords gives the words that a patient agreed to.
func mailWords(c *clinic.MailConsent) agreedView {
	text, l, ok := clinic.MailConsentWords(c.Version)
	if !ok {
		return agreedView{}
	}
	var english clinic.Shown
	if l != q.DefaultLanguage {
		english.Text, _, _ = clinic.MailConsentWords(clinic.MailConsentVersion(q.DefaultLanguage))
	}
	return newAgreedView(clinic.Shown{Language: l, Text: text}, english)
}

// agreedTo names the words that a patient agreed to.
func agreedTo(c *clinic.MailConsent) string {
	if _, l, ok := clinic.MailConsentWords(c.Version); ok {
		return "wording " + c.Version + ", read out in " + languageName(l)
	}
	return "wording " + c.Version
}

func (s *Server) giveMailConsent(c *gin.Context, who clinic.Actor) error {
	id := clinic.PatientID(c.Param("id"))
	if err := s.app.GiveMailConsent(c.Request.Context(), who, id, app.MailAgreement{How: c.PostForm("how"), Language: q.Language(c.PostForm("language"))}); err != nil {
		return s.plansAgain(c, who, id, err)
	}
	return toPlans(c, id, "agreed")
}

func (s *Server) withdrawMailConsent(c *gin.Context, who clinic.Actor) error {
	id := clinic.PatientID(c.Param("id"))
	if err := s.app.WithdrawMailConsent(c.Request.Context(), who, id); err != nil {
		return s.plansAgain(c, who, id, err)
	}
	return toPlans(c, id, "withdrawn")
}
