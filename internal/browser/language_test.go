package browser

import (
	"context"
	"testing"

	"steelyard/internal/clinic"
	q "steelyard/internal/questionnaire"
)

// spoken are the words that a visit in a language is walked by.
type spoken struct {
	language                                            q.Language
	start, agree, disagree, again, onward, review, send string
	thanks                                              string
}

var tongues = []spoken{
	{"ar", "ابدأ", "متابعة", "لا أوافق", "قراءة النص مرة أخرى", "متابعة", "الاطلاع على كل الإجابات", "أرسل إجاباتي", "شكرًا لك. أُرسلت إجاباتك."},
	{"de", "Beginnen", "Weiter", "Ich bin nicht einverstanden", "Den Text noch einmal lesen", "Weiter", "Alle Antworten ansehen", "Meine Antworten abschicken", "Danke. Ihre Antworten sind abgeschickt."},
	{"en", "Start", "Go on", "I do not agree", "Read the text again", "Continue", "Look at all answers", "Send my answers", "Thank you. Your answers have been sent."},
	{"es", "Empezar", "Continuar", "No doy mi consentimiento", "Leer el texto otra vez", "Continuar", "Ver todas las respuestas", "Enviar mis respuestas", "Gracias. Sus respuestas se han enviado."},
	{"fr", "Commencer", "Continuer", "Je ne donne pas mon accord", "Relire le texte", "Continuer", "Voir toutes les réponses", "Envoyer mes réponses", "Merci. Vos réponses ont été envoyées."},
}

// TestAVisitInEveryLanguage walks every page of a visit in each language. The one that is written from right to left is looked
// at on a phone and on a desk; axe looks at all of them.
func TestAVisitInEveryLanguage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.furnish(t)
	for _, w := range tongues {
		t.Run(string(w.language), func(t *testing.T) {
			patient, err := s.AddPatient(t.Context(), s.admin, clinic.Patient{RecordNumber: "L-" + string(w.language), Name: "Lena", Sex: clinic.UnknownSex, Language: w.language})
			must(t, err)
			token, _, err := s.Invite(context.WithoutCancel(t.Context()), s.admin, patient, []q.ID{"core-context"}, 1)
			must(t, err)
			s.walkIn(t, w, "/i/"+token)
		})
	}
}

func (s *site) walkIn(t *testing.T, w spoken, link string) {
	b := s.phone(t)
	look := func(name string) {
		b.check()
		if w.language == "ar" {
			b.look("80-" + string(w.language) + "-" + name)
		} else {
			b.shot("80-" + string(w.language) + "-" + name)
		}
	}
	b.open(link + "x")
	look("ended")
	b.open(link)
	look("landing")
	b.click(w.start)
	look("consent")
	b.click(w.disagree)
	look("declined")
	b.click(w.again)
	b.click(w.agree)
	look("consent-missing")
	b.choose("agree", "true")
	b.click(w.agree)
	look("question")
	items := s.items(t, "core-context")
	b.choose(items[0], "4")
	b.click(w.onward)
	b.open(link + "/1/15")
	b.choose(items[14], "4")
	b.click(w.review)
	look("review")
	b.open(link + "/1/all")
	look("all")
	b.open(link + "/9/9")
	look("lost")
	b.open(link + "/review")
	b.click(w.send)
	b.see(w.thanks)
	look("done")
	b.open(link + "/consent")
	look("agreed")
}

// TestSwitchingLanguageKeepsWhatIsTyped changes the language on a page with an answer that is not sent yet, with scripts and
// without, and sends a number with the Enter key: the first button of the form is not a language.
func TestSwitchingLanguageKeepsWhatIsTyped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	patient := s.furnish(t)
	for _, scripts := range []bool{true, false} {
		link, _ := s.invite(t, patient, "core-mood")
		b := s.phone(t)
		if !scripts {
			b = b.withoutScripts()
		}
		b.open(link + "/1/2")
		b.choose("m2", "3")
		b.click("العربية")
		b.see("السؤال 2 من 9")
		if got := js[string](b, `document.querySelector("input[name=m2]:checked").value + document.documentElement.dir + location.pathname.endsWith("/1/2")`); got != "3rtltrue" {
			t.Errorf("scripts %v: got %s, want the answer, the direction and the place", scripts, got)
		}
		b.open(link)
		b.click("English")
		b.see("How have you been?")
	}
}
