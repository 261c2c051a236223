package clinic

import q "steelyard/internal/questionnaire"

// DefaultCrisis is what is said in a crisis until a site has written its own words. It holds anywhere.
const DefaultCrisis = "If you might hurt yourself or someone else, or you are in danger, call your local emergency number now " +
	"or go to the nearest emergency department. Do not wait for an answer from the clinic: nobody may read your answers today."

// defaultCrisis is DefaultCrisis in the languages that the program speaks.
var defaultCrisis = map[q.Language]string{
	"en": DefaultCrisis,
	"de": "Wenn Sie sich selbst oder jemand anderem etwas antun könnten oder in Gefahr sind, rufen Sie jetzt den Notruf Ihres Landes an " +
		"oder gehen Sie in die nächste Notaufnahme. Warten Sie nicht auf eine Antwort der Praxis: Vielleicht liest heute niemand Ihre Antworten.",
	"es": "Si usted podría hacerse daño o hacer daño a otra persona, o si está en peligro, llame ahora al número de emergencias de su país " +
		"o vaya a las urgencias más cercanas. No espere una respuesta de la clínica: es posible que hoy nadie lea sus respuestas.",
	"fr": "Si vous risquez de vous faire du mal ou d’en faire à quelqu’un, ou si vous êtes en danger, appelez maintenant le numéro d’urgence de votre pays " +
		"ou allez aux urgences les plus proches. N’attendez pas de réponse de la clinique : il se peut que personne ne lise vos réponses aujourd’hui.",
	"ar": "إذا كنت قد تؤذي نفسك أو غيرك، أو كنت في خطر، فاتصل الآن برقم الطوارئ في بلدك أو اذهب إلى أقرب قسم للطوارئ. " +
		"لا تنتظر ردًّا من العيادة، فقد لا يقرأ أحد إجاباتك اليوم.",
}

// defaultConsent is what patients agree to until a site has written its own text. It says what the program does and nothing of
// a country's law, which only the site knows.
var defaultConsent = map[q.Language]string{
	"en": `The clinic would like to ask you questions about how you feel and how your days go.
What you answer is kept in your record at the clinic. The people there who look after you can read it. It is added up to scores and compared with what you answered before.
Answers about your health are private. The clinic must protect them, and keeps a list of who reads them.
You can leave any question empty. You can stop at any time. You can take this agreement back at any time, without a reason and without any disadvantage. Then nothing more is asked through links; what you sent before stays in your record as the law asks of the clinic.
Nobody may read your answers today. This is not for emergencies, and it does not replace talking with somebody.`,
	"de": `Die Praxis möchte Ihnen Fragen dazu stellen, wie es Ihnen geht und wie Ihre Tage verlaufen.
Ihre Antworten werden in Ihrer Akte in der Praxis aufbewahrt. Die Menschen, die Sie dort behandeln und begleiten, können sie lesen. Aus den Antworten werden Punktwerte berechnet und mit dem verglichen, was Sie früher geantwortet haben.
Angaben über Ihre Gesundheit sind vertraulich. Die Praxis muss sie schützen und hält fest, wer sie liest.
Sie dürfen jede Frage leer lassen. Sie können jederzeit aufhören. Sie können diese Einwilligung jederzeit zurücknehmen, ohne Grund und ohne Nachteil. Dann wird nichts mehr über Links gefragt; was Sie schon abgeschickt haben, bleibt in Ihrer Akte, wie es das Gesetz von der Praxis verlangt.
Vielleicht liest heute niemand Ihre Antworten. Dies ist nicht für Notfälle und ersetzt kein Gespräch.`,
	"es": `La clínica desea hacerle preguntas sobre cómo se siente y cómo van sus días.
Lo que usted responda se guarda en su historia en la clínica. Las personas que le atienden allí pueden leerlo. Las respuestas se suman en puntuaciones y se comparan con lo que usted respondió antes.
Los datos sobre su salud son confidenciales. La clínica debe protegerlos y lleva un registro de quién los lee.
Puede dejar cualquier pregunta sin responder. Puede parar en cualquier momento. Puede retirar este consentimiento en cualquier momento, sin dar motivos y sin ninguna desventaja. Entonces no se le preguntará nada más por enlaces; lo que ya envió queda en su historia, como la ley exige a la clínica.
Es posible que hoy nadie lea sus respuestas. Esto no es para emergencias y no sustituye a hablar con alguien.`,
	"fr": `La clinique souhaite vous poser des questions sur la façon dont vous vous sentez et dont se passent vos journées.
Vos réponses sont conservées dans votre dossier à la clinique. Les personnes qui s’occupent de vous peuvent les lire. Elles sont additionnées en scores et comparées à vos réponses précédentes.
Les informations sur votre santé sont confidentielles. La clinique doit les protéger et note qui les lit.
Vous pouvez laisser n’importe quelle question sans réponse. Vous pouvez arrêter à tout moment. Vous pouvez retirer cet accord à tout moment, sans raison et sans aucun désavantage. On ne vous demandera alors plus rien par des liens ; ce que vous avez déjà envoyé reste dans votre dossier, comme la loi le demande à la clinique.
Il se peut que personne ne lise vos réponses aujourd’hui. Ce n’est pas fait pour les urgences et cela ne remplace pas une conversation.`,
	"ar": `تودّ العيادة أن تطرح عليك أسئلة عن شعورك وعن سير أيامك.
تُحفظ إجاباتك في ملفك لدى العيادة، ويمكن لمن يعتنون بك هناك أن يقرؤوها. وتُجمع الإجابات في درجات وتُقارن بما أجبت به من قبل.
المعلومات عن صحتك سرّية. وعلى العيادة أن تحميها، وهي تسجّل من يقرؤها.
يمكنك أن تترك أي سؤال بلا إجابة، وأن تتوقف في أي وقت. ويمكنك أن تسحب موافقتك في أي وقت من دون ذكر سبب ومن دون أي ضرر عليك. عندها لن تُطرح عليك أسئلة أخرى عبر الروابط، ويبقى ما أرسلته من قبل في ملفك كما يطلب القانون من العيادة.
قد لا يقرأ أحد إجاباتك اليوم. هذه الصفحات ليست للحالات الطارئة، ولا تُغني عن التحدّث مع أحد.`,
}

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
