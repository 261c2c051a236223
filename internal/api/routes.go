package api

import (
	"net/http"
	"slices"

	"steelyard/internal/clinic"
	jsonfile "steelyard/internal/export/json"
)

// operation is one way in: what it takes, what it gives and who may. The routes, the doors and the published document are
// all made from it, so that none can say something else than the others.
type operation struct {
	method, path string
	name         string
	summary      string
	action       clinic.Action // what a token must be allowed; see anybody and anyToken
	query        []parameter
	in           any      // the zero value of the body it takes; nil for none
	status       int      // where it goes well
	gives        []form   // what it gives then, the first where nobody asks for another
	headers      []string // that the answer has beside those of every answer
	refuses      []int    // statuses beside those that follow from the rest
	run          run
}

// Who may beside those who are allowed an action.
const (
	anybody  clinic.Action = "-"
	anyToken clinic.Action = ""
)

type parameter struct{ name, about string }

// form is one media type of an answer; of is the zero value of what stands in it as JSON, nil for other files.
type form struct {
	kind string
	of   any
}

const (
	jsonKind   = "application/json"
	csvKind    = "text/csv"
	pdfKind    = "application/pdf"
	ndjsonKind = "application/x-ndjson"
)

func asJSON(of any) []form { return []form{{jsonKind, of}} }

var (
	paged = []parameter{{"cursor", "what next was in the page before; leave it out for the first page"}, {"limit", "how many at most, 1 to 200; 50 where it is left out"}}
)

// operations is every way in, grouped by what it is about. Nothing else is reachable below /api/v1.
var operations = []operation{
	{method: "GET", path: "/openapi.json", name: "describe", summary: "This document.", action: anybody, status: 200, gives: asJSON(anything{}), run: (*call).describe},

	{method: "POST", path: "/tokens", name: "signIn", summary: "Sign in with a name and a password, and get a token of a limited scope for a limited time.",
		action: anybody, in: tokenInput{}, status: 201, gives: asJSON(newToken{}), headers: []string{"Location"}, refuses: []int{401, 403, 429}, run: (*call).addToken},
	{method: "GET", path: "/tokens", name: "listTokens", summary: "Your tokens, also those that have ended.", action: anyToken, query: paged, status: 200, gives: asJSON(page[token]{}), run: (*call).tokens},
	{method: "DELETE", path: "/tokens/{id}", name: "revokeToken", summary: "End a token of yours. An administrator can end anybody's.", action: anyToken, status: 204, refuses: []int{http.StatusConflict}, run: (*call).revokeToken},

	{method: "GET", path: "/patients", name: "listPatients", summary: "The patients, in the order in which they were added.", action: clinic.ReadPatients, query: paged, status: 200, gives: asJSON(page[patient]{}), run: (*call).patients},
	{method: "POST", path: "/patients", name: "addPatient", summary: "Add a patient.", action: clinic.WritePatients, in: newPatientInput{}, status: 201, gives: asJSON(added{}), headers: []string{"Location", "ETag"}, refuses: []int{http.StatusConflict}, run: (*call).addPatient},
	{method: "GET", path: "/patients/{id}", name: "getPatient", summary: "One patient. The ETag names the state that a change is made from.", action: clinic.ReadPatients, status: 200, gives: asJSON(patient{}), headers: []string{"ETag"}, run: (*call).patient},
	{method: "PUT", path: "/patients/{id}", name: "editPatient", summary: "Change a patient's details, all of them. If-Match names the state that the change was made from.", action: clinic.WritePatients, in: patientInput{}, status: 204, headers: []string{"ETag"}, refuses: []int{http.StatusConflict, 412, 428}, run: (*call).editPatient},

	{method: "GET", path: "/patients/{id}/invitations", name: "listInvitations", summary: "A patient's invitations, without their links, which are kept nowhere.", action: clinic.ReadPatients, query: paged, status: 200, gives: asJSON(page[invitation]{}), run: (*call).invitations},
	{method: "POST", path: "/patients/{id}/invitations", name: "invite", summary: "Make a link by which the patient answers a battery. The link is said once.", action: clinic.Administer, in: invitationInput{}, status: 201, gives: asJSON(invited{}), refuses: []int{http.StatusConflict}, run: (*call).invite},
	{method: "DELETE", path: "/invitations/{id}", name: "revokeInvitation", summary: "End a link that nobody has finished.", action: clinic.Administer, status: 204, refuses: []int{http.StatusConflict}, run: (*call).revokeInvitation},

	{method: "GET", path: "/definitions", name: "listDefinitions", summary: "Every version of every questionnaire that is known here.", action: clinic.ReadLibrary, query: paged, status: 200, gives: asJSON(page[definition]{}), run: (*call).definitions},
	{method: "GET", path: "/definitions/{ref}", name: "getDefinition", summary: "One version in its canonical form: the SHA-256 of the answer, byte by byte, is the version's hash.", action: clinic.ReadLibrary, status: 200, gives: asJSON(anything{}), headers: []string{"ETag"}, run: (*call).definition},

	{method: "GET", path: "/patients/{id}/submissions", name: "listSubmissions", summary: "A patient's completed answers, those that were corrected too.", action: clinic.ReadResponses, query: paged, status: 200, gives: asJSON(page[completed]{}), run: (*call).submissions},
	{method: "POST", path: "/patients/{id}/submissions", name: "submit", summary: "Keep one questionnaire's answers, given in person or on paper. 201 means that answers, scores, flags and audit entry are on disk.", action: clinic.Administer, in: submissionInput{}, status: 201, gives: asJSON(submitted{}), headers: []string{"Location"}, refuses: []int{http.StatusConflict}, run: (*call).submit},
	{method: "GET", path: "/submissions/{id}", name: "getSubmission", summary: "One submission with its answers.", action: clinic.ReadResponses, status: 200, gives: asJSON(submission{}), run: (*call).submission},
	{method: "GET", path: "/submissions/{id}/result", name: "getResult", summary: "What the answers came to, with how every number came about.", action: clinic.ReadResponses, status: 200, gives: asJSON(jsonfile.Result{}), refuses: []int{http.StatusConflict}, run: (*call).result},
	{method: "GET", path: "/submissions/{id}/receipt", name: "getReceipt", summary: "The signed receipt, from which everything can be computed anew offline: steelyard verify.", action: clinic.Export, status: 200, gives: asJSON(anything{}), refuses: []int{http.StatusConflict}, run: (*call).receipt},

	{method: "GET", path: "/patients/{id}/profile", name: "getProfile", summary: "A patient's profile of symptom domains as it stands now, with its uncertainty.", action: clinic.ReadResponses, status: 200, gives: asJSON(jsonfile.Profile{}), run: (*call).profile},
	{method: "GET", path: "/patients/{id}/report", name: "getReport", summary: "A patient's report, as JSON, PDF or CSV by the header Accept.", action: clinic.Export, status: 200, gives: []form{{jsonKind, jsonfile.Document{}}, {pdfKind, nil}, {csvKind, nil}}, headers: []string{"Content-Disposition"}, run: (*call).report},

	{method: "GET", path: "/alerts", name: "listAlerts", summary: "Raised safety flags, in the order in which they were raised.", action: clinic.ReadResponses, query: slices.Concat(alertFilters, paged), status: 200, gives: asJSON(page[alert]{}), run: (*call).alerts},
	{method: "POST", path: "/alerts/{id}/acknowledgement", name: "acknowledge", summary: "Close an alert with a note that says what was done.", action: clinic.AcknowledgeFlag, in: acknowledgement{}, status: 201, gives: asJSON(acknowledged{}), refuses: []int{http.StatusConflict}, run: (*call).acknowledge},

	{method: "GET", path: "/exports/caseload", name: "exportCaseload", summary: "The list of patients as a file: CSV, or a JSON object a line.", action: clinic.Export, status: 200, gives: []form{{csvKind, nil}, {ndjsonKind, jsonfile.Listed{}}}, headers: []string{"Content-Disposition"}, run: (*call).exportCaseload},
	{method: "GET", path: "/exports/responses/{ref}", name: "exportResponses", summary: "Every completed response to one version as a file: CSV, or a JSON object a line.", action: clinic.Export, status: 200, gives: []form{{csvKind, nil}, {ndjsonKind, jsonfile.Line{}}}, headers: []string{"Content-Disposition"}, run: (*call).exportResponses},

	{method: "GET", path: "/audit", name: "listAudit", summary: "Who did what to whose data, the newest first.", action: clinic.ReadAudit, query: append([]parameter{{"patient", "the id of the patient whose data; everybody's where it is left out"}}, paged...), status: 200, gives: asJSON(page[entry]{}), refuses: []int{404}, run: (*call).audit},
}
