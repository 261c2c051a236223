package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/report"
)

// signPage shows what is signed, and asks what the signature means and who signs.
type signPage struct {
	Base
	Patient clinic.PatientID
	Report  *report.Report
	Latest  []report.Response
	Earlier int // other responses that are signed with them
	Groups  string
	Fields  []Field
	Passkey passkeyOffer
	Digest  string // of what was shown, which is what is signed
}

func (*signPage) template() string { return "sign" }

type signInput struct {
	Digest   string `form:"digest" validate:"required,len=64" say:"Open this page anew."`
	Meaning  string `form:"meaning" validate:"required,max=32" say:"Choose what your signature means."`
	Password string `form:"password" validate:"required_without=Challenge,max=1024" say:"Enter your password."`

	Challenge string `form:"challenge" validate:"max=60"`
	Response  string `form:"response" validate:"max=20000"`
}

func (in signInput) presence() app.Presence {
	return app.Presence{Password: in.Password, Passkey: passkeyInput{in.Challenge, in.Response}.answer()}
}

var meanings = []Option{
	{Value: string(clinic.Author), Label: "Author", Hint: "I gathered and interpreted these answers."},
	{Value: string(clinic.Reviewed), Label: "Reviewed", Hint: "I have read this record through."},
	{Value: string(clinic.Approved), Label: "Approved", Hint: "I stand for this record, for example before it is sent."},
}

func (s *Server) signForm(c *gin.Context, who clinic.Actor) error {
	return s.showSign(c, who, signInput{}, nil)
}

func (s *Server) showSign(c *gin.Context, who clinic.Actor, in signInput, wrong error) error {
	id := clinic.PatientID(c.Param("id"))
	r, err := s.app.Report(c.Request.Context(), who, app.ReportRequest{Patient: id, Digest: true})
	if err != nil {
		return err
	}
	if err := r.Check(); err != nil {
		return err
	}
	p := &signPage{Base: Base{Title: "Sign the record", Section: "patients", Notice: r.Notice(), Basis: r.Basis(), Problems: problemsOf(wrong)}, Patient: id, Report: r,
		Latest: latest(r.Responses), Digest: r.Digest, Groups: report.DigestGroups(r.Digest), Passkey: s.offerPasskey(c.Request)}
	p.Earlier = len(r.Responses) - len(p.Latest)
	p.Fields = mark([]Field{
		{Name: "meaning", Label: "What your signature means", Kind: "radios", Options: choose(meanings, in.Meaning)},
		{Name: "password", Label: "Your password", Hint: "To show that it is you, now.", Kind: "password", Autocomplete: "current-password"},
	}, p.Problems)
	status := http.StatusOK
	if wrong != nil {
		status = statusOf(wrong)
	}
	return s.render(c, status, p)
}

func (s *Server) sign(c *gin.Context, who clinic.Actor) error {
	id := clinic.PatientID(c.Param("id"))
	in, err := decodeSome[signInput](c)
	if err == nil {
		_, err = s.app.SignReport(c.Request.Context(), who, app.Signing{Patient: id, Digest: in.Digest, Meaning: clinic.Meaning(in.Meaning), Presence: in.presence()})
	}
	switch {
	case correctable(err):
		return s.showSign(c, who, in, err)
	case err != nil:
		return err
	}
	return seeOther(c, "/patients/"+string(id)+"?done=signed")
}

// recordReceipt gives the receipt whose digest the report on paper carries.
func (s *Server) recordReceipt(c *gin.Context, who clinic.Actor) error {
	id := clinic.PatientID(c.Param("id"))
	file, err := s.app.RecordReceipt(c.Request.Context(), who, id)
	if err != nil {
		return err
	}
	attach(c, "receipt-"+string(id)+".json")
	c.Data(http.StatusOK, "application/json", file)
	return nil
}

// signedRecord gives a record exactly as it was signed.
func (s *Server) signedRecord(c *gin.Context, who clinic.Actor) error {
	id := clinic.SignatureID(c.Param("id"))
	file, err := s.app.SignedRecord(c.Request.Context(), who, id)
	if err != nil {
		return err
	}
	attach(c, "signed-"+string(id)+".json")
	c.Data(http.StatusOK, "application/json", file)
	return nil
}

// receiptKey gives the public key that receipts are verified with. Everybody on the staff may have it.
func (s *Server) receiptKey(c *gin.Context, _ clinic.Actor) error {
	key, err := s.app.ReceiptKey()
	if err != nil {
		return err
	}
	attach(c, "receipts.pem")
	c.Data(http.StatusOK, "application/x-pem-file", key)
	return nil
}
