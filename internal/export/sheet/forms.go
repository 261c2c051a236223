package sheet

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

var unicodeMapForm = regexp.MustCompile(`/ToUnicode (\d+) 0 R`)

// nameForms says which letters the drawn forms of Arabic letters stand for, so that what is copied, searched for or read aloud
// is the name and not its drawing. Each font's map of characters is written anew; where no form was drawn nothing is.
func (s *Sheet) nameForms(u *revision) error {
	if len(s.forms) == 0 {
		return nil
	}
	names := s.unicodeMap()
	for n := 1; n < u.file.size; n++ {
		object, err := u.file.object(n)
		if err != nil {
			return err
		}
		if m := unicodeMapForm.FindStringSubmatch(object); m != nil && strings.Contains(object, "/Type0") {
			u.put(number([]byte(m[1])), fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(names), names))
		}
	}
	return nil
}

// unicodeMap gives the map of characters (ISO 32000-1, 9.10.3): each stands for itself, but the forms for their letters.
func (s *Sheet) unicodeMap() string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n" +
		"3 beginbfrange\n<0000> <FB4F> <0000>\n<FE00> <FE6F> <FE00>\n<FEFD> <FFFF> <FEFD>\nendbfrange\n")
	for some := range slices.Chunk(slices.Sorted(maps.Keys(s.forms)), 100) { // as many as one list may have
		fmt.Fprintf(&b, "%d beginbfchar\n", len(some))
		for _, r := range some {
			fmt.Fprintf(&b, "<%04X> <%04X>\n", r, letterOf(r))
		}
		b.WriteString("endbfchar\n")
	}
	return b.String() + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
}

// letterOf gives the letter of a form. A form of two letters in one stays as it is: readers turn the line round sign by sign, and
// would give its two letters in the wrong order.
func letterOf(form rune) rune {
	if letters := []rune(norm.NFKC.String(string(form))); len(letters) == 1 {
		return letters[0]
	}
	return form
}
