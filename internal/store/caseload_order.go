package store

import (
	"strings"
	"time"
)

// source is a way to come to patients for whom the same is to be done, by an index that has them in their order.
type source struct {
	index  string // of everybody; indexes of the same name with the endings of owned have a team's or a clinician's
	column string // by which it is in order, and by id where that is the same
	newest bool   // the highest comes first
	day    bool   // the column is a day, which stands for its end at the site
	holds  string // for those who are meant
	values func(*CaseloadQuery) []any
}

// place gives where a patient stands among those of a tier, by the value of the column: the lowest comes first.
func (s *source) place(c *CaseloadQuery, value any) int64 {
	if s.day {
		day, _ := value.(string)
		t, _ := time.ParseInLocation(time.DateOnly, day, c.DayBegan.Location()) // the zero time, which is the first, where it is no day
		return micros(t.AddDate(0, 0, 1))
	}
	us, _ := value.(int64)
	if s.newest {
		return -us
	}
	return us
}

func (s *source) args(c *CaseloadQuery) []any {
	if s.values == nil {
		return nil
	}
	return s.values(c)
}

// tier is patients who stand together in an order, by the sources they are found by. Who is found by two stands where the
// first of them says.
type tier []source

// holds gives the condition for standing in a tier.
func (t tier) holds(c *CaseloadQuery) (condition string, args []any) {
	all := make([]string, len(t))
	for i := range t {
		all[i] = "(" + t[i].holds + ")"
		args = append(args, t[i].args(c)...)
	}
	return "(" + strings.Join(all, " OR ") + ")", args
}

func byNow(c *CaseloadQuery) []any   { return []any{micros(c.Now)} }
func byToday(c *CaseloadQuery) []any { return []any{string(c.Today)} }

// What there is to do for a patient, as their row says it.
var (
	urgentLeft  = source{index: "patients_urgent", column: "urgent_since", holds: "patients.urgent_since <= ?", values: func(c *CaseloadQuery) []any { return []any{micros(c.Left.Urgent)} }}
	promptLeft  = source{index: "patients_prompt", column: "prompt_since", holds: "patients.prompt_since <= ?", values: func(c *CaseloadQuery) []any { return []any{micros(c.Left.Prompt)} }}
	urgent      = source{index: "patients_urgent", column: "urgent_since", holds: "patients.urgent_since IS NOT NULL"}
	prompt      = source{index: "patients_prompt", column: "prompt_since", holds: "patients.prompt_since IS NOT NULL"}
	noticed     = source{index: "patients_noticed", column: "open_alerts", newest: true, holds: "patients.open_alerts > 0 AND patients.urgent_since IS NULL AND patients.prompt_since IS NULL"}
	alerted     = source{index: "patients_alerts", column: "open_alerts", holds: "patients.open_alerts > 0"}
	linkOverdue = source{index: "patients_due", column: "waiting_until", holds: "patients.waiting_until <= ?", values: byNow}
	planOverdue = source{index: "patients_unmet", column: "unmet_since", day: true, holds: "patients.unmet_since < ?", values: byToday}
	linkDue     = source{index: "patients_due", column: "waiting_until", holds: "patients.waiting_until > ?", values: byNow}
	planDue     = source{index: "patients_next", column: "next_due", day: true, holds: "patients.next_due <= ?", values: byToday}
	inProgress  = source{index: "patients_begun", column: "begun_at", holds: "patients.begun_at IS NOT NULL AND (patients.begun_until IS NULL OR patients.begun_until > ?)", values: byNow}
	doneToday   = source{index: "patients_answered", column: "last_completed_at", newest: true, holds: "patients.last_completed_at >= ?", values: func(c *CaseloadQuery) []any { return []any{micros(c.DayBegan)} }}
)

// workOrder is what needs somebody first: a patient stands in the first tier that fits.
var workOrder = []tier{
	{urgentLeft}, {promptLeft}, {urgent}, {prompt}, {noticed},
	{linkOverdue, planOverdue},
	{linkDue, planDue},
	{inProgress},
	{doneToday},
}

// alertTiers is how many of the first tiers are of those with open alerts.
const alertTiers = 5

// filterSources are whom each filter lists.
var filterSources = map[CaseloadFilter]tier{
	WithAlerts: {alerted},
	Overdue:    {linkOverdue, planOverdue},
	Due:        {linkDue, planDue},
	InProgress: {inProgress},
	DoneToday:  {doneToday},
}

// otherOrders are the orders by one column.
var otherOrders = map[CaseloadSort][]tier{
	ByLastAnswer: {{{index: "patients_answered", column: "last_completed_at", newest: true, holds: "patients.last_completed_at IS NOT NULL"}}},
	ByWaiting:    {{{index: "patients_waiting", column: "waiting_since", holds: "patients.waiting_since IS NOT NULL"}}},
	ByEnd:        {{{index: "patients_due", column: "waiting_until", holds: "patients.waiting_until IS NOT NULL"}}},
	ByBegun:      {{{index: "patients_begun", column: "begun_at", holds: "patients.begun_at IS NOT NULL"}}},
}

// byWork says whether the order is that of the work, by whatever name.
func (c *CaseloadQuery) byWork() bool {
	return c.Sort == ByWork || (c.Sort == ByBegun && c.Filter == InProgress) || (c.Sort == ByLastAnswer && c.Filter == DoneToday)
}

// tiers gives the order of a query; whoever stands in none comes behind them by name. The work of a filter is its own.
func (c *CaseloadQuery) tiers() []tier {
	switch {
	case !c.byWork():
		return otherOrders[c.Sort]
	case c.Filter == WithAlerts:
		return workOrder[:alertTiers]
	case c.Filter != Everybody:
		return []tier{filterSources[c.Filter]}
	}
	return workOrder
}

// owned is the patients of one owner, and the ending of the indexes that have them.
type owned struct{ ending, holds, is string }

func ofClinician(id string) owned {
	return owned{"_of_clinician", "patients.clinician_id = ?", id}
}

func ofTeam(id string) owned {
	return owned{"_of_team", "patients.team_id = ?", id}
}

// owners gives whose patients together are all whom a query may list.
func (c *CaseloadQuery) owners() (list []owned) {
	switch {
	case c.Clinician != "":
		return []owned{ofClinician(string(c.Clinician))}
	case c.Team != "":
		return []owned{ofTeam(string(c.Team))}
	case c.Visible.All:
		return []owned{{}}
	case c.Visible.Clinician != "":
		list = append(list, ofClinician(string(c.Visible.Clinician)))
	}
	for _, t := range c.Visible.Teams {
		if t != "" {
			list = append(list, ofTeam(string(t)))
		}
	}
	return list
}
