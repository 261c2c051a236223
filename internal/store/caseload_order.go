package store

import (
	"cmp"
	"slices"
	"time"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// todo is what there is to do for a patient, as their row says it. Moments are microseconds since 1970, and 0 for none.
type todo struct {
	alerts            int // that are open
	urgent, prompt    int64
	since, until      int64 // of the link that waits for answers
	begun, begunUntil int64
	completed         int64
	next, unmet       q.Date
	questionnaire     q.ID // that was answered last
	tags              []clinic.TagID
}

// asOf is by when a list tells what there is to do.
type asOf struct {
	now, dayBegan, urgentLeft, promptLeft int64
	today                                 q.Date
	site                                  *time.Location
	ends                                  map[q.Date]int64
}

func (c *CaseloadQuery) asOf() *asOf {
	return &asOf{now: micros(c.Now), dayBegan: micros(c.DayBegan), urgentLeft: micros(c.Left.Urgent), promptLeft: micros(c.Left.Prompt),
		today: c.Today, site: c.DayBegan.Location(), ends: map[q.Date]int64{}}
}

// end is when a day ends at the site. What is no day ended before all others.
func (a *asOf) end(day q.Date) int64 {
	end, known := a.ends[day]
	if !known {
		t, _ := time.ParseInLocation(time.DateOnly, string(day), a.site)
		end = micros(t.AddDate(0, 0, 1))
		a.ends[day] = end
	}
	return end
}

// tier is patients for whom the same is to be done. It gives where one stands among them: the lowest comes first.
type tier func(*asOf, *todo) (at int64, ok bool)

func urgentLeft(a *asOf, w *todo) (int64, bool) {
	return w.urgent, w.urgent != 0 && w.urgent <= a.urgentLeft
}
func promptLeft(a *asOf, w *todo) (int64, bool) {
	return w.prompt, w.prompt != 0 && w.prompt <= a.promptLeft
}
func urgent(_ *asOf, w *todo) (int64, bool)  { return w.urgent, w.urgent != 0 }
func prompt(_ *asOf, w *todo) (int64, bool)  { return w.prompt, w.prompt != 0 }
func alerted(_ *asOf, w *todo) (int64, bool) { return -int64(w.alerts), w.alerts > 0 }

// overdue is of a link that ended or a plan's day that went by, whichever was first.
func overdue(a *asOf, w *todo) (at int64, ok bool) {
	if w.until != 0 && w.until <= a.now {
		at, ok = w.until, true
	}
	if w.unmet != "" && w.unmet < a.today {
		at, ok = earlier(at, ok, a.end(w.unmet)), true
	}
	return at, ok
}

// due is of a link that holds or of what a plan asks today, whichever ends first.
func due(a *asOf, w *todo) (at int64, ok bool) {
	if w.until != 0 && w.until > a.now {
		at, ok = w.until, true
	}
	if w.next != "" && w.next <= a.today {
		at, ok = earlier(at, ok, a.end(w.next)), true
	}
	return at, ok
}

func earlier(at int64, known bool, other int64) int64 {
	if known {
		return min(at, other)
	}
	return other
}

func inProgress(a *asOf, w *todo) (int64, bool) {
	return w.begun, w.begun != 0 && (w.begunUntil == 0 || w.begunUntil > a.now)
}

func doneToday(a *asOf, w *todo) (int64, bool) {
	return -w.completed, w.completed != 0 && w.completed >= a.dayBegan
}

// What needs somebody first: a patient stands in the first tier that fits.
var (
	alertTiers = []tier{urgentLeft, promptLeft, urgent, prompt, alerted}
	workOrder  = slices.Concat(alertTiers, []tier{overdue, due, inProgress, doneToday})
)

// filterTiers have whom each filter lists.
var filterTiers = map[CaseloadFilter]tier{WithAlerts: alerted, Overdue: overdue, Due: due, InProgress: inProgress, DoneToday: doneToday}

// otherOrders are the orders by one moment.
var otherOrders = map[CaseloadSort][]tier{
	ByLastAnswer: {func(_ *asOf, w *todo) (int64, bool) { return -w.completed, w.completed != 0 }},
	ByWaiting:    {func(_ *asOf, w *todo) (int64, bool) { return w.since, w.since != 0 }},
	ByEnd:        {func(_ *asOf, w *todo) (int64, bool) { return w.until, w.until != 0 }},
	ByBegun:      {func(_ *asOf, w *todo) (int64, bool) { return w.begun, w.begun != 0 }},
}

// tiers gives the order of a query; whoever stands in none comes behind them by name. The work of a filter is its own, behind
// the alerts.
func (c *CaseloadQuery) tiers() []tier {
	switch {
	case c.Sort != ByWork:
		return otherOrders[c.Sort]
	case c.Filter == Everybody:
		return workOrder
	}
	return append(slices.Clone(alertTiers), filterTiers[c.Filter])
}

// tier gives in which tier somebody stands, and where in it. Who stands in none is behind the last.
func (a *asOf) tier(tiers []tier, w *todo) (i int, at int64) {
	for i, t := range tiers {
		if at, ok := t(a, w); ok {
			return i, at
		}
	}
	return len(tiers), 0
}

// place is where somebody stands in an order. Those who stand at the same are listed by name.
type place struct {
	at   int64
	tier int
	name int // the place in the list by name
}

func byPlace(a, b place) int {
	return cmp.Or(a.tier-b.tier, cmp.Compare(a.at, b.at), a.name-b.name)
}

// order sorts the places from one to another of a list, and leaves the others as they come: it parts the list at somebody's place
// and goes on only in parts that reach into these.
func order(list []place, from, to int) {
	if from >= to {
		return
	}
	if len(list) <= 2*(to-from) || len(list) < 32 {
		slices.SortFunc(list, byPlace)
		return
	}
	at := part(list)
	order(list[:at], from, min(to, at))
	order(list[at+1:], max(from-at-1, 0), to-at-1)
}

// part takes whoever is in the middle of a list and puts those before them in front and the others behind. It gives where they then are.
func part(list []place) (at int) {
	last, middle := len(list)-1, len(list)/2
	list[middle], list[last] = list[last], list[middle]
	for i := range last {
		if byPlace(list[i], list[last]) < 0 {
			list[at], list[i] = list[i], list[at]
			at++
		}
	}
	list[at], list[last] = list[last], list[at]
	return at
}
