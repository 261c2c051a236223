package chart

import (
	"fmt"
	"slices"
	"strings"

	q "steelyard/internal/questionnaire"
)

// scored is a definition's way from items over scales to bands.
type scored struct {
	items  []scoredItem
	scales []scoredScale
	layers int // how many columns of scales there are
}

type scoredItem struct {
	name     string // number and label
	reversed bool   // in some scale
	used     bool
	into     []string // the letters of the scales that read it
}

type scoredScale struct {
	title    string
	words    []string // how it is computed, a line a fact
	from     []operand
	layer    int      // 0 reads items only
	outcomes []string // bands or categories, in order
	lower    bool     // whether the outcomes are bands with lower bounds
	part     bool     // whether another scale reads it
	cells    []string // of the table
}

// operand is an item or a scale that a scale reads.
type operand struct {
	scale    bool
	at       int // its place among the items or the scales
	reversed bool
	weight   string
}

// Scoring draws how a definition makes its scores: items on the left, scales in the middle, bands on the right.
func Scoring(d *q.Definition) Chart {
	c := &scored{}
	for i := range d.Items {
		c.items = append(c.items, scoredItem{name: fmt.Sprintf("%d. %s", i+1, plain(d.Items[i].Label.In(q.DefaultLanguage)))})
	}
	for i := range d.Scales {
		c.scales = append(c.scales, newScoredScale(d, &d.Scales[i]))
	}
	c.mark()
	c.settle()
	return c
}

// mark says of each item and scale whether something reads it.
func (c *scored) mark() {
	for i, s := range c.scales {
		for _, o := range s.from {
			if o.scale {
				c.scales[o.at].part = true
				continue
			}
			c.items[o.at].used = true
			c.items[o.at].into = append(c.items[o.at].into, letter(i))
			c.items[o.at].reversed = c.items[o.at].reversed || o.reversed
		}
	}
}

// letter names a scale in the drawing, so that nobody has to follow a line: A to Z, then AA.
func letter(at int) string {
	if at < 26 {
		return string(rune('A' + at))
	}
	return letter(at/26-1) + letter(at%26)
}

// settle gives every scale its column, right of every scale it reads.
func (c *scored) settle() {
	for range c.scales {
		for i := range c.scales {
			for _, o := range c.scales[i].from {
				if o.scale && o.at != i {
					c.scales[i].layer = min(max(c.scales[i].layer, c.scales[o.at].layer+1), len(c.scales))
				}
			}
			c.layers = max(c.layers, c.scales[i].layer+1)
		}
	}
}

// operandsOf gives everything a scale reads, each once, in order.
func operandsOf(d *q.Definition, s *q.Scale) (list []operand) {
	add := func(o operand) {
		if o.at >= 0 && !slices.ContainsFunc(list, func(p operand) bool { return p.scale == o.scale && p.at == o.at }) {
			list = append(list, o)
		}
	}
	for _, id := range s.Items {
		o := operand{at: d.ItemIndex(id), reversed: slices.Contains(s.Reversed, id)}
		if w, ok := s.Weights[id]; ok {
			o.weight = "×" + w.String()
		}
		add(o)
	}
	for _, id := range s.Scales {
		add(operand{scale: true, at: d.ScaleIndex(id)})
	}
	for i := range s.Decide {
		s.Decide[i].When.Tests(func(t *q.Condition) {
			if t.Item != "" {
				add(operand{at: d.ItemIndex(t.Item)})
			}
			if t.Scale != "" {
				add(operand{scale: true, at: d.ScaleIndex(t.Scale)})
			}
		})
	}
	return list
}

func (c *scored) Title() string { return "How the scores come about" }

func (c *scored) Describe() string {
	said := []string{fmt.Sprintf("From %d questions to %d scales.", len(c.items), len(c.scales))}
	for _, s := range c.scales {
		words := s.title + ": " + strings.Join(s.words, "; ")
		if len(s.outcomes) > 0 {
			words += "; " + s.outcomeWord() + ": " + strings.Join(s.outcomes, ", ")
		}
		said = append(said, words+".")
	}
	if unused := c.unused(); unused != "" {
		said = append(said, "In no scale: "+unused+".")
	}
	return strings.Join(said, " ")
}

func (s *scoredScale) outcomeWord() string {
	if s.lower {
		return "bands"
	}
	return "categories"
}

// unused names the questions that no scale reads.
func (c *scored) unused() string {
	var numbers []int
	for i, item := range c.items {
		if !item.used {
			numbers = append(numbers, i+1)
		}
	}
	if len(numbers) == 0 {
		return ""
	}
	return question(numbers)
}

func (c *scored) Table() Table {
	t := Table{Caption: c.Title(), Head: []string{"Scale", "Computed as", "Reversed", "Weights", "Range", "Bands or categories"}}
	for _, s := range c.scales {
		t.Rows = append(t.Rows, append(slices.Clone(s.cells), strings.Join(s.outcomes, "; ")))
	}
	return t
}
