package server

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"steelyard/internal/fault"
)

// wholeDays gives the bounds of a list by two days of a zone's, both of them in it; each may be empty, for no bound.
func wholeDays(from, to string, zone *time.Location) (begin, end time.Time, err error) {
	for _, day := range []struct {
		text string
		to   *time.Time
		more int
	}{{from, &begin, 0}, {to, &end, 1}} {
		if day.text == "" {
			continue
		}
		at, err := time.ParseInLocation(time.DateOnly, day.text, zone)
		if err != nil {
			return begin, end, fault.New(fault.Invalid, "Choose a day as year-month-day, such as 2026-11-23.")
		}
		*day.to = at.AddDate(0, 0, day.more)
	}
	return begin, end, nil
}

// readMark reads the place in a list at which a page begins, as markText has written it.
func readMark(text string) (at time.Time, id string, err error) {
	if text == "" {
		return at, "", nil
	}
	us, id, _ := strings.Cut(text, "-")
	n, err := strconv.ParseInt(us, 10, 64)
	if err != nil || id == "" {
		return at, "", fault.New(fault.Invalid, "There is no such page.")
	}
	return time.UnixMicro(n), id, nil
}

// markText writes a place in a list: the time and the id of what stands before it. It is empty for the beginning.
func markText(at time.Time, id string) string {
	if id == "" {
		return ""
	}
	return fmt.Sprintf("%d-%s", at.UnixMicro(), id)
}

// addressOf gives a path with those of some values that are not empty.
func addressOf(path string, v url.Values) string {
	for name := range v {
		if v.Get(name) == "" {
			v.Del(name)
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}
