package proof

import (
	"steelyard/internal/exact"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// space is the items of one or two definitions, laid side by side, with every answer each can have. Two definitions
// are two versions, or a definition and its mutant; an item or a choice that only one of them has counts there only.
type space struct {
	sides    []side
	slots    []slot
	at       map[q.ItemID]int
	options  *optionCache
	alone    *space // of the first definition alone, where modules that both share are kept; itself where there is one
	reads    map[target]*reads
	spans    map[target][]bool
	kept     map[string]*kept
	memories map[memoryKey]*memory
	numbers  map[target]map[exact.Number]int64
	tables   map[target]*table
	work     *work
	probed   []q.Form // see probe
	same     sameness
}

type side struct {
	definition *q.Definition
	program    *scoring.Program
}

type slot struct {
	items   [2]int // its place in each definition, or -1
	options []option
	endless bool // more answers than can be gone through
}

// option is one answer, with what it is in each definition; the first of every slot is none.
type option struct {
	given  q.Given
	values [2]q.Value
}

// hiddenShift is where an option carries in which definitions the item is kept off the form, two bits, and above them in
// which of those nobody knows whether it would be shown, because an answer that its condition reads is missing.
const (
	hiddenShift    = 16
	undecidedShift = 2 // from there
)

// newSpace lays one definition out.
func newSpace(p *scoring.Program, w *work) *space {
	s := layOut(&optionCache{one: map[optionKey][]option{}, two: map[optionKey][]option{}}, w, p)
	s.alone = s
	return s
}

// beside lays another definition beside the one of a space, which keeps what was found of it.
func (s *space) beside(p *scoring.Program) *space {
	both := layOut(s.options, s.work, s.sides[0].program, p)
	both.alone = s
	both.same = newSameness(s.sides[0].definition, p.Definition())
	return both
}

func layOut(cache *optionCache, w *work, programs ...*scoring.Program) *space {
	s := &space{options: cache, work: w, at: map[q.ItemID]int{}, reads: map[target]*reads{}, spans: map[target][]bool{}, kept: map[string]*kept{},
		memories: map[memoryKey]*memory{}, numbers: map[target]map[exact.Number]int64{}, tables: map[target]*table{}}
	for at, p := range programs {
		d := p.Definition()
		s.sides = append(s.sides, side{d, p})
		for i := range d.Items {
			k, known := s.at[d.Items[i].ID]
			if !known {
				k = len(s.slots)
				s.at[d.Items[i].ID] = k
				s.slots = append(s.slots, slot{items: [2]int{-1, -1}})
			}
			s.slots[k].items[at] = i
		}
	}
	for k := range s.slots {
		s.fill(&s.slots[k])
	}
	return s
}

// fill gives a slot the answers of both definitions.
func (s *space) fill(to *slot) {
	a, b := to.items[0], to.items[1]
	switch {
	case a >= 0 && b >= 0:
		to.options, to.endless = s.options.both(s.sides[0].definition, a, s.sides[1].definition, b)
	case a >= 0:
		to.options, to.endless = s.options.of(s.sides[0].definition, a)
	default:
		list, endless := s.options.of(s.sides[1].definition, b)
		to.endless = endless
		for _, o := range list {
			to.options = append(to.options, option{o.given, [2]q.Value{{}, o.values[0]}})
		}
	}
}

// value gives what an option is in one definition.
func (s *space) value(side, slot, option int) q.Value {
	if hidden := option >> hiddenShift; hidden&(1<<side) != 0 {
		return q.Value{Undecided: hidden>>undecidedShift&(1<<side) != 0}
	}
	v := s.slots[slot].options[option&(1<<hiddenShift-1)].values[side]
	v.Shown = true
	return v
}

// optionCache keeps the answers of items that have the same choices or bounds, for one definition and for two alike.
type optionCache struct{ one, two map[optionKey][]option }

type optionKey struct {
	kind    q.ItemType
	choices *q.Choice
	bounds  *q.Bounds
}

func keyOf(d *q.Definition, item int) optionKey {
	i := &d.Items[item]
	key := optionKey{kind: i.Kind(), bounds: i.Bounds}
	if choices := d.ChoicesOf(i); len(choices) > 0 {
		key.choices = &choices[0]
	}
	return key
}

func (c *optionCache) of(d *q.Definition, item int) (list []option, endless bool) {
	key := keyOf(d, item)
	if list, known := c.one[key]; known {
		return list, list == nil
	}
	given, values, ok := d.Options(item)
	if ok {
		list = []option{{}}
	}
	for i, g := range given {
		list = append(list, option{g, [2]q.Value{values[i]}})
	}
	c.one[key] = list
	return list, !ok
}

func (c *optionCache) both(a *q.Definition, i int, b *q.Definition, j int) (list []option, endless bool) {
	key := keyOf(a, i)
	alike := key == keyOf(b, j)
	if list, known := c.two[key]; known && alike {
		return list, list == nil
	}
	one, endlessA := c.of(a, i)
	two, endlessB := c.of(b, j)
	if !endlessA && !endlessB {
		list = merged(one, two)
	}
	if alike {
		c.two[key] = list
	}
	return list, endlessA || endlessB
}

// merged puts two lists of answers together by how they are written.
func merged(one, two []option) (list []option) {
	at := make(map[q.Given]int, len(one))
	for i, o := range one {
		list, at[o.given] = append(list, o), i
	}
	for _, o := range two {
		i, known := at[o.given]
		if !known {
			i = len(list)
			list = append(list, option{given: o.given})
		}
		list[i].values[1] = o.values[0]
	}
	return list
}
