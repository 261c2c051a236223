package questionnaire

import (
	"fmt"

	"steelyard/internal/document"
	"steelyard/internal/exact"
)

// Parse reads and checks one definition file. All faults come at once, as one error of kind Invalid whose details
// have file, line, column and the mend.
func Parse(file string, data []byte) (*Definition, error) {
	d := &Definition{}
	doc := document.Read(file, data, d)
	if doc.Read() {
		d.index = newIndex(d)
		check(d, doc)
	}
	if err := doc.Err(); err != nil {
		return nil, err
	}
	hash, err := document.Hash(d)
	if err != nil {
		return nil, err
	}
	d.hash = Hash(hash)
	return d, nil
}

// Places gives, for a path in a definition such as scales[0].range, its file, line and column.
func Places(file string, data []byte) func(path string) string {
	doc := document.Read(file, data, &Definition{})
	return func(path string) string {
		p := doc.Position(path)
		return fmt.Sprintf("%s:%d:%d", file, p.Line, p.Column)
	}
}

// Schema gives the published JSON Schema of definition files.
func Schema() ([]byte, error) {
	return document.Schema(&Definition{}, "https://steelyard.invalid/questionnaires/schema.json", "Steelyard questionnaire definition")
}

// Ref names this version.
func (d *Definition) Ref() Ref { return Ref{d.ID, d.Version} }

// Hash gives the SHA-256 of the canonical form.
func (d *Definition) Hash() Hash { return d.hash }

// Item gives the item with an id.
func (d *Definition) Item(id ItemID) (*Item, bool) {
	i, ok := d.index.items[id]
	if !ok {
		return nil, false
	}
	return &d.Items[i], true
}

// ItemIndex gives the place of an item in Items, or -1.
func (d *Definition) ItemIndex(id ItemID) int {
	if i, ok := d.index.items[id]; ok {
		return i
	}
	return -1
}

// Scale gives the scale with an id.
func (d *Definition) Scale(id ScaleID) (*Scale, bool) {
	i, ok := d.index.scales[id]
	if !ok {
		return nil, false
	}
	return &d.Scales[i], true
}

// ScaleIndex gives the place of a scale in Scales, or -1.
func (d *Definition) ScaleIndex(id ScaleID) int {
	if i, ok := d.index.scales[id]; ok {
		return i
	}
	return -1
}

// ChoicesOf gives the choices of an item, or none where it is not a choice item.
func (d *Definition) ChoicesOf(i *Item) []Choice {
	if at, ok := d.index.sets[i.Choices]; ok {
		return d.ChoiceSets[at].Choices
	}
	return nil
}

// Source gives the source with an id.
func (d *Definition) Source(id SourceID) (*Source, bool) {
	i, ok := d.index.sources[id]
	if !ok {
		return nil, false
	}
	return &d.Sources[i], true
}

// Kind gives the item's type, which is a choice where the file says nothing.
func (i *Item) Kind() ItemType {
	if i.Type == "" {
		return ChoiceItem
	}
	return i.Type
}

// ScoreRange gives the smallest and the largest score an item can have; ok is false for an item without scores.
func (d *Definition) ScoreRange(i *Item) (low, high exact.Number, ok bool) {
	switch i.Kind() {
	case ChoiceItem:
		for _, c := range d.ChoicesOf(i) {
			if c.Score == nil {
				continue
			}
			if !ok || c.Score.Less(low) {
				low = *c.Score
			}
			if !ok || high.Less(*c.Score) {
				high = *c.Score
			}
			ok = true
		}
		return low, high, ok
	case NumberItem, DurationItem:
		if i.Bounds == nil { // a fault of the definition that itemShape names
			return low, high, true
		}
		return i.Bounds.Min, i.Bounds.Max, true
	case TimeItem:
		return exact.Int(0), exact.Int(24*60 - 1), true
	}
	return low, high, false
}

type index struct {
	items   map[ItemID]int
	scales  map[ScaleID]int
	sets    map[SetID]int
	sources map[SourceID]int
}

func newIndex(d *Definition) index {
	x := index{map[ItemID]int{}, map[ScaleID]int{}, map[SetID]int{}, map[SourceID]int{}}
	for i := range d.Items {
		x.items[d.Items[i].ID] = i
	}
	for i := range d.Scales {
		x.scales[d.Scales[i].ID] = i
	}
	for i := range d.ChoiceSets {
		x.sets[d.ChoiceSets[i].ID] = i
	}
	for i := range d.Sources {
		x.sources[d.Sources[i].ID] = i
	}
	return x
}
