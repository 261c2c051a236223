package script

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// Drawn gives a line as it is drawn from left to right: letters in their joined forms, and what runs from right to left turned
// round, marks before the letter that they stand on, as fonts have them. The line as a whole runs from left to right, as the
// documents do.
//
// It is the Unicode Bidirectional Algorithm (Unicode Standard Annex 9) without the characters that steer direction, which
// must not be in the line: nobody's name may turn the words beside it.
func Drawn(line string) []rune {
	joined := Joined(line)
	if !slices.ContainsFunc(joined, runsLeft) {
		return joined
	}
	l := newLine(joined)
	l.weak()
	l.brackets()
	l.neutral()
	return l.turned()
}

// runsLeft says whether a character makes a line need to be turned: Hebrew, Arabic and what else runs from right to left.
func runsLeft(r rune) bool {
	if r < 0x590 {
		return false
	}
	switch class(r) {
	case bidi.R, bidi.AL, bidi.AN:
		return true
	}
	return false
}

func class(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	return p.Class()
}

// line is a line on its way: clusters of a character and its marks, each with its class.
type line struct {
	clusters [][]rune
	classes  []bidi.Class
}

func newLine(text []rune) *line {
	l := &line{}
	for _, r := range text {
		c := class(r)
		if n := len(l.clusters); c == bidi.NSM && n > 0 { // rule W1
			l.clusters[n-1] = append(l.clusters[n-1], r)
			continue
		}
		l.clusters, l.classes = append(l.clusters, []rune{r}), append(l.classes, c)
	}
	return l
}

// weak settles digits and the signs beside them, by the rules W2 to W7.
func (l *line) weak() {
	strong := bidi.L
	for i, c := range l.classes {
		switch c {
		case bidi.L, bidi.R, bidi.AL:
			strong = c
		case bidi.EN:
			if strong == bidi.AL {
				l.classes[i] = bidi.AN
			}
		}
	}
	l.separators()
	l.terminators()
	strong = bidi.L
	for i, c := range l.classes {
		switch c {
		case bidi.AL:
			l.classes[i], strong = bidi.R, bidi.R
		case bidi.L, bidi.R:
			strong = c
		case bidi.EN:
			if strong == bidi.L {
				l.classes[i] = bidi.L
			}
		case bidi.AN:
		default:
			if !isNeutral(c) {
				l.classes[i] = bidi.ON
			}
		}
	}
}

// separators gives a single sign between two numbers their class (rule W4).
func (l *line) separators() {
	for i := 1; i+1 < len(l.classes); i++ {
		before, c, after := l.classes[i-1], l.classes[i], l.classes[i+1]
		if before == after && (before == bidi.EN && (c == bidi.ES || c == bidi.CS) || before == bidi.AN && c == bidi.CS) {
			l.classes[i] = before
		}
	}
}

// terminators makes signs such as % part of the number beside them (rule W5).
func (l *line) terminators() {
	for i := 0; i < len(l.classes); i++ {
		if l.classes[i] != bidi.ET {
			continue
		}
		end := i
		for end < len(l.classes) && l.classes[end] == bidi.ET {
			end++
		}
		if i > 0 && l.classes[i-1] == bidi.EN || end < len(l.classes) && l.classes[end] == bidi.EN {
			for k := i; k < end; k++ {
				l.classes[k] = bidi.EN
			}
		}
		i = end - 1
	}
}

func isNeutral(c bidi.Class) bool {
	return c == bidi.ON || c == bidi.WS || c == bidi.B || c == bidi.S
}

// direction gives the direction that a class has for neutrals: numbers count as running left (rule N1).
func direction(c bidi.Class) (d bidi.Class, strong bool) {
	switch c {
	case bidi.L:
		return bidi.L, true
	case bidi.R, bidi.EN, bidi.AN:
		return bidi.R, true
	}
	return bidi.ON, false
}

// brackets gives both of a pair the same direction (rule N0).
func (l *line) brackets() {
	type open struct {
		at  int
		end rune
	}
	var stack []open
	var pairs [][2]int
	for i, c := range l.clusters {
		if l.classes[i] != bidi.ON {
			continue
		}
		if end, ok := closing[c[0]]; ok {
			stack = append(stack, open{i, end})
			continue
		}
		for k := len(stack) - 1; k >= 0; k-- {
			if stack[k].end == c[0] {
				pairs = append(pairs, [2]int{stack[k].at, i})
				stack = stack[:k]
				break
			}
		}
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return a[0] - b[0] })
	for _, p := range pairs {
		if d, ok := l.pair(p); ok {
			l.classes[p[0]], l.classes[p[1]] = d, d
		}
	}
}

// pair gives the direction of a pair of brackets: the line's own where anything inside has it, else that of what is inside
// where what stands before has it too, else the line's own; and none where nothing inside has a direction.
func (l *line) pair(p [2]int) (bidi.Class, bool) {
	inside := false
	for _, c := range l.classes[p[0]+1 : p[1]] {
		d, strong := direction(c)
		if strong && d == bidi.L {
			return bidi.L, true
		}
		inside = inside || strong
	}
	if !inside {
		return bidi.ON, false
	}
	for _, c := range slices.Backward(l.classes[:p[0]]) {
		if d, strong := direction(c); strong {
			return d, true
		}
	}
	return bidi.L, true
}

// neutral gives what has no direction that of both its neighbours, or else the line's (rules N1 and N2).
func (l *line) neutral() {
	before := bidi.L
	for i := 0; i < len(l.classes); i++ {
		if d, strong := direction(l.classes[i]); strong {
			before = d
			continue
		}
		end, after := i, bidi.L
		for end < len(l.classes) && isNeutral(l.classes[end]) {
			end++
		}
		if end < len(l.classes) {
			after, _ = direction(l.classes[end])
		}
		d := bidi.L
		if before == bidi.R && after == bidi.R {
			d = bidi.R
		}
		for k := i; k < end; k++ {
			l.classes[k] = d
		}
		i = end - 1
	}
}

// turned gives the characters in the order in which they are drawn (rules I1, L2 and L4).
func (l *line) turned() (drawn []rune) {
	order := make([]int, len(l.clusters))
	for i := range order {
		order[i] = i
	}
	for _, least := range []int{2, 1} {
		for i := 0; i < len(order); i++ {
			end := i
			for end < len(order) && l.level(order[end]) >= least {
				end++
			}
			slices.Reverse(order[i:end])
			i = max(i, end-1)
		}
	}
	for _, i := range order {
		c := slices.Clone(l.clusters[i])
		if l.level(i) == 1 {
			if other, ok := mirrored[c[0]]; ok {
				c[0] = other
			}
			slices.Reverse(c)
		}
		drawn = append(drawn, c...)
	}
	return drawn
}

func (l *line) level(i int) int {
	switch l.classes[i] {
	case bidi.R:
		return 1
	case bidi.EN, bidi.AN:
		return 2
	}
	return 0
}

// closing gives the bracket that closes one that opens.
var closing = map[rune]rune{'(': ')', '[': ']', '{': '}'}

// mirrored are the signs that look the other way where text runs from right to left.
var mirrored = map[rune]rune{'(': ')', ')': '(', '[': ']', ']': '[', '{': '}', '}': '{', '<': '>', '>': '<', '«': '»', '»': '«', '‹': '›', '›': '‹'}
