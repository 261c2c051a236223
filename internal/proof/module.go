package proof

import (
	"slices"
)

// module is some scales whose items nobody else in a walk reads.
type module struct {
	roots []target
	found [2]*found // with every item answered, and with answers left out
	tried [2]bool
}

// findModules groups the scales that the targets read by the items they share, and makes a module of each group in
// which there is no item that a target reads itself.
func (w *walk) findModules(targets []target) {
	g := groups{of: make([]int, len(w.space.slots))}
	for i := range g.of {
		g.of[i] = i
	}
	var scales []target
	for _, t := range targets {
		r := w.space.readsOf(t)
		for _, child := range slices.Concat(r.scales, r.asked) {
			if slices.Contains(targets, child) || slices.ContainsFunc(targets, func(x target) bool { return w.space.dependsOn(child, x) }) {
				return
			}
			if !slices.Contains(scales, child) {
				scales = append(scales, child)
			}
			g.join(w.space.span(child))
		}
		for _, slot := range r.slots {
			g.read(w.space, slot)
		}
		for _, x := range r.tests {
			g.read(w.space, x.slot)
		}
	}
	w.makeModules(scales, &g)
}

func (w *walk) makeModules(scales []target, g *groups) {
	byName := map[int]*module{}
	var order []int
	for _, t := range scales {
		slot := slices.Index(w.space.span(t), true)
		if slot < 0 || g.isDirect(slot) {
			continue
		}
		name := g.name(slot)
		if byName[name] == nil {
			byName[name] = &module{}
			order = append(order, name)
		}
		byName[name].roots = append(byName[name].roots, t)
	}
	if g.parts(w.space, scales) < 2 && len(scales) > 1 {
		return
	}
	for _, name := range order {
		m := byName[name]
		for _, t := range m.roots {
			w.moduleOf[t] = m
		}
	}
}

// groups puts slots together that somebody reads together.
type groups struct {
	of     []int // towards the slot that names the group, which names itself
	direct []int // slots that a target reads itself
}

func (g *groups) name(slot int) int {
	for g.of[slot] != slot {
		g.of[slot] = g.of[g.of[slot]]
		slot = g.of[slot]
	}
	return slot
}

func (g *groups) join(marks []bool) {
	first := -1
	for slot, is := range marks {
		switch {
		case is && first < 0:
			first = slot
		case is:
			g.of[g.name(slot)] = g.name(first)
		}
	}
}

func (g *groups) read(s *space, slot int) {
	marks := make([]bool, len(s.slots))
	s.mark(marks, slot)
	g.join(marks)
	g.direct = append(g.direct, slot)
}

func (g *groups) isDirect(slot int) bool {
	return slices.ContainsFunc(g.direct, func(x int) bool { return g.name(x) == g.name(slot) })
}

// parts counts the groups that are read.
func (g *groups) parts(s *space, scales []target) int {
	names := map[int]bool{}
	for _, slot := range g.direct {
		names[g.name(slot)] = true
	}
	for _, t := range scales {
		if slot := slices.Index(s.span(t), true); slot >= 0 {
			names[g.name(slot)] = true
		}
	}
	return len(names)
}

// addModule puts a module's scales into a walk as one step.
func (w *walk) addModule(m *module) {
	depth := len(w.units)
	w.units = append(w.units, unit{slot: -1, module: m})
	for _, t := range m.roots {
		n := w.newNode(t)
		n.module, n.closes, n.begins = true, depth, depth
		w.put(n)
	}
}

// foundOf gives what a module can come to, walked once and kept; nil where that can't be found out.
func (s *space) foundOf(m *module, complete bool) *found {
	at := mode(complete)
	if !m.tried[at] {
		m.tried[at], m.found[at] = true, s.walked(m, complete)
	}
	return m.found[at]
}

func (s *space) walked(m *module, complete bool) *found {
	in := s
	if !slices.ContainsFunc(m.roots, func(t target) bool { return t.side != 0 }) {
		in = s.alone
	}
	return in.outcomes(complete, slices.Clone(m.roots)...)
}

// outcomes gives every way some targets can come out, walked once and kept; nil where that can't be found out.
func (s *space) outcomes(complete bool, targets ...target) *found {
	key := ""
	for _, t := range targets {
		key += string(rune('0'+t.side)) + string(t.scale) + "/" + string(t.flag) + " "
	}
	k, known := s.kept[key]
	if !known {
		k = &kept{}
		k.walk, _ = s.plan(targets...)
		s.kept[key] = k
	}
	at := mode(complete)
	if k.walk != nil && !k.ran[at] {
		k.ran[at], k.found[at] = true, k.walk.run(complete)
	}
	return k.found[at]
}

// kept is a walk with what it found, with every item answered and with answers left out.
type kept struct {
	walk  *walk
	ran   [2]bool
	found [2]*found
}

func mode(complete bool) int {
	if complete {
		return 0
	}
	return 1
}
