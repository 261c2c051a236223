package server

import (
	"html"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"steelyard/internal/clinic"
	"steelyard/internal/testkit"
)

// mayLack are the fields without which a form means the same, by the route and the field, and why; * is any field.
var mayLack = map[string]string{
	"/sign-in next":                   "where to go on to; without it to the first page",
	"/account/again next":             "where to go on to; without it to the account",
	"/patients/:id/paper/:id _digits": "which key stands for what while somebody types; the answers come by themselves",
	"/library/:ref/try *":             "keeps nothing: it shows what unanswered questions come to",
}

// saidOtherwise are the fields whose want is refused in words of its own.
var saidOtherwise = map[string]string{"/library/:ref/retire hash": "Open the version’s page and decide there."}

// control is one element of a form that has a name; always says that a browser sends it whatever is done on the page.
type control struct {
	name, value string
	always      bool
}

var (
	formTag    = regexp.MustCompile(`(?s)<form\b([^>]*)>(.*?)</form>`)
	controlTag = regexp.MustCompile(`(?s)<input\b([^>]*)>|<textarea\b([^>]*)>(.*?)</textarea>|<select\b([^>]*)>(.*?)</select>`)
	idOrRef    = regexp.MustCompile(`/([0-9a-f]{8}-[0-9a-f-]{27}|[a-z0-9-]+@[0-9.]+)`)
	optionTag  = regexp.MustCompile(`<option value="([^"]*)"( selected)?`)
)

func attribute(tag, name string) string {
	m := regexp.MustCompile(`\b` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

// controls gives what a browser sends of a form as it stands on a page, and of each choice where nothing is ticked the first.
func controls(form string) (sent, unticked []control) {
	ticked := map[string]bool{}
	for _, m := range controlTag.FindAllStringSubmatch(form, -1) {
		tag := m[1] + m[2] + m[4]
		c := control{name: attribute(tag, "name"), value: attribute(tag, "value"), always: true}
		switch kind := attribute(m[1], "type"); {
		case c.name == "" || kind == "file":
			continue
		case m[3] != "":
			c.value = html.UnescapeString(m[3])
		case m[5] != "":
			c.value = chosen(m[5])
		case kind == "password":
			c.value = testkit.Password
		case kind == "checkbox" || kind == "radio":
			if c.always = false; !strings.Contains(tag, " checked") {
				unticked = append(unticked, c)
				continue
			}
			ticked[c.name] = true
		}
		sent = append(sent, c)
	}
	return sent, slices.DeleteFunc(unticked, func(c control) bool {
		was := ticked[c.name]
		ticked[c.name] = true
		return was
	})
}

// sending is a form as a page has it.
type sending struct {
	action string
	form   url.Values
}

const notWhole = "A part of the page was not sent"

// formOf gives a form of some controls, without one of them.
func formOf(list []control, without string) url.Values {
	form := url.Values{}
	for _, c := range list {
		if c.name != without {
			form.Add(c.name, c.value)
		}
	}
	return form
}

// actions are where a form can be sent.
func actions(form []string) []string {
	list := []string{attribute(form[1], "action")}
	for _, m := range regexp.MustCompile(` formaction="([^"]*)"`).FindAllStringSubmatch(form[2], -1) {
		list = append(list, m[1])
	}
	return list
}

// whole gives what a browser sends of a page's form, where something else was typed into some of its fields.
func (b *browser) whole(page, action string, typed url.Values) url.Values {
	b.t.Helper()
	for _, m := range formTag.FindAllStringSubmatch(b.must(b.get(page), http.StatusOK).body, -1) {
		if !slices.Contains(actions(m), action) {
			continue
		}
		sent, _ := controls(m[2])
		form := formOf(sent, "")
		maps.Copy(form, typed)
		return form
	}
	b.t.Fatalf("%s has no form for %s", page, action)
	return nil
}

// fill sends a page's form where something was typed into some of its fields.
func (b *browser) fill(page, action string, typed url.Values) answer {
	b.t.Helper()
	return b.post(action, b.whole(page, action, typed))
}

// chosen is the value of a choice: what is marked, or else the first.
func chosen(options string) (value string) {
	for i, o := range optionTag.FindAllStringSubmatch(options, -1) {
		if i == 0 || o[2] != "" {
			value = html.UnescapeString(o[1])
		}
	}
	return value
}

// A form that lacks a field which its page always sends is refused as such, and changes nothing: a field that is missing is not an
// empty one. It takes every form of every page of staff as it is shown, and leaves out one field after the other. Pages of
// questions are apart: a question may be left out there.
func TestAFormThatLacksAFieldChangesNothing(t *testing.T) {
	s := newSite(t)
	b := s.signedIn(t, s.Administrator)
	own := s.objects(t, s.Administrator, "Petra Patient")
	user, team := string(s.Clinician.User), string(s.Clinician.Teams[0])
	fatal(t, s.SetEmailOf(t.Context(), s.Administrator, clinic.UserID(user), "clara@example.org"))
	var shown []sending
	before, tried, forms := s.dump(t), map[string]bool{}, 0
	for _, r := range s.server.engine.Routes() {
		if r.Method != http.MethodGet || strings.HasPrefix(r.Path, "/api/") || strings.HasPrefix(r.Path, "/kiosk") || strings.HasPrefix(r.Path, "/i/") || strings.HasPrefix(r.Path, "/encounters/") {
			continue
		}
		for _, section := range []string{"name", "time", "crisis", "consent", "mail", "patients", "alerts", "retention"} {
			if !strings.Contains(r.Path, ":section") && section != "name" {
				continue
			}
			path := strings.NewReplacer(":section", section, "/users/:id", "/users/"+user, "/teams/:id", "/teams/"+team).Replace(r.Path)
			page := b.get(own.fill(path))
			if page.status != http.StatusOK {
				continue
			}
			for _, m := range formTag.FindAllStringSubmatch(page.body, -1) {
				if attribute(m[1], "method") != "post" {
					continue
				}
				forms++
				sent, unticked := controls(m[2])
				for _, action := range actions(m) {
					shown = append(shown, sending{action, formOf(sent, "")})
					s.leaveOut(t, b, action, slices.Concat(sent, unticked), tried, before)
				}
			}
		}
	}
	for _, f := range shown { // what the pages have is whole
		if f.action == "/sign-out" {
			continue
		}
		if a := b.post(f.action, f.form); strings.Contains(a.body, notWhole) {
			t.Errorf("POST %s: got %d for what the page sends: %v", f.action, a.status, slices.Sorted(maps.Keys(f.form)))
		}
	}
	if forms < 50 || len(tried) < 100 {
		t.Errorf("only %d forms and %d fields were tried", forms, len(tried))
	}
}

// leaveOut sends a form without one field after the other.
func (s *site) leaveOut(t *testing.T, b *browser, action string, list []control, tried map[string]bool, before map[string]string) {
	t.Helper()
	for _, left := range list {
		route := strings.ReplaceAll(idOrRef.ReplaceAllString(action, "/:id"), "/library/:id", "/library/:ref")
		key := route + " " + idOrRef.ReplaceAllString(left.name, ":id")
		if mayLack[key] != "" || mayLack[route+" *"] != "" || !left.always || left.name == fieldOnce || tried[key] {
			continue
		}
		tried[key] = true
		form := formOf(list, left.name)
		a := b.post(action, form)
		said := strings.Contains(a.body, notWhole) || strings.Contains(a.body, `href="#f-`+left.name+`"`) || saidOtherwise[key] != "" && strings.Contains(a.body, saidOtherwise[key])
		if changed := difference(before, s.dump(t)); len(changed) > 0 || a.status != http.StatusUnprocessableEntity || !said {
			t.Errorf("POST %s: got %d, said %t, changed %v; sent %v", key, a.status, said, changed, slices.Sorted(maps.Keys(form)))
		}
	}
}
