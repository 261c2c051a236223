package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
)

// routes is every way in, grouped by who may call it. Nothing else is reachable: a path that is not here is not found, and
// a handler is only reached through open or through staff with what it is for.
func (s *Server) routes(e *gin.Engine) {
	e.NoRoute(s.open(s.noRoute))
	e.NoMethod(s.open(s.noMethod))

	// Anybody.
	e.GET("/", s.open(s.home))
	e.GET("/healthz", s.open(s.healthy))
	e.GET("/readyz", s.open(s.ready))
	e.GET("/static/:name", s.open(s.static))
	e.GET(logoPath, s.open(s.logo))
	e.GET("/about", s.open(s.about))
	e.GET("/about/hazards", s.open(s.hazards))
	e.GET("/sign-in", s.open(s.signInForm))
	e.POST("/sign-in", s.open(s.signIn))
	e.POST("/sign-in/passkey/options", s.open(s.signInPasskeyOptions))
	e.POST("/sign-in/passkey", s.open(s.signInByPasskey))

	// Whoever has given a password, right or wrong.
	e.GET("/sign-in/code", s.open(s.codeForm))
	e.POST("/sign-in/code", s.open(s.giveCode))

	// Whoever holds the one-time link for the first administrator.
	e.GET("/setup/:token", s.open(s.setupForm))
	e.POST("/setup/:token", s.open(s.setup))

	// Whoever holds an invitation link or a device that was handed over, and staff who enter answers: the same pages below
	// /i/:token, /kiosk/visit and /encounters/:id.
	s.visitRoutes(e)

	// Whoever holds a device that was handed over, and reaches nothing else with it. See keepInKiosk.
	e.GET("/kiosk", s.byKiosk(s.kiosk))
	e.GET("/kiosk/leave", s.leaving(s.kioskLeaveForm))
	e.POST("/kiosk/leave", s.leaving(s.kioskLeave))
	e.POST("/kiosk/leave/sign-in", s.leaving(s.kioskSignIn))
	e.POST("/kiosk/leave/passkey", s.leaving(s.kioskPasskey))
	e.POST("/kiosk/leave/passkey/options", s.leaving(s.kioskPasskeyOptions))

	// Whoever holds the link that stops e-mails to them.
	e.GET("/stop/:token", s.open(s.stop))
	e.POST("/stop/:token", s.open(s.stopMails))

	// Every member of staff.
	e.POST("/sign-out", s.staff(anything, s.signOut))
	e.POST("/sign-out/elsewhere", s.staff(anything, s.signOutElsewhere))
	e.GET("/receipts.pem", s.staff(anything, s.receiptKey))
	e.GET("/password", s.staff(anything, s.passwordForm))
	e.POST("/password", s.staff(anything, s.changePassword))
	e.GET("/account", s.staff(anything, s.account))
	e.POST("/account/email", s.staff(anything, s.setOwnEmail))
	e.GET("/account/again", s.staff(anything, s.againForm))
	e.POST("/account/again", s.staff(anything, s.again))
	e.POST("/account/again/options", s.staff(anything, s.againOptions))
	e.GET("/account/tokens", s.staff(anything, s.tokens))
	e.POST("/account/tokens/:id/revoke", s.staff(anything, s.revokeToken))

	// Every member of staff who has just proved that it is them; and to add, whoever must do so before they are let in.
	e.GET("/account/second-factor", s.enrolling(s.secondFactor))
	e.GET("/account/app", s.enrolling(s.appForm))
	e.POST("/account/app", s.enrolling(s.addApp))
	e.GET("/account/passkeys/new", s.enrolling(s.newPasskey))
	e.POST("/account/passkeys/options", s.enrolling(s.newPasskeyOptions))
	e.POST("/account/passkeys", s.enrolling(s.addPasskey))
	e.POST("/account/app/remove", s.sure(s.removeApp))
	e.POST("/account/passkeys/:id/remove", s.sure(s.removePasskey))
	e.POST("/account/recovery-codes", s.sure(s.renewRecoveryCodes))
	e.GET("/account/tokens/new", s.sure(s.newToken))
	e.POST("/account/tokens", s.sure(s.addToken))

	// Who may read patients: everybody on the staff, those who are theirs. Whose a patient is, the use cases find out.
	read := clinic.ReadPatients
	e.GET("/patients", s.staff(read, s.caseload))
	e.GET("/patients/:id", s.staff(clinic.ReadResponses, s.patient))
	e.GET("/patients/:id/responses", s.staff(clinic.ReadResponses, s.answerList))
	e.GET("/patients/:id/change", s.staff(clinic.ReadResponses, s.change))
	e.POST("/patients/search", s.staff(read, s.searchCaseload))
	e.POST("/patients/views", s.staff(read, s.saveView))
	e.POST("/patients/views/:view/remove", s.staff(read, s.removeView))
	e.GET("/responses/:id", s.staff(clinic.ReadResponses, s.response))
	e.GET("/alerts", s.staff(clinic.ReadResponses, s.alerts))
	e.GET("/alerts/all", s.staff(clinic.ReadResponses, s.allAlerts))
	e.GET("/alerts/:id", s.staff(clinic.ReadResponses, s.alert))

	e.GET("/patients/:id/plans", s.staff(read, s.plans))
	e.GET("/mails", s.staff(read, s.mails))

	// Who may write patients.
	write := clinic.WritePatients
	e.GET("/patients/new", s.staff(write, s.newPatient))
	e.POST("/patients", s.staff(write, s.addPatient))
	e.GET("/patients/:id/edit", s.staff(write, s.editPatientForm))
	e.POST("/patients/:id/edit", s.staff(write, s.editPatient))
	e.POST("/patients/:id/place", s.staff(write, s.placePatient))
	e.POST("/patients/:id/consent/withdraw", s.staff(write, s.withdrawConsentOf))
	e.POST("/patients/:id/tags", s.staff(write, s.tagPatient))
	e.POST("/patients/:id/treatments", s.staff(write, s.addTreatment))
	e.POST("/alerts/:id/acknowledge", s.staff(clinic.AcknowledgeFlag, s.acknowledge))

	e.POST("/patients/:id/appointments", s.staff(write, s.addAppointment))
	e.POST("/appointments/:id/cancel", s.staff(write, s.cancelAppointment))
	e.POST("/patients/:id/mail-consent", s.staff(write, s.giveMailConsent))
	e.POST("/patients/:id/mail-consent/withdraw", s.staff(write, s.withdrawMailConsent))

	// Who may ask questions and enter answers (and /encounters, above).
	ask := clinic.Administer
	e.GET("/patients/:id/ask", s.staff(ask, s.chooseBattery))
	e.POST("/patients/:id/invitations", s.staff(ask, s.invite))
	e.POST("/patients/:id/encounters", s.staff(ask, s.begin))
	e.POST("/invitations/:id/revoke", s.staff(ask, s.revoke))
	e.POST("/patients/:id/consent/ask-again", s.staff(ask, s.mayAskAgain))
	e.GET("/patients/:id/hand-over", s.staff(ask, s.handOverForm))
	e.POST("/patients/:id/hand-over", s.staff(ask, s.handOverDevice))
	e.GET("/patients/:id/paper", s.staff(ask, s.papers))
	e.GET("/patients/:id/paper/:ref", s.staff(ask, s.enterPaperForm))
	e.POST("/patients/:id/paper/:ref", s.staff(ask, s.enterPaper))
	e.GET("/patients/:id/paper/:ref/form.pdf", s.staff(ask, s.patientForm))
	e.GET("/library/:ref/form.pdf", s.staff(ask, s.blankForm))
	e.GET("/responses/:id/correct", s.staff(ask, s.correctForm))
	e.POST("/responses/:id/correct", s.staff(ask, s.correct))

	e.GET("/patients/:id/plans/new", s.staff(ask, s.planForm))
	e.POST("/patients/:id/plans", s.staff(ask, s.addPlan))
	e.POST("/plans/:id/pause", s.staff(ask, s.turnPlan("paused", s.pausePlan)))
	e.POST("/plans/:id/resume", s.staff(ask, s.turnPlan("resumed", s.resumePlan)))
	e.POST("/plans/:id/end", s.staff(ask, s.turnPlan("ended", s.endPlan)))
	e.POST("/plans/:id/discharge", s.staff(ask, s.turnPlan("discharge", s.setDischarge)))
	e.POST("/occasions/:id/link", s.staff(ask, s.handOver))
	e.POST("/occasions/:id/answer", s.staff(ask, s.answerHere))
	e.POST("/occasions/:id/mail", s.staff(ask, s.remindNow))
	e.POST("/mails/:id/again", s.staff(ask, s.sendAgain))
	e.POST("/mails/:id/arrived", s.staff(ask, s.confirmMail))

	// Who may sign.
	e.GET("/patients/:id/sign", s.staff(clinic.SignReport, s.signForm))
	e.POST("/patients/:id/sign", s.staff(clinic.SignReport, s.sign))

	// Who may take data out.
	export := clinic.Export
	e.GET("/patients.csv", s.staff(export, s.caseloadCSV))
	e.GET("/alerts.csv", s.staff(export, s.alertsCSV))
	e.GET("/patients/:id/report.pdf", s.staff(export, s.reportPDF))
	e.GET("/patients/:id/report.csv", s.staff(export, s.reportCSV))
	e.GET("/patients/:id/change.csv", s.staff(export, s.changeCSV))
	e.GET("/patients/:id/report.json", s.staff(export, s.reportJSON))
	e.GET("/responses/:id/receipt.json", s.staff(export, s.receipt))
	e.GET("/patients/:id/rights", s.staff(export, s.rights))
	e.POST("/patients/:id/copy.zip", s.staff(export, s.personCopy))
	e.GET("/patients/:id/receipt.json", s.staff(export, s.recordReceipt))
	e.GET("/signatures/:id/signed.json", s.staff(export, s.signedRecord))
	e.GET("/library/:ref/responses.csv", s.staff(export, s.responsesCSV))
	e.GET("/library/:ref/answers.csv", s.staff(export, s.answersCSV))

	// Who may read the library.
	library := clinic.ReadLibrary
	e.GET("/library", s.staff(library, s.library))
	e.GET("/library/:ref", s.staff(library, s.questionnaire))
	e.GET("/library/:ref/dictionary.csv", s.staff(library, s.dictionaryCSV))
	e.GET("/library/:ref/try", s.staff(library, s.tryForm))
	e.POST("/library/:ref/try", s.staff(library, s.try))
	e.GET("/library/:ref/compare", s.staff(library, s.compare))

	// Who may decide which versions and wordings are used.
	manage := clinic.ManageLibrary
	e.GET("/library/add", s.staff(manage, s.addDefinitionForm))
	e.POST("/library/add", s.staff(manage, s.addDefinition))
	e.POST("/library/:ref/release", s.staff(manage, s.decide("release")))
	e.POST("/library/:ref/retire", s.staff(manage, s.decide("retire")))
	e.POST("/library/:ref/restore", s.staff(manage, s.decide("restore")))
	e.GET("/library/:ref/wording", s.staff(manage, s.wordingForm))
	e.POST("/library/:ref/wording", s.staff(manage, s.addWording))
	e.POST("/library/:ref/wording/withdraw", s.staff(manage, s.withdrawWording))

	// Administrators.
	admin := clinic.ManageSite
	e.GET("/patients/import", s.staff(admin, s.importForm))
	e.GET("/patients/import/template.csv", s.staff(admin, s.importTemplate))
	e.POST("/patients/import", s.staff(admin, s.previewImport))
	e.POST("/patients/import/add", s.staff(admin, s.importPatients))
	e.POST("/patients/import/refused.csv", s.staff(admin, s.importRefused))
	e.GET("/site", s.staff(admin, s.site))
	e.POST("/site/logo", s.staff(admin, s.putLogo))
	e.POST("/site/logo/remove", s.staff(admin, s.removeLogo))
	e.GET("/site/:section", s.staff(admin, s.siteForm))
	e.POST("/site/:section", s.staff(admin, s.putSite))
	e.GET("/library/:ref/precision", s.staff(admin, s.precision))
	e.POST("/library/:ref/precision", s.staff(admin, s.adoptPrecision))
	e.GET("/site/plans", s.staff(admin, s.planTemplates))
	e.POST("/site/plans", s.staff(admin, s.addPlanTemplate))
	e.POST("/site/plans/:id/remove", s.staff(admin, s.removePlanTemplate))
	e.GET("/users", s.staff(admin, s.users))
	e.POST("/users", s.staff(admin, s.addUser))
	e.GET("/users/:id", s.staff(admin, s.user))
	e.POST("/users/:id/disable", s.staff(admin, s.disableUser))
	e.POST("/users/:id/enable", s.staff(admin, s.enableUser))
	e.POST("/users/:id/email", s.staff(admin, s.setEmail))
	e.POST("/users/:id/role", s.staff(admin, s.setRole))
	e.POST("/users/:id/sign-out", s.staff(admin, s.signOutUser))
	e.POST("/users/:id/password", s.staff(admin, s.resetPassword))
	e.POST("/users/:id/second-factor/reset", s.staff(admin, s.resetFactors))
	e.GET("/teams", s.staff(admin, s.teams))
	e.POST("/teams", s.staff(admin, s.addTeam))
	e.GET("/teams/:id", s.staff(admin, s.team))
	e.POST("/teams/:id/name", s.staff(admin, s.renameTeam))
	e.POST("/teams/:id/members", s.staff(admin, s.setMembers))
	e.POST("/teams/:id/end", s.staff(admin, s.endTeam))
	e.GET("/records-due", s.staff(admin, s.recordsDue))
	e.GET("/patients/:id/keep", s.staff(admin, s.keepForm))
	e.POST("/patients/:id/keep", s.staff(admin, s.keep))
	e.GET("/patients/:id/erase", s.staff(admin, s.eraseForm))
	e.POST("/patients/:id/erase", s.staff(admin, s.erase))
	e.GET("/audit", s.staff(clinic.ReadAudit, s.audit))
	e.GET("/audit.csv", s.staff(clinic.ReadAudit, s.auditCSV))
	e.POST("/audit/verify", s.staff(clinic.ReadAudit, s.verifyAudit))
}

func (s *Server) healthy(c *gin.Context) error {
	c.String(http.StatusOK, "ok\n")
	return nil
}

// ready says whether requests can be answered now, for whoever sends them here. It says nothing of anybody.
func (s *Server) ready(c *gin.Context) error {
	if err := s.app.Ready(c.Request.Context()); err != nil {
		s.log.Warn("not ready", "error", err.Error())
		c.String(http.StatusServiceUnavailable, "not ready\n")
		return nil
	}
	c.String(http.StatusOK, "ready\n")
	return nil
}

func (s *Server) home(c *gin.Context) error {
	_, ok, err := s.recognise(c)
	if err != nil {
		return err
	}
	if !ok {
		return seeOther(c, "/sign-in")
	}
	return seeOther(c, "/patients")
}

func (s *Server) noRoute(c *gin.Context) error {
	if _, _, err := s.recognise(c); err != nil {
		return err
	}
	return errNoPage
}

func (s *Server) noMethod(c *gin.Context) error {
	if _, _, err := s.recognise(c); err != nil {
		return err
	}
	return errNoMethod
}
