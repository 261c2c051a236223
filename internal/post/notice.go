package post

import (
	"fmt"
	"strconv"
	"strings"
)

// Notice is an e-mail to a member of staff about alerts that nobody has acknowledged. It has no place for what an alert is
// about, nor for whom.
type Notice struct {
	ID     string // makes the Message-ID
	To     string // an address and nothing else
	Site   string // what the clinic is called in e-mails
	Alerts int    // how many are open
	Hours  int    // how long the oldest has been, whole hours
	Link   string // where to sign in
}

// Compose puts a notice into words. A clinic whose name says too much for an inbox is not named: the notice goes out all the same.
func (n Notice) Compose() Text {
	const body = "Hello,\n\n{what}\n\nSign in to see {which}:\n{link}\n\nNobody reads answers to this e-mail.\n\n{site}\n"
	what, which := "An alert at {site} has been open for {hours}.", "it"
	if n.Alerts > 1 {
		what, which = "{n} alerts at {site} are open. The oldest has been open for {hours}.", "them"
	}
	hours := fmt.Sprintf("%d hours", n.Hours)
	if n.Hours == 1 {
		hours = "1 hour"
	}
	text := strings.NewReplacer("{what}", what, "{which}", which).Replace(body)
	fill := strings.NewReplacer("{site}", n.site(), "{n}", strconv.Itoa(n.Alerts), "{hours}", hours, "{link}", line(n.Link))
	return Text{"An alert is waiting for somebody", fill.Replace(text)}
}

func (n Notice) site() string {
	if site := line(n.Site); site != "" && Tells(site) == "" {
		return site
	}
	return "your clinic"
}

// Tell hands a notice over and says what became of it, as Send does for a letter.
func (c *Counter) Tell(n Notice) (Fate, string) {
	return c.hand(draft{id: n.ID, to: n.To, site: n.site(), text: n.Compose()})
}
