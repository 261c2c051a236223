package clinic

import (
	"slices"
	"strings"

	q "steelyard/internal/questionnaire"
)

// mailConsentVersion is the version of mailConsent. Whoever changes the words raises it, and keeps the old ones.
const mailConsentVersion = "1"

// mailConsent is what a patient agrees to who gets e-mails. Staff read it out or show it.
var mailConsent = map[q.Language]string{
	"en": "The clinic may send me e-mails with a link when there are questions for me, and remind me of them. " +
		"The e-mails say nothing about my health and do not name me. E-mail is not private like a closed letter: whoever can open " +
		"my inbox can open the link while it lasts. I can stop these e-mails at any time, by the link in each of them or by telling the clinic. " +
		"My care does not depend on it.",
	"de": "Die Praxis darf mir E-Mails mit einem Link schicken, wenn es Fragen für mich gibt, und mich daran erinnern. " +
		"Die E-Mails sagen nichts über meine Gesundheit und nennen meinen Namen nicht. Eine E-Mail ist nicht vertraulich wie ein verschlossener Brief: " +
		"Wer mein Postfach öffnen kann, kann auch den Link öffnen, solange er gilt. Ich kann diese E-Mails jederzeit beenden, über den Link in jeder von ihnen " +
		"oder indem ich der Praxis Bescheid sage. Meine Behandlung hängt nicht davon ab.",
	"es": "La clínica puede enviarme correos electrónicos con un enlace cuando haya preguntas para mí, y recordármelas. " +
		"Los correos no dicen nada de mi salud ni mencionan mi nombre. El correo electrónico no es privado como una carta cerrada: quien pueda abrir " +
		"mi buzón puede abrir el enlace mientras sea válido. Puedo detener estos correos en cualquier momento, con el enlace que hay en cada uno o diciéndoselo a la clínica. " +
		"Mi atención no depende de ello.",
	"fr": "La clinique peut m’envoyer des e-mails avec un lien quand il y a des questions pour moi, et me les rappeler. " +
		"Les e-mails ne disent rien de ma santé et ne me nomment pas. Un e-mail n’est pas privé comme une lettre fermée : toute personne qui peut ouvrir " +
		"ma boîte peut ouvrir le lien tant qu’il est valable. Je peux arrêter ces e-mails à tout moment, par le lien qui se trouve dans chacun d’eux ou en le disant à la clinique. " +
		"Mes soins n’en dépendent pas.",
	"ar": "يجوز للعيادة أن ترسل إليّ رسائل بالبريد الإلكتروني فيها رابط عندما تكون هناك أسئلة لي، وأن تذكّرني بها. " +
		"لا تقول الرسائل شيئًا عن صحتي ولا تذكر اسمي. البريد الإلكتروني ليس خاصًّا كالرسالة المغلقة: من يستطيع فتح صندوق بريدي يستطيع فتح الرابط ما دام صالحًا. " +
		"يمكنني إيقاف هذه الرسائل في أي وقت، بالرابط الموجود في كل منها أو بإخبار العيادة. ولا تتوقف رعايتي على ذلك.",
}

// MailConsentLanguages gives the languages that there are words in, English first.
func MailConsentLanguages() []q.Language {
	list := []q.Language{q.DefaultLanguage}
	for l := range mailConsent {
		if l != q.DefaultLanguage {
			list = append(list, l)
		}
	}
	slices.Sort(list[1:])
	return list
}

// MailConsentVersion names the words that are asked for now, in a language: their version, and behind it the language where that
// is not English. It is empty where there are no words in it.
func MailConsentVersion(l q.Language) string {
	switch _, ok := mailConsent[l]; {
	case !ok:
		return ""
	case l == q.DefaultLanguage:
		return mailConsentVersion
	}
	return mailConsentVersion + "-" + string(l)
}

// MailConsentWords gives the words of a version of the consent to e-mails, and their language; ok is false where they are not
// known any more.
func MailConsentWords(version string) (text string, l q.Language, ok bool) {
	number, tongue, other := strings.Cut(version, "-")
	if l = q.Language(tongue); !other {
		l = q.DefaultLanguage
	}
	text, ok = mailConsent[l]
	return text, l, ok && number == mailConsentVersion && version == MailConsentVersion(l)
}
