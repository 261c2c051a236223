package api

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

type shape struct {
	Name    string             `json:"name"`
	Days    int                `json:"days,omitempty"`
	Sure    bool               `json:"sure,omitempty"`
	On      *q.Date            `json:"on,omitempty"`
	Words   []string           `json:"words,omitempty"`
	Answers map[q.ItemID]value `json:"answers,omitempty"`
}

func TestReadTakesWhatIsRight(t *testing.T) {
	in, err := read[shape]([]byte(` {"name":"Zoë \ud83d\ude42 \\u0000","days":14,"sure":true,"on":"2026-11-23","words":["a","b"],"answers":{"q1":1,"q2":"1","q3":null}} `))
	if err != nil {
		t.Fatal(err)
	}
	if in.Name != `Zoë 🙂 \u0000` || in.Days != 14 || !in.Sure || *in.On != "2026-11-23" || !reflect.DeepEqual(in.Words, []string{"a", "b"}) || in.Answers["q1"].kind != isNumber || in.Answers["q2"].kind != isText || in.Answers["q3"].kind != isNull {
		t.Errorf("got %+v", in)
	}
}

func TestReadRefusesAndSaysWhere(t *testing.T) {
	cases := []struct{ name, body, where string }{
		{"nothing", ``, "#"}, {"no object", `[]`, "#"}, {"null", `null`, "#"}, {"cut off", `{"name":"x"`, "#"}, {"no JSON", `{name:1}`, "#"},
		{"more behind it", `{"name":"x"} {}`, "#"}, {"a letter behind it", `{"name":"x"}x`, "#"}, {"a mark before it", "\ufeff{\"name\":\"x\"}", "#"},
		{"an unknown key", `{"name":"x","nmae":"y"}`, "#/nmae"}, //nolint:misspell // that it is unknown is what is tested
		{"another case", `{"Name":"x"}`, "#/Name"}, {"a key twice", `{"name":"x","name":"x"}`, "#/name"},
		{"a key twice by an escape", `{"name":"x","n\u0061me":"x"}`, "#/name"}, {"a key twice below", `{"name":"x","answers":{"q1":"1","q1":"2"}}`, "#/answers/q1"},
		{"a missing key", `{"days":1}`, "#/name"}, {"a number as text", `{"name":"x","days":"14"}`, "#/days"}, {"text as a number", `{"name":14}`, "#/name"},
		{"a fraction", `{"name":"x","days":1.5}`, "#/days"}, {"an exponent", `{"name":"x","days":1e3}`, "#/days"}, {"too large", `{"name":"x","days":99999999999999999999}`, "#/days"},
		{"true as text", `{"name":"x","sure":"true"}`, "#/sure"}, {"null as text", `{"name":null}`, "#/name"}, {"no date", `{"name":"x","on":"23.11.2026"}`, "#/on"},
		{"an item of a list", `{"name":"x","words":["a",1]}`, "#/words/1"}, {"a null character", `{"name":"a\u0000b"}`, "#/name"}, {"one in a key", `{"na\u0000me":"x"}`, "#"},
		{"half a pair", `{"name":"\ud83d"}`, "#"}, {"the other half", `{"name":"\ude42"}`, "#"}, {"halves the wrong way", `{"name":"\ude42\ud83d"}`, "#"}, {"half before a letter", `{"name":"\ud83dx"}`, "#"},
		{"bytes that are no UTF-8", "{\"name\":\"\xff\"}", "#"}, {"an overlong form", "{\"name\":\"\xc0\xaf\"}", "#"}, {"a surrogate in bytes", "{\"name\":\"\xed\xa0\x80\"}", "#"},
		{"a key with a slash", `{"name":"x","a/b~c":1}`, "#/a~1b~0c"}, {"a bare control character", "{\"name\":\"a\tb\"}", "#/name"},
		{"too deep", strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40), "#" + strings.Repeat("/a", maxDepth)},
		{"too many", `{"words":[` + strings.Repeat("1,", maxValues) + `1]}`, "#/words/19998"}, {"a comment", `{"name":"x"/**/}`, "#"}, {"NaN", `{"name":"x","days":NaN}`, "#/days"},
	}
	for _, c := range cases {
		_, err := read[shape]([]byte(c.body))
		details := fault.Details(err)
		if fault.KindOf(err) != fault.Invalid || len(details) == 0 || details[0].Where != c.where || details[0].What == "" {
			t.Errorf("%s: got %+v, want it refused at %s", c.name, details, c.where)
		}
	}
}

// Everything that is wrong comes at once.
func TestReadNamesEveryFault(t *testing.T) {
	_, err := read[shape]([]byte(`{"days":"1","sure":1,"more":2}`))
	if n := len(fault.Details(err)); n != 4 {
		t.Errorf("got %d faults, want 4: %v", n, err)
	}
}

// FuzzRead holds the reader to what encoding/json makes of the same bytes: what it takes is valid, and means the same.
func FuzzRead(f *testing.F) {
	for _, s := range []string{`{"name":"x","days":1}`, `{"name":"\ud83d\ude42"}`, `{"answers":{"q1":1.50}}`, `{"name":"\\\ud800"}`, `{"a":{"a":[[]]}}`, "{\"name\":\"\xff\"}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		in, err := read[shape](body)
		if err != nil {
			for _, d := range fault.Details(err) {
				if !utf8.ValidString(d.Where + d.What + d.Mend) {
					t.Errorf("what is wrong is said in bytes that are no text: %+v", d)
				}
			}
			return
		}
		var other struct {
			Name string   `json:"name"`
			Days int      `json:"days"`
			Sure bool     `json:"sure"`
			Word []string `json:"words"`
		}
		if !utf8.Valid(body) || json.Unmarshal(body, &other) != nil || other.Name != in.Name || other.Days != in.Days || other.Sure != in.Sure || len(other.Word) != len(in.Words) {
			t.Errorf("got %+v, and encoding/json reads %+v", in, other)
		}
		if strings.ContainsRune(in.Name, 0) || strings.ContainsRune(in.Name, utf8.RuneError) && !strings.ContainsRune(string(body), utf8.RuneError) && !strings.Contains(strings.ToLower(string(body)), `\ufffd`) {
			t.Errorf("%q came out of %q", in.Name, body)
		}
	})
}
