package questionnaire

import (
	"strings"
	"testing"

	"steelyard/internal/fault"
)

const keyOnly = `id: rest-key
version: 1.0.0
title: {en: Rest}
short_title: {en: Rest}
domain: rest
purpose: {en: Shows a key.}
evidence: validated
languages: [en]
respondent: patient
minutes: 1
rights: {holder: Somebody, basis: permission-needed, notice: "© Somebody.", commercial: "no", source: s, as_of: 2026-11-23}
wording: supplied
choice_sets:
  - id: often
    choices:
      - {code: "0", score: 0, codes: [{system: "http://loinc.org", code: LA1}]}
      - {code: "1", score: 1}
      - {code: "2", score: 2.5}
items:
  - {id: sat, label: {en: Sat down}, choices: often, codes: [{system: "http://loinc.org", code: "1-1"}]}
  - {id: hours, label: {en: Hours}, type: number, bounds: {min: 0, max: 24, step: 1}}
scales:
  - id: total
    title: {en: Rest}
    operator: value
    items: [sat]
    missing: {rule: complete, source: s}
    direction: well-being
    range: {min: 0, max: 2.5}
    codes: [{system: "http://loinc.org", code: "9-9"}]
    source: s
sources:
  - {id: s, citation: Somebody 2020, checked: verified}
`

const packYAML = `questionnaire: rest-key@1.0.0
language: en
rights: {who: Our clinic, basis: licence, reference: No. 7, until: 2027-12-31}
notice: Printed with permission.
intro: Think of today.
items:
  sat: I sat down.
  hours: How many hours?
choices:
  often: {"0": Never, "1": Once, "2": Often}
`

const packCSV = "kind,name,code,text\r\nlanguage,,,pt\r\nnotice,,,Impresso com licença.\r\nitem,sat,,\"Sentei-me, hoje.\"\r\nitem,hours,,Quantas horas?\r\nchoice,often,0,Nunca\r\nchoice,often,1,Uma vez\r\nchoice,often,2,Muitas vezes\r\n"

const packFHIR = `{"resourceType":"Questionnaire","status":"active","language":"en","copyright":"© Form.","_title":{"extension":[]},"extension":[{"url":"http://example.org/x"}],
"item":[{"linkId":"g","type":"group","text":"Today","item":[
 {"linkId":"/1-1","code":[{"system":"http://loinc.org","code":"1-1"}],"type":"choice","text":"I sat down.","answerOption":[
  {"valueCoding":{"system":"http://loinc.org","code":"LA1","display":"Never"}},
  {"valueCoding":{"code":"1","display":"Once"}},
  {"valueCoding":{"code":"LA9","display":"Often","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":2.5}]}}]},
 {"linkId":"hours","type":"decimal","text":"How many hours?"},
 {"linkId":"total","code":[{"system":"http://loinc.org","code":"9-9"}],"type":"decimal","text":"Sum","readOnly":true}]}]}`

var ours = About{Rights: PackRights{Who: "Our clinic", Basis: PackPermission, Until: "2027-12-31"}}

func TestPackInThreeForms(t *testing.T) {
	key := parsed(t, keyOnly)
	cases := []struct {
		file, data string
		about      About
		language   Language
		sat, often string
		notice     string
	}{
		{"rest.yaml", packYAML, About{}, "en", "I sat down.", "Often", "© Somebody. Printed with permission."},
		{"rest.csv", packCSV, ours, "pt", "Sentei-me, hoje.", "Muitas vezes", "© Somebody. Impresso com licença."},
		{"rest.json", packFHIR, ours, "en", "I sat down.", "Often", "© Somebody. © Form."},
	}
	for _, c := range cases {
		p, err := ReadPack(c.file, []byte(c.data), key, c.about)
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		d := key.WithWording(p)
		if got := d.Items[0].Text.In(DefaultLanguage); got != c.sat {
			t.Errorf("%s: item: got %q, want %q", c.file, got, c.sat)
		}
		if got := d.ChoiceSets[0].Choices[2].Label.In(DefaultLanguage); got != c.often {
			t.Errorf("%s: choice: got %q, want %q", c.file, got, c.often)
		}
		if d.NoticeWords(c.language) != c.notice || d.LanguageFor("en") != c.language || d.Hash() != key.Hash() || !d.HasWording() {
			t.Errorf("%s: got notice %q, language %q, wording %t", c.file, d.NoticeWords(c.language), d.LanguageFor("en"), d.HasWording())
		}
		if p.Rights.Who != "Our clinic" || p.Expired("2027-12-31") || !p.Expired("2028-01-01") {
			t.Errorf("%s: rights: got %+v", c.file, p.Rights)
		}
	}
	if key.HasWording() || len(key.Items[0].Text) > 0 || key.NoticeWords("en") != "© Somebody." || len(key.ChoiceSets[0].Choices[0].Label) > 0 {
		t.Error("the key itself was changed")
	}
}

func TestLaterPackGoesFirstAndLanguagesStandTogether(t *testing.T) {
	key := parsed(t, keyOnly)
	one, two, pt := *pack(t, key), *pack(t, key), *pack(t, key)
	two.Items = map[ItemID]string{"sat": "I sat down today.", "hours": "Hours?"}
	pt.Language, pt.Items = "pt", map[ItemID]string{"sat": "Sentei-me.", "hours": "Horas?"}
	d := key.WithWording(&one, &pt, &two)
	if got := d.Items[0].Text; got["en"] != "I sat down today." || got["pt"] != "Sentei-me." {
		t.Errorf("got %v", got)
	}
	if len(d.Packs()) != 2 || d.LanguageFor("pt") != "pt" || d.LanguageFor("fr") != "en" {
		t.Errorf("got %d packs, %s", len(d.Packs()), d.LanguageFor("fr"))
	}
}

func pack(t *testing.T, key *Definition) *Pack {
	t.Helper()
	p, err := ParsePack("rest.yaml", []byte(packYAML), key, About{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestPackFaults plants faults and wants every one, with its place.
func TestPackFaults(t *testing.T) {
	key := parsed(t, keyOnly)
	replace := func(s string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(s) }
	cases := []struct {
		name, file, data string
		about            About
		want             []string
	}{
		{"five at once", "p.yaml", replace(packYAML, "  sat: I sat down.\n", "", "hours: How many hours?", "hours: How many hours?\n  sate: I ate.", `"2": Often`, `"3": Often`, "2027-12-31", "2027-12-31", "en\n", "english!\n"), About{}, []string{
			`p.yaml:2:11: "english!" is not a language`, `p.yaml:7:3: item 1 (sat) has no text`, `p.yaml:8:9: the key has no item "sate"`,
			`p.yaml:10:10: the choice "2" of "often" has no label`, `p.yaml:10:39: the key has no choice "3" in "often"`}},
		{"another version", "p.yaml", replace(packYAML, "@1.0.0", "@1.1.0"), About{}, []string{"the words are of rest-key@1.1.0"}},
		{"no rights", "p.yaml", replace(packYAML, "rights: {who: Our clinic, basis: licence, reference: No. 7, until: 2027-12-31}\n", ""), About{}, []string{"not said who may use", "on what ground"}},
		{"empty text", "p.yaml", replace(packYAML, "I sat down.", `"  "`), About{}, []string{"p.yaml:7:8: there is no text here"}},
		{"a hidden character", "p.csv", replace(packCSV, "Nunca", "Nun\u202eca"), ours, []string{"p.csv:6:1: the text has a character that can't be seen"}},
		{"a short row", "p.csv", replace(packCSV, "choice,often,1,Uma vez", "choice,often,1"), ours, []string{"p.csv:7:1: this row can't be read"}},
		{"a row twice", "p.csv", packCSV + "item,sat,,Outra vez\r\n", ours, []string{"p.csv:9:1: this stands twice"}},
		{"a strange kind", "p.csv", packCSV + "question,sat,,Outra vez\r\n", ours, []string{`p.csv:9:1: "question" is not a kind of row`}},
		{"no heading", "p.csv", packCSV[len("kind,name,code,text\r\n"):], ours, []string{"the first line does not name the columns"}},
		{"other points", "p.json", replace(packFHIR, `"code":"LA9"`, `"code":"1"`), ours, []string{`the form gives the answer "1" 2.5 points`}},
		{"an unknown element", "p.json", replace(packFHIR, `"status"`, `"stauts"`), ours, []string{`p.json: stauts: FHIR R4 has no element "stauts" here`}},
		{"a modifier", "p.json", replace(packFHIR, `"status":"active"`, `"modifierExtension":[{"url":"x"}]`), ours, []string{"changes what this means"}},
		{"a question too many", "p.json", replace(packFHIR, `"9-9"`, `"8-8"`), ours, []string{`item[0].item[2]: the key has no item for the question "total"`}},
		{"a missing answer", "p.json", replace(packFHIR, `{"valueCoding":{"code":"1","display":"Once"}},`, ""), ours, []string{`the choice "1" of "often" has no label`}},
		{"another resource", "p.json", `{"resourceType":"Patient"}`, ours, []string{"this is not a Questionnaire"}},
		{"a key that stands twice", "p.json", replace(packFHIR, `"status":"active"`, `"status":"active","status":"draft"`), ours, []string{`the key "status" stands twice`}},
		{"nested too deeply", "p.json", replace(packFHIR, `{"url":"http://example.org/x"}`, strings.Repeat("[", 100)+strings.Repeat("]", 100)), ours, []string{"nested too deeply"}},
		{"half a file", "p.json", packFHIR[:200], ours, []string{"not well-formed JSON"}},
	}
	for _, c := range cases {
		_, err := ReadPack(c.file, []byte(c.data), key, c.about)
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want a fault", c.name, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got\n%v\nwant %q", c.name, err, want)
			}
		}
	}
}

func TestPackOfAFormWhoseWordingShips(t *testing.T) {
	d := *parsed(t, keyOnly)
	d.Wording = Included
	if _, err := ParsePack("p.yaml", []byte(packYAML), &d, About{}); err == nil || !strings.Contains(err.Error(), "ships with it") {
		t.Errorf("got %v", err)
	}
}

// FuzzPack wants no panic, and that what is taken has every word.
func FuzzPack(f *testing.F) {
	for _, s := range []string{packYAML, packCSV, packFHIR, "", "{", "a,b,c,d\n", `{"resourceType":"Questionnaire","item":[1]}`, `{"item":{}}`} {
		f.Add("p.yaml", []byte(s))
		f.Add("p.csv", []byte(s))
	}
	key, err := Parse("key.yaml", []byte(keyOnly))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, file string, data []byte) {
		p, err := ReadPack(file, data, key, ours)
		if err != nil {
			return
		}
		d := key.WithWording(p)
		for i := range d.Items {
			if strings.TrimSpace(d.Items[i].Text.In(DefaultLanguage)) == "" {
				t.Errorf("item %s has no text", d.Items[i].ID)
			}
		}
	})
}

func parsed(t *testing.T, text string) *Definition {
	t.Helper()
	d, err := Parse("key.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}
