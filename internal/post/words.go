package post

import (
	"strconv"
	"strings"
	"time"
)

// words is one language's texts. A further language is a further entry.
type words struct {
	Subject, Body map[Kind]string
	Contact, Stop string
	Months        string // with spaces between
	Day           string // how a day is written
	First         string // how the first of a month is; empty where like every other day
	RightToLeft   bool
}

// The parts in braces are filled in by compose.
var languages = map[string]words{
	"en": {
		Subject: map[Kind]string{Questions: "There are questions for you", Reminder: "A reminder: there are questions for you", Test: "A test message"},
		Body: map[Kind]string{
			Questions: "Hello,\n\nthere are questions for you from {site}.\n\nOpen them here:\n{link}\n\nThe link is for you alone, and works up to and including {until}. You can stop at any time and go on later.",
			Reminder: "Hello,\n\n{site} sent you some questions, and they are still open. If you have just answered them, thank you: you need do nothing more.\n\n" +
				"Open them here:\n{link}\n\nThe link is for you alone, and works up to and including {until}. Earlier links still work too.",
			Test: "Hello,\n\nthis is a test message of {site}. It shows that the mail server takes messages. There is nothing to do.",
		},
		Contact: "How to reach us: {contact}",
		Stop:    "Nobody reads answers to this e-mail at once, and it is not for emergencies.\n\nIf you want no more of these e-mails, say so here:\n{stop}",
		Months:  "January February March April May June July August September October November December", Day: "{day} {month} {year}",
	},
	"de": {
		Subject: map[Kind]string{Questions: "Es gibt Fragen für Sie", Reminder: "Zur Erinnerung: Es gibt Fragen für Sie", Test: "Eine Testnachricht"},
		Body: map[Kind]string{
			Questions: "Guten Tag,\n\nes gibt Fragen für Sie von {site}.\n\nHier können Sie sie öffnen:\n{link}\n\nDer Link ist nur für Sie und gilt bis einschließlich {until}. Sie können jederzeit aufhören und später weitermachen.",
			Reminder: "Guten Tag,\n\nSie haben von {site} Fragen bekommen, und sie sind noch offen. Wenn Sie gerade geantwortet haben: vielen Dank, Sie brauchen nichts mehr zu tun.\n\n" +
				"Hier können Sie sie öffnen:\n{link}\n\nDer Link ist nur für Sie und gilt bis einschließlich {until}. Auch frühere Links funktionieren noch.",
			Test: "Guten Tag,\n\ndies ist eine Testnachricht von {site}. Sie zeigt, dass der Mailserver Nachrichten annimmt. Es ist nichts zu tun.",
		},
		Contact: "So erreichen Sie uns: {contact}",
		Stop:    "Antworten auf diese E-Mail liest niemand sofort, und sie ist nicht für Notfälle.\n\nWenn Sie diese E-Mails nicht mehr möchten, sagen Sie es hier:\n{stop}",
		Months:  "Januar Februar März April Mai Juni Juli August September Oktober November Dezember", Day: "{day}. {month} {year}",
	},
	"es": {
		Subject: map[Kind]string{Questions: "Hay preguntas para usted", Reminder: "Recordatorio: hay preguntas para usted", Test: "Un mensaje de prueba"},
		Body: map[Kind]string{
			Questions: "Hola:\n\nHay preguntas para usted de {site}.\n\nÁbralas aquí:\n{link}\n\nEl enlace es solo para usted y funciona hasta el {until} inclusive. Puede parar cuando quiera y seguir más tarde.",
			Reminder: "Hola:\n\n{site} le envió unas preguntas y siguen abiertas. Si acaba de responderlas, muchas gracias: no tiene que hacer nada más.\n\n" +
				"Ábralas aquí:\n{link}\n\nEl enlace es solo para usted y funciona hasta el {until} inclusive. Los enlaces anteriores también siguen funcionando.",
			Test: "Hola:\n\nEste es un mensaje de prueba de {site}. Muestra que el servidor de correo acepta mensajes. No hay nada que hacer.",
		},
		Contact: "Cómo ponerse en contacto: {contact}",
		Stop:    "Nadie lee enseguida las respuestas a este correo, y no es para emergencias.\n\nSi no quiere recibir más correos como este, dígalo aquí:\n{stop}",
		Months:  "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre", Day: "{day} de {month} de {year}",
	},
	"fr": {
		Subject: map[Kind]string{Questions: "Des questions pour vous", Reminder: "Rappel : des questions pour vous", Test: "Un message d’essai"},
		Body: map[Kind]string{
			Questions: "Bonjour,\n\nil y a des questions pour vous de la part de {site}.\n\nOuvrez-les ici :\n{link}\n\nLe lien est pour vous seul(e) et fonctionne jusqu’au {until} inclus. Vous pouvez vous arrêter à tout moment et continuer plus tard.",
			Reminder: "Bonjour,\n\n{site} vous a envoyé des questions, et elles sont encore ouvertes. Si vous venez d’y répondre, merci : vous n’avez plus rien à faire.\n\n" +
				"Ouvrez-les ici :\n{link}\n\nLe lien est pour vous seul(e) et fonctionne jusqu’au {until} inclus. Les liens précédents fonctionnent encore aussi.",
			Test: "Bonjour,\n\nceci est un message d’essai de {site}. Il montre que le serveur de messagerie accepte les messages. Il n’y a rien à faire.",
		},
		Contact: "Pour nous joindre : {contact}",
		Stop:    "Personne ne lit aussitôt les réponses à cet e-mail, et il n’est pas fait pour les urgences.\n\nSi vous ne voulez plus de ces e-mails, dites-le ici :\n{stop}",
		Months:  "janvier février mars avril mai juin juillet août septembre octobre novembre décembre", Day: "{day} {month} {year}", First: "1er {month} {year}",
	},
	"ar": {
		Subject: map[Kind]string{Questions: "لديك أسئلة", Reminder: "تذكير: لديك أسئلة", Test: "رسالة تجريبية"},
		Body: map[Kind]string{
			Questions: "مرحبًا،\n\nلديك أسئلة من {site}.\n\nافتحها من هنا:\n{link}\n\nالرابط لك وحدك، ويعمل حتى نهاية يوم {until}. يمكنك أن تتوقف في أي وقت وتتابع لاحقًا.",
			Reminder: "مرحبًا،\n\nأرسلت إليك {site} بعض الأسئلة، وهي ما زالت مفتوحة. إذا كنت قد أجبت عنها للتو فشكرًا لك، ولا حاجة إلى شيء آخر.\n\n" +
				"افتحها من هنا:\n{link}\n\nالرابط لك وحدك، ويعمل حتى نهاية يوم {until}. والروابط السابقة ما زالت تعمل أيضًا.",
			Test: "مرحبًا،\n\nهذه رسالة تجريبية من {site}. وهي تبيّن أن خادم البريد يقبل الرسائل. ليس عليك فعل شيء.",
		},
		Contact: "للتواصل معنا: {contact}",
		Stop:    "لا أحد يقرأ الردود على هذه الرسالة فورًا، وهي ليست للطوارئ.\n\nإذا كنت لا تريد مزيدًا من هذه الرسائل، فأخبرنا هنا:\n{stop}",
		Months:  "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر", Day: "{day} {month} {year}", RightToLeft: true,
	},
}

// Speaks says whether there are letters in a language, such as de or de-AT.
func Speaks(language string) bool {
	_, ok := languages[base(language)]
	return ok
}

// base is a language without its region.
func base(language string) string {
	b, _, _ := strings.Cut(language, "-")
	return strings.ToLower(b)
}

// date writes a day out.
func (w words) date(t time.Time) string {
	form := w.Day
	if t.Day() == 1 && w.First != "" {
		form = w.First
	}
	return strings.NewReplacer("{day}", strconv.Itoa(t.Day()), "{month}", strings.Fields(w.Months)[t.Month()-1], "{year}", strconv.Itoa(t.Year())).Replace(form)
}

// apart keeps what may be written from left to right apart from a text that is not.
func (w words) apart(s string) string {
	if !w.RightToLeft || s == "" {
		return s
	}
	return "\u2068" + s + "\u2069"
}
