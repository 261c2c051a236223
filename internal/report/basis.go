package report

import (
	"slices"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/profile"
	q "steelyard/internal/questionnaire"
)

// Basis says who rated what a number was made from. It stands in every export, and BasisOf alone decides it.
type Basis string

// The bases.
const (
	SelfReport     Basis = "symptom self-report"
	ReadOut        Basis = "symptom self-report, read out by staff in an interview"
	ClinicianRated Basis = "clinician-rated"
)

// AnyBasis is said where numbers of all kinds are explained, or listed without the answers that they were made from.
const AnyBasis = "symptom self-report, unless answers are marked as read out by staff or as clinician-rated"

// BasisOf decides by whom a questionnaire is for and how its answers came in. It does not look at who typed them: a correction
// of what a patient answered is still the patient's. Where the mode is not known, it is empty.
func BasisOf(r q.Respondent, m clinic.Mode) Basis {
	switch {
	case r == q.Clinician:
		return ClinicianRated
	case m == clinic.InPerson:
		return ReadOut
	}
	return SelfReport
}

// Bases joins the bases of several answers; those of none are self-report, as every profile is.
func Bases(list []Basis) string {
	own, read, rated := slices.Contains(list, SelfReport), slices.Contains(list, ReadOut), slices.Contains(list, ClinicianRated)
	words := string(SelfReport)
	switch {
	case rated && !own && !read:
		return string(ClinicianRated)
	case read && own:
		words += ", in part read out by staff in an interview"
	case read:
		words = string(ReadOut)
	}
	if rated {
		words += "; in part " + string(ClinicianRated)
	}
	return words
}

// Basis says who rated what the report's numbers were made from.
func (r *Report) Basis() string {
	list := make([]Basis, len(r.Responses))
	for i := range r.Responses {
		list[i] = r.Responses[i].Basis
	}
	return Bases(list)
}

// ProfileBasis says who rated what the profile was made from.
func (r *Report) ProfileBasis() string {
	var list []Basis
	for i := range r.Responses {
		if x := &r.Responses[i]; r.Profile != nil && !x.Amended && isFrom(r.Profile, x.Ref, x.CompletedAt) {
			list = append(list, x.Basis)
		}
	}
	return Bases(list)
}

// isFrom says whether a domain's value is from some answers.
func isFrom(p *profile.Profile, ref q.Ref, at time.Time) bool {
	return slices.ContainsFunc(p.Domains, func(d profile.DomainValue) bool {
		return d.Answered && d.From.Questionnaire == ref && d.From.At.Equal(at)
	})
}

// Rated says whether a clinician rated it, and not the patient.
func (x *Response) Rated() bool { return x.Basis == ClinicianRated }
