package questionnaire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"steelyard/internal/document"
	"steelyard/internal/exact"
)

// The elements that FHIR R4 knows; it allows no others, apart from extensions.
var (
	fhirQuestionnaire = strings.Fields(`resourceType id meta implicitRules language text contained url identifier version name title derivedFrom status
		experimental subjectType date publisher contact description useContext jurisdiction purpose copyright approvalDate lastReviewDate effectivePeriod code item`)
	fhirItem   = strings.Fields("id linkId definition code prefix text type enableWhen enableBehavior required repeats readOnly maxLength answerValueSet answerOption initial item")
	fhirOption = strings.Fields("id valueInteger valueDate valueTime valueString valueCoding valueReference initialSelected")
	fhirCoding = strings.Fields("id system version code display userSelected")
)

const ordinalValue = "http://hl7.org/fhir/StructureDefinition/ordinalValue"

// ParsePackFHIR takes the words out of a FHIR R4 Questionnaire: a question belongs to the item whose id is its linkId or
// that has its code, an answer option to the choice that has its code or its ordinal value. Questions that are a scale's
// score are passed over. Places are paths such as item[3].answerOption[1].
func ParsePackFHIR(file string, data []byte, key *Definition, about About) (*Pack, error) {
	r := &fhirReader{packCheck: packCheck{key: key, Pack: &Pack{Questionnaire: key.Ref(), Items: map[ItemID]string{}, Choices: map[SetID]map[ChoiceCode]string{}}}, at: map[string]string{}}
	r.where = func(path string) string {
		if at, ok := r.at[path]; ok {
			path = at
		}
		return file + ": " + path
	}
	root, problem := readJSON(data)
	switch {
	case problem != "":
		r.fault("(file)", "export it again as FHIR R4 JSON", "%s", problem)
	case root["resourceType"] != "Questionnaire":
		r.fault("resourceType", "choose a FHIR Questionnaire", "this is not a Questionnaire")
	default:
		r.questionnaire(root)
	}
	r.fill(about)
	return r.done(file)
}

func readJSON(data []byte) (root map[string]any, problem string) {
	if len(data) > document.MaxSize || !utf8.Valid(data) {
		return nil, "the file is too large, or not UTF-8"
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if problem := oddJSON(json.NewDecoder(bytes.NewReader(data)), 0); problem != "" {
		return nil, problem
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&root); err != nil {
		return nil, "this is not well-formed JSON: " + err.Error()
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, "something stands behind the end of the resource"
	}
	return root, ""
}

// maxNesting is how many objects and lists may stand in one another.
const maxNesting = 60

// oddJSON reads one value, and says whether it is nested too deeply or an object has a key twice, of which only the last
// would count.
func oddJSON(d *json.Decoder, depth int) (problem string) {
	if depth > maxNesting {
		return "this is nested too deeply"
	}
	begin, err := d.Token()
	if err != nil {
		return "this is not well-formed JSON: " + err.Error()
	}
	if begin != json.Delim('{') && begin != json.Delim('[') {
		return ""
	}
	for seen := map[string]bool{}; d.More() && problem == ""; {
		if begin == json.Delim('{') {
			key, err := d.Token()
			name, _ := key.(string)
			switch {
			case err != nil:
				return "this is not well-formed JSON: " + err.Error()
			case seen[name]:
				return fmt.Sprintf("the key %q stands twice in one object", short(name))
			}
			seen[name] = true
		}
		problem = oddJSON(d, depth+1)
	}
	if _, err := d.Token(); err != nil && problem == "" {
		return "this is not well-formed JSON: " + err.Error()
	}
	return problem
}

type fhirReader struct {
	packCheck
	at map[string]string // the place in the resource of what was taken
}

func (r *fhirReader) questionnaire(root map[string]any) {
	r.known("", root, fhirQuestionnaire)
	if _, ok := root["implicitRules"]; ok {
		r.fault("implicitRules", "ask its publisher for a form without it", "the form follows rules that this program does not know")
	}
	r.Language, r.Notice = Language(r.text("language", root, "language")), r.text("copyright", root, "copyright")
	r.at["notice"] = "copyright"
	r.questions("", root, 0)
}

// known refuses what FHIR does not allow, and what would change the meaning of the rest.
func (r *fhirReader) known(path string, object map[string]any, names []string) {
	for _, name := range sorted(object) {
		at := strings.TrimPrefix(path+"."+name, ".")
		switch bare := strings.TrimPrefix(name, "_"); {
		case name == "modifierExtension":
			r.fault(at, "ask its publisher for a form without it", "an extension changes what this means, and this program does not know how")
		case name != "extension" && !slices.Contains(names, bare):
			r.fault(at, "correct the name, or take it out", "FHIR R4 has no element %q here", short(name))
		}
	}
}

func (r *fhirReader) text(path string, object map[string]any, name string) string {
	v, ok := object[name]
	if !ok {
		return ""
	}
	s, ok := v.(string)
	if !ok {
		r.fault(path, "write it as a string", "this must be text")
	}
	return strings.TrimSpace(s)
}

// list gives the objects of an array.
func (r *fhirReader) list(path string, v any) (list []map[string]any) {
	if v == nil {
		return nil
	}
	all, ok := v.([]any)
	if !ok {
		r.fault(path, "write an array", "this must be a list")
	}
	for i, e := range all {
		object, ok := e.(map[string]any)
		if !ok {
			r.fault(fmt.Sprintf("%s[%d]", path, i), "write an object", "this must be an object")
			object = map[string]any{}
		}
		list = append(list, object)
	}
	return list
}

func (r *fhirReader) questions(path string, parent map[string]any, depth int) {
	at := strings.TrimPrefix(path+".item", ".")
	if depth > 20 {
		r.fault(at, "bring the questions nearer to the top", "this is nested too deeply")
		return
	}
	for i, object := range r.list(at, parent["item"]) {
		here := fmt.Sprintf("%s[%d]", at, i)
		r.known(here, object, fhirItem)
		if kind := r.text(here+".type", object, "type"); kind != "group" && kind != "display" {
			r.question(here, object)
		}
		r.questions(here, object, depth+1)
	}
}

func (r *fhirReader) question(path string, object map[string]any) {
	codes := r.codings(path+".code", object["code"])
	link := r.text(path+".linkId", object, "linkId")
	item := r.itemOf(link, codes)
	switch {
	case item == nil && r.isScore(codes):
		return
	case item == nil:
		r.fault(path, "take the question out, or give it the name of an item as its linkId", "the key has no item for the question %q", short(link))
		return
	}
	if at, twice := r.at["items."+string(item.ID)]; twice {
		r.fault(path, "keep one of the two", "the item %s stands at %s already", item.ID, at)
	}
	r.at["items."+string(item.ID)] = path
	r.Items[item.ID] = r.text(path+".text", object, "text")
	if _, ok := object["answerValueSet"]; ok && item.Kind() == ChoiceItem {
		r.fault(path+".answerValueSet", "write the answers out as answerOption", "the answers stand in another document")
	}
	for i, option := range r.list(path+".answerOption", object["answerOption"]) {
		r.option(fmt.Sprintf("%s.answerOption[%d]", path, i), item, option)
	}
}

func (r *fhirReader) itemOf(link string, codes []Coding) *Item {
	if item, ok := r.key.Item(ItemID(link)); ok {
		return item
	}
	for i := range r.key.Items {
		if overlap(r.key.Items[i].Codes, codes) {
			return &r.key.Items[i]
		}
	}
	return nil
}

func (r *fhirReader) isScore(codes []Coding) bool {
	return slices.ContainsFunc(r.key.Scales, func(s Scale) bool { return overlap(s.Codes, codes) })
}

func overlap(a, b []Coding) bool {
	return slices.ContainsFunc(a, func(c Coding) bool { return slices.Contains(b, c) })
}

func (r *fhirReader) codings(path string, v any) (list []Coding) {
	for i, object := range r.list(path, v) {
		at := fmt.Sprintf("%s[%d]", path, i)
		r.known(at, object, fhirCoding)
		list = append(list, Coding{r.text(at+".system", object, "system"), r.text(at+".code", object, "code")})
	}
	return list
}

func (r *fhirReader) option(path string, item *Item, object map[string]any) {
	r.known(path, object, fhirOption)
	coding, ok := object["valueCoding"].(map[string]any)
	if !ok || item.Kind() != ChoiceItem {
		r.fault(path, "give the item "+string(item.ID)+" the answers that the key has, each as a valueCoding", "this answer is not a code with its display")
		return
	}
	at := path + ".valueCoding"
	r.known(at, coding, fhirCoding)
	code := Coding{r.text(at+".system", coding, "system"), r.text(at+".code", coding, "code")}
	points, hasPoints := r.points(path, object, coding)
	choice := r.choiceOf(item, code, points, hasPoints)
	switch {
	case choice == nil:
		r.fault(at+".code", "take it out, or correct its code", "the key has no choice %q for the item %s", short(code.Code), item.ID)
		return
	case hasPoints && (choice.Score == nil || *choice.Score != points):
		r.fault(path, "look up the source, and use the form that belongs to this key", "the form gives the answer %q %s points, and the key another number", choice.Code, points)
	}
	r.label(at, item.Choices, choice.Code, r.text(at+".display", coding, "display"))
}

func (r *fhirReader) label(path string, set SetID, code ChoiceCode, text string) {
	if r.Choices[set] == nil {
		r.Choices[set] = map[ChoiceCode]string{}
	}
	name := fmt.Sprintf("choices.%s.%s", set, code)
	if old, ok := r.Choices[set][code]; ok && old != text {
		r.fault(path, "give it one label", "the choice %q has another label at %s", code, r.at[name])
		return
	}
	r.Choices[set][code], r.at[name] = text, path
}

// choiceOf finds a choice by its own code, by a public one, or by its points where those are unlike all others.
func (r *fhirReader) choiceOf(item *Item, code Coding, points exact.Number, hasPoints bool) *Choice {
	choices := r.key.ChoicesOf(item)
	byPoints := []*Choice(nil)
	for i := range choices {
		c := &choices[i]
		if string(c.Code) == code.Code || slices.Contains(c.Codes, code) {
			return c
		}
		if hasPoints && c.Score != nil && *c.Score == points {
			byPoints = append(byPoints, c)
		}
	}
	if len(byPoints) == 1 {
		return byPoints[0]
	}
	return nil
}

// points gives the ordinal value of an answer, exactly as it is written.
func (r *fhirReader) points(path string, objects ...map[string]any) (n exact.Number, ok bool) {
	for _, object := range objects {
		for _, e := range r.list(path+".extension", object["extension"]) {
			if e["url"] != ordinalValue {
				continue
			}
			written, isNumber := e["valueDecimal"].(json.Number)
			n, err := exact.Parse(written.String())
			if !isNumber || err != nil {
				r.fault(path+".extension", "write a decimal", "the ordinal value is not a number")
				continue
			}
			return n, true
		}
	}
	return n, false
}
