package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

// Where a visit's buttons lead.
const (
	goBack     = "back"
	goAll      = "all"
	goOne      = "one"
	goReview   = "review"
	fromReview = "review"
)

func allPath(part int) string { return "/" + strconv.Itoa(part+1) + "/all" }

// pathAfter gives the address of the next question, or of the review where there is none.
func (list steps) pathAfter(s step) string {
	if next, ok := list.after(s); ok {
		return next.path()
	}
	return "/review"
}

// afterQuestion gives the address that a page with one question leads to.
func (at *visitor) afterQuestion(post url.Values, this step) string {
	list, from := stepsOf(&at.Visit), post.Get(fieldFrom)
	switch wish := post.Get(fieldGo); {
	case (post.Has(fieldClear) || post.Has(fieldLanguage)) && from == fromReview:
		return at.root + this.path() + "?from=" + fromReview
	case post.Has(fieldClear) || post.Has(fieldLanguage):
		return at.root + this.path()
	case wish == goReview || from == fromReview:
		return at.root + "/review"
	case wish == goAll:
		return at.root + allPath(this.part) + "#f-" + string(at.item(this))
	case wish == goBack:
		if s, ok := list.before(this); ok {
			return at.root + s.path()
		}
		return at.root
	}
	return at.root + list.pathAfter(this)
}

// afterAll gives the address that a page with all questions of a part leads to: itself again where an answer brought
// a question that was not there before.
func (at *visitor) afterAll(post url.Values, part int, before steps) string {
	list := stepsOf(&at.Visit)
	switch wish := post.Get(fieldGo); {
	case post.Has(fieldClear):
		return at.root + allPath(part) + "#f-" + post.Get(fieldClear)
	case post.Has(fieldLanguage):
		return at.root + allPath(part)
	case wish == goBack && part > 0:
		return at.root + allPath(part-1)
	case wish == goBack:
		return at.root
	case wish == goOne:
		return at.root + list.pathAfter(step{part, -1})
	}
	for _, s := range list {
		if s.part == part && before.number(s) == 0 {
			return at.root + allPath(part) + "#f-" + string(at.item(s))
		}
	}
	if part+1 < len(at.Visit.Parts) {
		return at.root + allPath(part+1)
	}
	return at.root + "/review"
}

// saved is onward after what was sent was kept, so that the device need not keep it any longer.
func saved(c *gin.Context, path string, urgent bool) error {
	c.Header("Steelyard-Saved", "yes")
	return onward(c, path, urgent)
}

// onward leads to the next page after a write. A script that sent the page itself is told where to go instead of
// being redirected, so that the next page is made once.
func onward(c *gin.Context, path string, urgent bool) error {
	if urgent {
		path = withFirst(path)
	}
	if c.GetHeader("Steelyard-Script") == "" {
		return seeOther(c, path)
	}
	c.Header("Steelyard-Next", path)
	c.Status(http.StatusNoContent)
	return nil
}

func withFirst(path string) string {
	path, _, _ = strings.Cut(path, "#") // the card comes first
	if strings.Contains(path, "?") {
		return path + "&" + queryFirst + "=1"
	}
	return path + "?" + queryFirst + "=1"
}
