package server

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// handOverPage is where staff hand the device over that they hold.
type handOverPage struct {
	Base
	Patient clinic.Patient
	Which   Field // open questions of the patient's, or new ones; no options where nothing is open
	Offers  []offer
	Lacks   string // the patient\'s language, where some of what is offered lacks it
	Problem string // what is wrong with the choice
	Code    []Field
	Back    string // that the patient took back their agreement, where the device can't be handed over
}

func (*handOverPage) template() string { return "hand_over" }

type handOverInput struct {
	Invitation string   `form:"invitation" sent:"perhaps" validate:"max=100"`
	Battery    []string `form:"battery" validate:"max=50,dive,max=100"`
	Code       string   `form:"leave_code" validate:"max=20"`
	Again      string   `form:"leave_code_again" validate:"max=20"`
}

// handOverOf is the use case's input; its details name the fields of the page.
func (in handOverInput) handOver(patient clinic.PatientID) app.DeviceHandOver {
	return app.DeviceHandOver{Patient: patient, Invitation: clinic.InvitationID(in.Invitation), Battery: askInput{Battery: in.Battery}.ids(),
		Code: plainDigits(tidy(in.Code)), Again: plainDigits(tidy(in.Again))}
}

func (s *Server) handOverForm(c *gin.Context, who clinic.Actor) error {
	p, err := s.newHandOverPage(c, who, handOverInput{Invitation: c.Query("invitation")}, nil)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Server) newHandOverPage(c *gin.Context, who clinic.Actor, in handOverInput, problem error) (*handOverPage, error) {
	r, err := s.app.Patient(c.Request.Context(), who, clinic.PatientID(c.Param("id")))
	if err != nil {
		return nil, err
	}
	p := &handOverPage{Base: Base{Title: "Hand over this device", Section: "patients", Problems: problemsOf(problem)}, Patient: r.Patient}
	for i := range p.Problems {
		if name, ok := map[string]string{"code": "leave_code", "again": "leave_code_again"}[p.Problems[i].Field]; ok {
			p.Problems[i].Field = name
		}
	}
	p.Problem, p.Back = p.Problems.Of("battery"), s.takenBack(&r)
	p.Which = Field{Name: "invitation", Label: "What is to be answered?", Kind: "radios"}
	for _, w := range s.waitingFor(&r, s.app.Now()) {
		if w.Invitation != "" {
			p.Which.Options = append(p.Which.Options, Option{Value: string(w.Invitation), Label: w.Battery, Hint: w.What})
		}
	}
	if len(p.Which.Options) > 0 {
		p.Which.Options = choose(append(p.Which.Options, Option{Value: "", Label: "The questionnaires that are ticked below"}), in.Invitation)
	}
	if p.Offers, err = s.offersToPatients(c.Request.Context(), in.Battery, r.Patient.Language); err != nil {
		return nil, err
	}
	p.Lacks = offersLack(p.Offers)
	p.Code = mark([]Field{
		{Name: "leave_code", Label: "Code to take the device back", Hint: "4 to 8 digits that the patient does not know. You need it afterwards.", Short: true, Numeric: true, Masked: true},
		{Name: "leave_code_again", Label: "The same code again", Short: true, Numeric: true, Masked: true},
	}, p.Problems)
	return p, nil
}

// offersToPatients gives the questionnaires that patients can answer themselves, for one who reads a language.
func (s *Server) offersToPatients(ctx context.Context, chosen []string, reads q.Language) (list []offer, err error) {
	offered, err := s.app.Offered(ctx)
	if err != nil {
		return nil, err
	}
	ticked := map[q.ID]bool{}
	for _, id := range (askInput{Battery: chosen}).ids() {
		ticked[id] = true
	}
	for _, e := range offered {
		if e.Definition.Respondent != q.Clinician && e.CanBeAdministered(s.app.Now()) == nil {
			list = append(list, offerTo(e.Definition, ticked[e.Definition.ID], reads))
		}
	}
	return list, nil
}

// handOverDevice hands the device over: from here on it is nobody's on the staff.
func (s *Server) handOverDevice(c *gin.Context, who clinic.Actor) error {
	in, err := decode[handOverInput](c)
	var token string
	if err == nil {
		token, err = once(s, c, who, func(ctx context.Context) (string, error) {
			return s.app.HandOverDevice(ctx, who, in.handOver(clinic.PatientID(c.Param("id"))))
		})
	}
	if correctable(err) {
		p, errPage := s.newHandOverPage(c, who, in, err)
		if errPage != nil {
			return errPage
		}
		return s.render(c, statusOf(err), p)
	}
	if err != nil {
		return err
	}
	return s.beginKiosk(c, token)
}
