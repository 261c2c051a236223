package questionnaire

import (
	"testing"

	"steelyard/internal/exact"
)

// answersOf has the operands that are known; a scale is known within its bounds.
type answersOf map[ItemID]int64

func (a answersOf) ItemScore(id ItemID) (exact.Number, bool) {
	n, ok := a[id]
	return exact.Int(n), ok
}

func (a answersOf) ScaleValue(id ScaleID) (low, high exact.Number, known bool) {
	low, known = a.ItemScore(ItemID(id))
	if id == "between" { // one to three
		return exact.Int(1), exact.Int(3), true
	}
	return low, low, known
}

// of gives a condition of a known truth over answersOf{"x": 1}.
func of(t Truth) Condition {
	one := exact.Int(1)
	switch t {
	case True:
		return Condition{Item: "x", Is: Equal, Value: &one}
	case False:
		return Condition{Item: "x", Is: NotEqual, Value: &one}
	}
	return Condition{Item: "missing", Is: Equal, Value: &one}
}

// TestKleene is the table of three-valued logic: a missing answer is never taken for a "no".
func TestKleene(t *testing.T) {
	const f, u, y = False, Unknown, True
	cases := []struct{ a, b, and, or Truth }{
		{f, f, f, f}, {f, u, f, u}, {f, y, f, y},
		{u, f, f, u}, {u, u, u, u}, {u, y, u, y},
		{y, f, f, y}, {y, u, u, y}, {y, y, y, y},
	}
	o := answersOf{"x": 1}
	for _, c := range cases {
		and, or := Condition{All: []Condition{of(c.a), of(c.b)}}, Condition{Any: []Condition{of(c.a), of(c.b)}}
		if got := and.Eval(o); got != c.and {
			t.Errorf("%d and %d: got %d, want %d", c.a, c.b, got, c.and)
		}
		if got := or.Eval(o); got != c.or {
			t.Errorf("%d or %d: got %d, want %d", c.a, c.b, got, c.or)
		}
		nested := Condition{Any: []Condition{{All: []Condition{of(c.a), of(c.b)}}, of(f)}}
		if got := nested.Eval(o); got != c.and {
			t.Errorf("(%d and %d) or no: got %d, want %d", c.a, c.b, got, c.and)
		}
	}
}

func TestComparators(t *testing.T) {
	o, two := answersOf{"low": 1, "same": 2, "high": 3}, exact.Int(2)
	for is, want := range map[Comparator][4]Truth{ // low, same, high, missing
		Equal:        {False, True, False, Unknown},
		NotEqual:     {True, False, True, Unknown},
		Greater:      {False, False, True, Unknown},
		Less:         {True, False, False, Unknown},
		GreaterEqual: {False, True, True, Unknown},
		LessEqual:    {True, True, False, Unknown},
		Exists:       {True, True, True, False},
	} {
		for i, name := range []string{"low", "same", "high", "missing"} {
			item, scale := Condition{Item: ItemID(name), Is: is, Value: &two}, Condition{Scale: ScaleID(name), Is: is, Value: &two}
			if got := item.Eval(o); got != want[i] {
				t.Errorf("item %s %s 2: got %d, want %d", name, is, got, want[i])
			}
			if got := scale.Eval(o); got != want[i] {
				t.Errorf("scale %s %s 2: got %d, want %d", name, is, got, want[i])
			}
		}
	}
}

// TestBounds compares a scale that lies between 1 and 3: only what holds, or fails, all over is decided.
func TestBounds(t *testing.T) {
	for is, want := range map[Comparator][5]Truth{ // compared with 0, 1, 2, 3, 4
		Equal:        {False, Unknown, Unknown, Unknown, False},
		NotEqual:     {True, Unknown, Unknown, Unknown, True},
		Greater:      {True, Unknown, Unknown, False, False},
		Less:         {False, False, Unknown, Unknown, True},
		GreaterEqual: {True, True, Unknown, Unknown, False},
		LessEqual:    {False, Unknown, Unknown, True, True},
		Exists:       {False, False, False, False, False},
	} {
		for i := range want {
			n := exact.Int(int64(i))
			c := Condition{Scale: "between", Is: is, Value: &n}
			if got := c.Eval(answersOf{}); got != want[i] {
				t.Errorf("between 1 and 3 %s %d: got %d, want %d", is, i, got, want[i])
			}
		}
	}
}

func TestConditionReadsAsASentence(t *testing.T) {
	two := exact.Int(2)
	c := Condition{Any: []Condition{{Item: "a", Is: GreaterEqual, Value: &two}, {All: []Condition{{Scale: "total", Is: Less, Value: &two}, {Item: "b", Is: Exists}}}}}
	if got, want := c.String(), "a ≥ 2 or (total < 2 and b is known)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	n := 0
	c.Tests(func(*Condition) { n++ })
	if n != 3 {
		t.Errorf("single tests: got %d, want 3", n)
	}
}
