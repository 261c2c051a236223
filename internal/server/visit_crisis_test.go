package server

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHelpLinesFindNumbersToCall(t *testing.T) {
	for _, c := range []struct {
		text string
		want []helpLine
	}{
		{"Call 112 now.", []helpLine{{{Text: "Call "}, {"112", "112"}, {Text: " now."}}}},
		{"Helpline: 116 123\r\n\r\nDay and night", []helpLine{{{Text: "Helpline: "}, {"116 123", "116123"}}, {{Text: "Day and night"}}}},
		{"+44 (0)20 7946 0000 or 988", []helpLine{{{"+44 (0)20 7946 0000", "+4402079460000"}, {Text: " or "}, {"988", "988"}}}},
		{"01 23 45 67 89", []helpLine{{{"01 23 45 67 89", "0123456789"}}}},
		{"Monday to Friday, 9-17, 24/7 online", []helpLine{{{Text: "Monday to Friday, 9-17, 24/7 online"}}}},
		{"", nil},
	} {
		if diff := cmp.Diff(c.want, helpLines(c.text)); diff != "" {
			t.Errorf("%q: want - got +\n%s", c.text, diff)
		}
	}
}

func TestDurations(t *testing.T) {
	words, err := loadCatalog()
	if err != nil {
		t.Fatal(err)
	}
	v := words.In("en")
	for raw, want := range map[string]string{"7:30": "7 hours 30 minutes", "450": "7 hours 30 minutes", "1:00": "1 hour", "0:01": "1 minute", "0:00": "0 minutes", "x": "x"} {
		if got := durationWords(v, raw); got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
}
