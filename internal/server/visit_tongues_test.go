package server_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"steelyard/internal/clinic"
	"steelyard/internal/library"
	"steelyard/internal/locale"
	q "steelyard/internal/questionnaire"
	"steelyard/web"
)

// TestNoEnglishIsLeftOnAPage walks every page and state of a visit in other languages, once with forms that are there in them and
// once with forms that are in English only, and wants every word in the language that the page says it is in: nothing of en.yaml,
// no English word elsewhere, and in Arabic no word in Latin letters.
func TestNoEnglishIsLeftOnAPage(t *testing.T) {
	for _, l := range []q.Language{"ar", "de", "es", "fr"} {
		for name, battery := range map[string][]q.ID{"translated": {"core-context", "core-mood"}, "in English only": {"phq-9", "quip-rs", "kinds"}} {
			if testing.Short() && l != "ar" {
				continue
			}
			t.Run(string(l)+" "+name, func(t *testing.T) {
				w := &tongueWalk{visitClinic: newVisitClinic(t), ear: newEar(t, l), battery: battery}
				w.word(w.latest("quip-rs"))
				w.showScores()
				w.refusals()
				w.agreement()
				w.answering()
				w.devices()
				w.endings()
				w.onAHandedDevice()
				w.mails()
				if w.heard < 60 {
					t.Errorf("only %d pages were heard", w.heard)
				}
			})
		}
	}
}

// TestEnglishIsHeard plants English in pages, so that the walk looks at something.
func TestEnglishIsHeard(t *testing.T) {
	e := newEar(t, "de")
	page := func(inside string) string {
		return `<!doctype html><html lang="de" dir="ltr"><head><meta charset="utf-8"><title>Fragen</title></head><body>` + inside + `</body></html>`
	}
	for inside, want := range map[string]int{
		`<p>Danke.</p>`:    0,
		`<p>Thank you</p>`: 1,
		`<p>Danke. <bdi lang="en" dir="ltr">Thank you for the answer</bdi></p>`:                                                           0,
		`<p lang="en" dir="ltr">Thank you <span lang="de" dir="ltr">for the answer</span></p>`:                                            1,
		`<input aria-label="Send my answers">`:                                                                                            1,
		`<p data-lost="Not saved yet: the connection is lost. Trying again. Keep this page open, and what you entered stays here.">x</p>`: 1,
		`<button>Continue</button>`:                      1,
		`<p>Questions 1 to 9 of 9</p>`:                   1,
		`<p>Das ist von der Klinik, and this is not</p>`: 1,
		`<p lang="ar">مرحبا</p>`:                         1, // without its direction
	} {
		if got := len(e.hear(page(inside))); got != want {
			t.Errorf("%s: heard %d, want %d", inside, got, want)
		}
	}
	if got := e.hear(strings.Replace(page(""), `lang="de"`, `lang="en"`, 1)); len(got) == 0 {
		t.Error("a page in English is taken for one in German")
	}
	arabic := newEar(t, "ar")
	if got := arabic.hear(`<html lang="ar" dir="rtl"><body><p>مرحبا Kernbatterie</p><p>Steelyard CC0 1.0</p></body></html>`); len(got) != 1 {
		t.Errorf("Latin letters: got %q", got)
	}
}

// An ear knows the words of en.yaml, and hears what is left of English in pages of another language.
type ear struct {
	language q.Language
	messages map[string]*regexp.Regexp
}

var placeholder = regexp.MustCompile(`\{\{[^}]*\}\}`)

func newEar(t *testing.T, l q.Language) *ear {
	t.Helper()
	english, own := localeTexts(t, "en"), localeTexts(t, l)
	e := &ear{l, map[string]*regexp.Regexp{}}
	for id, text := range english {
		if lettersOf(own[id]) == lettersOf(text) || !latinWord.MatchString(lettersOf(text)) {
			continue // the same word in both, such as Name, or no word at all
		}
		e.messages[id] = regexp.MustCompile(`^` + placeholder.ReplaceAllString(escaped(text), `.+`) + `$`)
	}
	return e
}

var notLetters = regexp.MustCompile(`[^\p{L}]+`)

// lettersOf gives the words of a message without what is put in.
func lettersOf(text string) string {
	return notLetters.ReplaceAllString(placeholder.ReplaceAllString(text, ""), " ")
}

// escaped makes a pattern of a message, but of its placeholders.
func escaped(text string) string {
	parts := placeholder.Split(text, -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return strings.Join(parts, "{{}}")
}

func localeTexts(t *testing.T, l q.Language) map[string]string {
	t.Helper()
	file, err := web.Locales.ReadFile("locales/" + string(l) + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := yaml.Unmarshal(file, &all); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for id, v := range all {
		switch v := v.(type) {
		case string:
			texts[id] = v
		case map[string]any:
			for plural, text := range v {
				texts[id+"."+plural] = fmt.Sprint(text)
			}
		}
	}
	delete(texts, "language.name")
	return texts
}

var (
	markup    = regexp.MustCompile(`(?s)<!doctype[^>]*>|<!--.*?-->|<(/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*?)(/?)>`)
	attribute = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
	// Words that none of the other four languages has.
	englishWord = regexp.MustCompile(`(?i)(^|[^\p{L}])(the|you|your|this|that|these|with|have|are|and|not|please|they|clinic)($|[^\p{L}])`)
	latinWord   = regexp.MustCompile(`[A-Za-zÀ-ÿ]{2,}`)
	names       = regexp.MustCompile(`\b[A-Z0-9]{12}\b|UTF-8|Harbour Clinic|Steelyard|CC0|UTC|Clara Clinician|Lena Sprachlos|(https?://|/)\S+`)
)

// voiceless are elements without an end; readAloud the attributes with words for a reader.
var (
	voiceless = []string{"input", "meta", "link", "br", "img", "hr", "path", "circle", "line", "rect", "col"}
	readAloud = []string{"aria-label", "title", "alt", "placeholder", "data-lost", "data-typed", "data-elsewhere", "data-signed-out", "data-ours"}
)

// hear gives what is wrong with a page: words in English where it says its own language, and parts in another language
// without their direction.
func (e *ear) hear(page string) (wrong []string) {
	type part struct{ name, lang string }
	stack := []part{{"", ""}}
	at := 0
	say := func(text string) {
		if text = strings.TrimSpace(spaces.ReplaceAllString(html.UnescapeString(text), " ")); text != "" && stack[len(stack)-1].lang == string(e.language) {
			wrong = append(wrong, e.wrong(text)...)
		}
	}
	for _, m := range markup.FindAllStringSubmatchIndex(page, -1) {
		say(page[at:m[0]])
		at = m[1]
		if m[4] < 0 { // a comment
			continue
		}
		name, end := page[m[4]:m[5]], m[3] > m[2]
		if end {
			for i := len(stack) - 1; i > 0; i-- {
				if stack[i].name == name {
					stack = stack[:i]
					break
				}
			}
			continue
		}
		has := map[string]string{}
		for _, a := range attribute.FindAllStringSubmatch(page[m[6]:m[7]], -1) {
			has[a[1]] = a[2]
		}
		now := part{name, stack[len(stack)-1].lang}
		if l, ok := has["lang"]; ok {
			if now.lang = l; has["dir"] != locale.Direction(q.Language(l)) && locale.Direction(q.Language(l)) != locale.Direction(e.language) {
				wrong = append(wrong, "no direction of its own: "+page[m[0]:m[1]])
			}
			if name == "html" && l != string(e.language) {
				wrong = append(wrong, "the page is in "+l)
			}
		}
		stack = append(stack, now)
		for _, a := range readAloud {
			say(has[a])
		}
		if m[9] > m[8] || slices.Contains(voiceless, name) {
			stack = stack[:len(stack)-1]
		}
	}
	return wrong
}

func (e *ear) wrong(text string) []string {
	for id, message := range e.messages {
		if message.MatchString(text) {
			return []string{id + ": " + text}
		}
	}
	rest := strings.Map(func(r rune) rune {
		if r == '\u2068' || r == '\u2069' {
			return -1
		}
		return r
	}, names.ReplaceAllString(text, ""))
	if englishWord.MatchString(rest) || e.language == "ar" && latinWord.MatchString(rest) {
		return []string{"English: " + text}
	}
	return nil
}

// tongueWalk is a walk in one language over one battery.
type tongueWalk struct {
	*visitClinic
	*ear
	battery []q.ID
	heard   int
}

// hears fails where a page has something left in English. Text that was typed, and the address, are not among it.
func (w *tongueWalk) hears(s seen, status int) seen {
	w.Helper()
	if s.status != status {
		w.Fatalf("%s: got status %d, want %d\n%s", s.path, s.status, status, s.words())
	}
	w.heard++
	for _, what := range w.hear(s.body) {
		w.Errorf("%s (%d): %s", s.path, s.status, what)
	}
	return s
}

func (w *tongueWalk) reader() *browser {
	b := w.browser()
	b.header.Set("Accept-Language", string(w.language))
	return b
}

// link gives a fresh link of a patient with a record in the language, not agreed to yet.
func (w *tongueWalk) link() string {
	w.Helper()
	id, err := w.AddPatient(w.Context(), w.Clinician, clinic.Patient{RecordNumber: fmt.Sprint("T-", w.heard), Name: "Lena Sprachlos", Sex: clinic.UnknownSex, BirthDate: "1984-03-27", Language: w.language})
	if err != nil {
		w.Fatal(err)
	}
	w.patient = id
	token, _, err := w.Invite(w.Context(), w.Clinician, id, w.battery, 14)
	if err != nil {
		w.Fatal(err)
	}
	return "/i/" + token
}

func (w *tongueWalk) agreed() string {
	w.Helper()
	root := w.link()
	w.Agree(w.TB, strings.TrimPrefix(root, "/i/"))
	return root
}

// latest gives the newest version of a questionnaire.
func (w *tongueWalk) latest(id q.ID) *library.Entry {
	w.Helper()
	e, ok := w.Library.FindLatest(id)
	if !ok {
		w.Fatalf("there is no %s", id)
	}
	return e
}

func (w *tongueWalk) showScores() {
	w.Helper()
	site, err := w.Site(w.Context())
	if err == nil {
		site.ShowScores = true
		err = w.PutSite(w.Context(), w.Administrator, site)
	}
	if err != nil {
		w.Fatal(err)
	}
}

// refusals are pages without a visit.
func (w *tongueWalk) refusals() {
	b := w.reader()
	w.hears(b.get("/i/none"), 404)
	w.hears(b.post("/i/none/submit"), 404)
	w.hears(b.get("/i/none/no/such/page"), 404)
	w.hears(b.get("/i/none?lang="+string(w.language)), 404)
	w.hears(b.get("/stop/none"), 404)
	b.header.Set("Sec-Fetch-Site", "cross-site")
	w.hears(b.post("/i/none/submit"), 403)
	b.header.Del("Sec-Fetch-Site")
	w.hears(b.send(http.MethodPut, "/i/none", nil), 405)
	w.hears(b.post("/i/none/submit", "x", strings.Repeat("x", 2<<20)), 413)
	w.hears(b.post("/i/none/submit", "x", "\xff"), 400)
}

// agreement is what comes before the first question, and taking it back.
func (w *tongueWalk) agreement() {
	root, b := w.link(), w.reader()
	w.hears(b.get(root), 200)
	w.hears(b.post(root+"/consent"), 422)
	w.hears(b.post(root+"/consent", "agree", "true", "hash", "another"), 409)
	w.hears(b.get(root+"/declined"), 200)
	hash := regexp.MustCompile(`name="hash" value="([^"]*)"`).FindStringSubmatch(b.get(root + "/consent").body)
	w.hears(b.post(root+"/consent", "agree", "true", "hash", hash[1]).at(w, root+"/1/1"), 200)
	w.hears(b.get(root+"/consent"), 200)
	w.hears(b.post(root+"/withdraw").at(w, root+"/declined"), 200)
	w.hears(b.get(root+"/consent"), 200)
	w.hears(b.post(root+"/1/1", "x", "1").at(w, root+"/consent"), 200)
}

// answering goes through every question, alone and together, right and wrong, and sends the answers.
func (w *tongueWalk) answering() {
	root, b := w.agreed(), w.reader()
	w.hears(b.get(root), 200)
	w.hears(b.get(root+"/review"), 200)
	v, err := w.OpenLink(w.Context(), strings.TrimPrefix(root, "/i/"), "192.0.2.1")
	if err != nil {
		w.Fatal(err)
	}
	for part := range v.Parts {
		d := v.Parts[part].Entry.Definition
		w.hears(b.get(fmt.Sprintf("%s/%d/all", root, part+1)), 200)
		var wrong, right []string
		for i := range d.Items {
			page := fmt.Sprintf("%s/%d/%d", root, part+1, i+1)
			if w.hears(b.get(page), 200).path != page { // a condition keeps others away
				continue
			}
			bad, good := typed(d, &d.Items[i])
			w.hears(b.post(page, bad...), 422)
			wrong, right = append(wrong, bad...), append(right, good...)
		}
		w.hears(b.post(fmt.Sprintf("%s/%d/all", root, part+1), wrong...), 422)
		w.hears(b.post(fmt.Sprintf("%s/%d/all", root, part+1), right...), 200)
		w.hears(b.get(fmt.Sprintf("%s/%d/1?first=1", root, part+1)), 200) // with the card for a crisis, in full, where there is one
		w.hears(b.get(fmt.Sprintf("%s/%d/1?from=review", root, part+1)), 200)
	}
	w.hears(b.get(root), 200)
	w.hears(b.get(root+"/review"), 200)
	w.hears(b.get(root+"/9/9"), 404)
	w.hears(b.post(root+"/language", "_language", "en", "back", "//elsewhere"), 404)
	w.hears(b.post(root+"/1/1", "no-such-item", "1"), 422)
	w.hears(b.post(root+"/submit").at(w, root+"/done"), 200).wants(w, 200, `class="quiet"`)
	w.hears(b.post(root+"/1/1", string(v.Parts[0].Entry.Definition.Items[0].ID), "0"), 409)
	w.hears(b.get(root+"/consent"), 200)
	w.hears(w.reader().get(root), 403) // the scores stand on it
}

// typed gives an answer that is refused, and one that is kept. Neither has a word.
func typed(d *q.Definition, item *q.Item) (wrong, right []string) {
	id := string(item.ID)
	switch item.Kind() {
	case q.DurationItem:
		return []string{id + ".h", "99999"}, []string{id + ".h", "1", id + ".m", "5"}
	case q.ChoiceItem:
		choices := d.ChoicesOf(item)
		return []string{id, "99"}, []string{id, string(choices[len(choices)-1].Code)}
	case q.TimeItem:
		return []string{id, "25:99"}, []string{id, "22:30"}
	case q.DateItem:
		return []string{id, "1"}, []string{id, "2026-01-02"}
	case q.NumberItem:
		return []string{id, "-5"}, []string{id, item.Bounds.Max.String()}
	}
	return []string{id, strings.Repeat("1", q.MaxTextAnswer+1)}, []string{id, "1"}
}

// devices opens a begun visit on another device.
func (w *tongueWalk) devices() {
	root, b := w.agreed(), w.reader()
	d := w.latest(w.battery[0]).Definition
	b.post(root+"/1/1", string(d.Items[0].ID), string(d.ChoicesOf(&d.Items[0])[0].Code))
	other := w.reader()
	w.hears(other.get(root), 403)
	w.hears(other.post(root+"/1/1", "x", "1"), 403)
	w.hears(other.post(root+"/device", "_born.day", "31", "_born.month", "2", "_born.year", "1984"), 422)
	for range 6 {
		w.hears(other.post(root+"/device", wrongDate...), 403)
	}
	w.Pass(24 * time.Hour)
	refusing := w.reader()
	refusing.refuses = true
	w.hears(refusing.post(root+"/device", rightDate...), 403)
	w.hears(other.post(root+"/device", rightDate...), 200)
}

// endings are links that can't be used any more.
func (w *tongueWalk) endings() {
	token, i, err := w.Invite(w.Context(), w.Clinician, w.patient, w.battery, 14)
	if err != nil {
		w.Fatal(err)
	}
	if _, err := w.Revoke(w.Context(), w.Clinician, i.ID); err != nil {
		w.Fatal(err)
	}
	w.hears(w.reader().get("/i/"+token), 410)
	root := w.agreed()
	w.Pass(15 * 24 * time.Hour)
	w.hears(w.reader().get(root), 410)
}

// onAHandedDevice is what a patient sees on a device that staff handed over, from taking it to giving it back.
func (w *tongueWalk) onAHandedDevice() {
	b := w.reader().signIn()
	form := []string{"leave_code", "4711", "leave_code_again", "4711"}
	for _, id := range w.battery {
		form = append(form, "battery", string(id))
	}
	w.hears(b.post("/patients/"+string(w.patient)+"/hand-over", form...).at(w, "/kiosk"), 200)
	root := "/kiosk/visit"
	w.hears(b.get(root), 200)
	w.hears(b.get(root+"/1/1"), 200)
	w.hears(b.get("/kiosk/leave"), 200)
	w.hears(b.post("/kiosk/leave", "kiosk_code", "1111"), 403)
	w.hears(b.post("/kiosk/leave/sign-in", "staff_name", "x"), 422)
	w.hears(b.post("/patients"), 403)
	w.hears(b.post(root+"/submit").at(w, "/kiosk"), 200)
	w.hears(b.get("/kiosk/leave"), 200)
	w.hears(b.get(root+"/consent"), 200)
	w.hears(b.post(root+"/withdraw").at(w, root+"/declined"), 200)
	w.Pass(72 * time.Hour)
	w.hears(b.get(root), 410)
}

// mails are the pages that mails lead to.
func (w *tongueWalk) mails() {
	link := w.stopLink() + "?lang=" + string(w.language)
	b := w.browser() // whose own language is not asked for
	w.hears(b.get(link), 200)
	w.hears(b.post(link), 200)
	w.hears(b.get(link), 200)
}
