package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

type seenAlertsPage struct {
	Base
	Levels []tab
	Alerts []alertView
	Median string // absent where nothing was acknowledged yet
	Of     int
	After  string
}

func (*seenAlertsPage) template() string { return "alerts_seen" }

type seenAlertsInput struct {
	Level  string `form:"level" validate:"omitempty,oneof=urgent prompt notice" say:"There is no such level."`
	Before string `form:"before" validate:"max=100" say:"There is no such page."`
}

const seenAlertsShown = 50

// seenAlerts lists the alerts that somebody looked at, the newest first, and how long they had waited.
func (s *Server) seenAlerts(c *gin.Context, who clinic.Actor) error {
	in, err := decode[seenAlertsInput](c)
	if err != nil {
		return err
	}
	query := app.AcknowledgedQuery{Level: q.Level(in.Level), Limit: seenAlertsShown + 1}
	if in.Before != "" {
		us, id, _ := strings.Cut(in.Before, "-")
		n, err := strconv.ParseInt(us, 10, 64)
		if err != nil {
			return fault.New(fault.Invalid, "There is no such page.")
		}
		query.Before, query.ID = time.UnixMicro(n), clinic.AlertID(id)
	}
	list, err := s.app.AcknowledgedAlerts(c.Request.Context(), who, query)
	if err != nil {
		return err
	}
	p := &seenAlertsPage{Base: Base{Title: "Acknowledged alerts", Section: "alerts"}, Of: list.Of}
	if list.Of > 0 {
		p.Median = span(list.Median)
	}
	for _, l := range []struct{ value, label string }{{"", "All levels"}, {"urgent", "Urgent"}, {"prompt", "Ask soon"}, {"notice", "For your notice"}} {
		p.Levels = append(p.Levels, tab{l.label, seenURL(l.value, ""), in.Level == l.value})
	}
	for i, a := range list.List {
		if i == seenAlertsShown {
			last := list.List[i-1].Alert
			p.After = seenURL(in.Level, fmt.Sprintf("%d-%s", last.AcknowledgedAt.UnixMicro(), last.ID))
			break
		}
		v := newAlertView(a.Alert, a.Patient.Name, s.shortTitle(a.Alert.Questionnaire))
		v.By, v.Waited = list.By[a.Alert.AcknowledgedBy], span(a.Alert.AcknowledgedAt.Sub(a.Alert.RaisedAt))
		p.Alerts = append(p.Alerts, v)
	}
	return s.render(c, http.StatusOK, p)
}

func seenURL(level, before string) string {
	path := "/alerts/acknowledged"
	if level != "" {
		path += "?level=" + level
	}
	if before != "" {
		path += map[bool]string{true: "&", false: "?"}[level != ""] + "before=" + before
	}
	return path
}

// span says how long something took, in minutes, hours or days.
func span(d time.Duration) string {
	minutes, hours := int(d.Minutes()), int(d.Hours())
	switch {
	case hours >= 48:
		return count(hours/24, "days")
	case minutes >= 120:
		return count(hours, "hours")
	}
	return count(minutes, plural(minutes, "minute", "minutes"))
}
