package chart

import (
	"strings"
	"unicode"
)

// Widths of characters in fiftieths of the size, rounded up: each a character, counted from 0x30.
// They are those of DejaVu Sans, which is wider than the fonts browsers take for sans-serif, so text never needs more.
var widths = []struct {
	first rune
	codes string
}{
	{0x20, "@EGZP`W>DDIZ@C@APPPPPPPPPPAAZZZKbSSSWPMWV??QL\\VXOXSPOUSbSOSDADZIIOPLPOBPP>>M>aPOPPEKDPNYNNKPAPZNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN@EPPPPAIIbHOZCbIIZEEIPP@IEHOaaaKSSSSSSaSPPPP????WVXXXXXZXUUUUOOPOOOOOObLOOOO>>>>OPOOOOOZOPPPPNPNSOSOSOSLSLSLSLWPWPPOPOPOPOPOWPWPWPWPVP^S?>?>?>?>?>NL?>QMML>L>LCLBM?VPVPVPYVPXOXOXOfdSESESEPKPKPKPKODODODUPUPUPUPUPUPbYONOSKSKSKB"},
	{0x370, "QM\\Q>>VQNNILLLA?NNNNIIS@V\\ENYNZZASSLSPSVX?QS\\VPXVONPOOXSXW?OQLPAMQPNOLLPOANNPLLOOPNPOMQMQZAMOMZQOOS[SQZRXOQNMGQQ\\P_ZVQXOSOWPSOOKRPL>XOOOPS\\QPTST"},
	{0x400, "PPXOSP???geXTVOVSSSOXPfQVVTV\\VXVOSOO\\SWSfgZ]SSfSOONKSO^KQQOPVQOQPLNN[NSN^`TXNL[OOOPKLK>>>^]QOQNQ"},
	{0x1e00, "SOSPSPSPSLWPWPWPWPWPPOPOPOPOPOMBWPVPVPVPVPVP?>?>QMQMQML?L?L>L>\\a\\a\\aVPVPVPVPXOXOXOXOOPOPSESESESEPKPKPKPKPKODODODODUPUPUPUPUPSNSNbYbYbYbYbYSNSNONSKSKSKPDYNOBBBWOSOSOSOSOSOSOSOSOSOSOSOSOPOPOPOPOPOPOPOPO?>?>XOXOXOXOXOXOXO^O^O^O^O^OUPUP[P[P[P[P[PONONONONWHNNNN"},
	{0x2010, "CCPIbbII@@@@JJJJIINNARb@"},
}

// boldness is how much wider bold text is, at most.
const boldness = 1.16

// estimate gives the width of a label for a font that is not known.
func estimate(l Label) float64 {
	var em float64
	for _, r := range l.Text {
		em += widthOf(r)
	}
	if l.Bold {
		em *= boldness
	}
	return em * l.Size
}

// widthOf gives the width of a character in sizes of text; one whose width isn't known is as wide as it is high.
func widthOf(r rune) float64 {
	for i := range widths {
		if at := int(r - widths[i].first); at >= 0 && at < len(widths[i].codes) {
			return float64(widths[i].codes[at]-'0') / 50
		}
	}
	if unicode.Is(unicode.Mn, r) {
		return 0
	}
	return 1
}

// plain replaces what would not show as itself, such as control characters and those that turn the direction of
// text, by a visible box, and every run of white space by one space.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs) || r == unicode.ReplacementChar:
			return '□'
		}
		return r
	}, strings.ToValidUTF8(s, "□"))
	return strings.Join(strings.Fields(s), " ")
}

// Wrap breaks a label's text into lines no wider than a width: at spaces, and within a word that is too long.
func Wrap(s Surface, l Label, width float64) (lines []string) {
	fits := func(text string) bool {
		l.Text = text
		return s.Width(l) <= width
	}
	current := ""
	for _, word := range strings.Fields(l.Text) {
		if joined := strings.TrimSpace(current + " " + word); fits(joined) {
			current = joined
			continue
		}
		if current != "" {
			lines = append(lines, current)
		}
		for current = word; current != "" && !fits(current); {
			head := cut(current, fits)
			lines = append(lines, head)
			current = current[len(head):]
		}
	}
	return append(lines, current)
}

// cut gives the longest beginning that fits, one character at least.
func cut(word string, fits func(string) bool) string {
	end := 0
	for i, r := range word {
		next := i + len(string(r))
		if i > 0 && !fits(word[:next]) {
			break
		}
		end = next
	}
	return word[:end]
}

// shorten gives the text with an ellipsis where it is wider than a width.
func shorten(s Surface, l Label, width float64) string {
	if s.Width(l) <= width {
		return l.Text
	}
	head := cut(l.Text, func(text string) bool {
		l.Text = text + "…"
		return s.Width(l) <= width
	})
	return strings.TrimSpace(head) + "…"
}

// paragraph writes wrapped text with its first line's top at a point, and gives the height it takes.
func paragraph(s Surface, at Point, l Label, width float64) float64 {
	lines := Wrap(s, l, width)
	for i, text := range lines {
		l.Text = text
		s.Text(Point{at.X, at.Y + l.Size*(1+line*float64(i))}, l)
	}
	return tall(len(lines), l.Size)
}

// tall gives the height of so many lines.
func tall(lines int, size float64) float64 { return float64(lines) * size * line }
