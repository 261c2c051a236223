package questionnaire

import (
	"fmt"
	"strings"

	"steelyard/internal/exact"
)

// Condition is a test or a combination of tests, as in FHIR enableWhen. Exactly one of All, Any, Item and Scale is set.
type Condition struct {
	All   []Condition   `json:"all,omitempty"`
	Any   []Condition   `json:"any,omitempty"`
	Item  ItemID        `json:"item,omitempty"`
	Scale ScaleID       `json:"scale,omitempty"`
	Is    Comparator    `json:"is,omitempty"`
	Value *exact.Number `json:"value,omitempty"`
}

// Comparator compares a score with a number.
type Comparator string

// The comparators of FHIR enableWhen.
const (
	Exists       Comparator = "exists"
	Equal        Comparator = "="
	NotEqual     Comparator = "!="
	Greater      Comparator = ">"
	Less         Comparator = "<"
	GreaterEqual Comparator = ">="
	LessEqual    Comparator = "<="
)

// Enum gives the words allowed in a file.
func (Comparator) Enum() []string {
	return []string{string(Exists), string(Equal), string(NotEqual), string(Greater), string(Less), string(GreaterEqual), string(LessEqual)}
}

// Truth is Kleene's three-valued truth: an answer that is missing leaves a test unknown, never false.
type Truth int8

// The truth values, in the order of Kleene's logic: "and" is the smaller, "or" the larger.
const (
	False Truth = iota - 1
	Unknown
	True
)

// Operands gives the values a condition reads; known is false for what was not answered or could not be scored.
// A scale may be known within bounds only: a count of symptoms with an answer missing lies between two numbers, and a
// test that comes out the same for both is decided.
type Operands interface {
	ItemScore(ItemID) (score exact.Number, known bool)
	ScaleValue(ScaleID) (low, high exact.Number, known bool)
}

// Eval gives the truth of the condition over the operands.
func (c *Condition) Eval(o Operands) Truth {
	switch {
	case len(c.All) > 0:
		t := True
		for i := range c.All {
			t = min(t, c.All[i].Eval(o))
		}
		return t
	case len(c.Any) > 0:
		t := False
		for i := range c.Any {
			t = max(t, c.Any[i].Eval(o))
		}
		return t
	case c.Item != "":
		v, known := o.ItemScore(c.Item)
		return c.compare(v, v, known)
	}
	return c.compare(o.ScaleValue(c.Scale))
}

func (c *Condition) compare(low, high exact.Number, known bool) Truth {
	switch {
	case c.Is == Exists:
		return truth(known && low == high)
	case !known || c.Value == nil:
		return Unknown
	}
	atLow, atHigh := c.holds(low), c.holds(high)
	within := low.Less(*c.Value) && c.Value.Less(high) && (c.Is == Equal || c.Is == NotEqual)
	if atLow != atHigh || within {
		return Unknown
	}
	return truth(atLow)
}

func (c *Condition) holds(v exact.Number) bool {
	n := v.Cmp(*c.Value)
	switch c.Is {
	case Equal:
		return n == 0
	case NotEqual:
		return n != 0
	case Greater:
		return n > 0
	case Less:
		return n < 0
	case GreaterEqual:
		return n >= 0
	}
	return n <= 0
}

func truth(b bool) Truth {
	if b {
		return True
	}
	return False
}

// Tests calls f for every single test within the condition.
func (c *Condition) Tests(f func(*Condition)) {
	for i := range c.All {
		c.All[i].Tests(f)
	}
	for i := range c.Any {
		c.Any[i].Tests(f)
	}
	if len(c.All) == 0 && len(c.Any) == 0 {
		f(c)
	}
}

// String writes the condition as a reader would say it.
func (c *Condition) String() string {
	switch {
	case len(c.All) > 0:
		return joinConditions(c.All, " and ")
	case len(c.Any) > 0:
		return joinConditions(c.Any, " or ")
	case c.Is == Exists:
		return string(c.Item) + string(c.Scale) + " is known"
	}
	sign := string(c.Is)
	if printed, ok := signs[c.Is]; ok {
		sign = printed
	}
	return fmt.Sprintf("%s%s %s %s", c.Item, c.Scale, sign, c.Value)
}

// signs are the comparators as they are printed.
var signs = map[Comparator]string{NotEqual: "≠", GreaterEqual: "≥", LessEqual: "≤"}

func joinConditions(cs []Condition, word string) string {
	parts := make([]string, len(cs))
	for i := range cs {
		parts[i] = cs[i].String()
		if len(cs[i].All)+len(cs[i].Any) > 0 {
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return strings.Join(parts, word)
}
