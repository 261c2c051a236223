package report

// askedAs names each way in which answers can come about, as the line of time has it.
var askedAs = map[Basis]string{SelfReport: "answered alone", ReadOut: "asked in an interview", ClinicianRated: "rated by a clinician"}

// asked says in words how the answers came about; it is empty where that is not known.
func (p *TrendPoint) asked() string { return askedAs[p.Rated] }

// Asked says whether two scores came about in the same way, as far as that is known: whether the patient answered alone, was
// asked by staff or was rated by a clinician.
func (p *TrendPoint) Asked(other *TrendPoint) (alike bool) {
	return p.Rated == other.Rated || p.Rated == "" || other.Rated == ""
}

// otherAsking says that two scores came about in other ways; it is empty where they did not. They are compared all the same,
// because it was the same questions in the same words.
func otherAsking(from, to *end) string {
	if from.p.Asked(&to.p) {
		return ""
	}
	return "The way of asking changed, " + from.p.asked() + " then and " + to.p.asked() + " now: part of a difference may come from that."
}
