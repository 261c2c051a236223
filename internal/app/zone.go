package app

import (
	"strings"
	"time"

	"steelyard/internal/clinic"
	"steelyard/internal/fault"
)

// Zone gives the site's time zone: that of its settings as this process read or wrote them last.
func (a *App) Zone() *time.Location {
	if z := a.zone.Load(); z != nil {
		return z
	}
	return time.UTC
}

// keepZone remembers the zone of settings. A name that this machine does not know leaves UTC, which every page then names.
func (a *App) keepZone(s clinic.Site) {
	zone, err := loadZone(s.TimeZone)
	if err != nil {
		a.Log.Warn("the site's time zone is not known here, so that UTC is used", "zone", s.TimeZone)
		zone = time.UTC
	}
	a.zone.Store(zone)
}

// loadZone reads a zone by its name. "Local" would be the machine's own, which is nobody's decision.
func loadZone(name string) (*time.Location, error) {
	name = strings.TrimSpace(name)
	if name == "" || name == "Local" {
		return nil, fault.New(fault.Invalid, "Enter a time zone.")
	}
	return time.LoadLocation(name)
}
