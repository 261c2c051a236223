package app

import (
	"context"
	"strconv"

	"steelyard/internal/clinic"
	"steelyard/internal/library"
	"steelyard/internal/proof"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
	"steelyard/internal/store"
)

// Comparison says what changed between two versions in meaning, and for whom it matters.
type Comparison struct {
	Before, After *library.Entry
	Changes       []Difference
	Items         []ItemChange
	Notes         []q.VersionNote // what the newer version says of itself
	Responses     int             // completed with the earlier version by patients of the actor's; the newest MostSampled at most
	More          bool            // there are earlier ones
	Refused       int             // of those, how many the newer one can't take
}

// Difference is how one scale or alert differs.
type Difference struct {
	Title   string
	Alert   bool
	Kind    proof.ChangeKind
	Answers []AnswerShown // of one person for whom it comes out otherwise
	Before  string
	After   string
	Scored  int // of these, responses that both versions can take
	Changed int // of those, how many come out otherwise

	scale q.ScaleID
}

// Differs says whether there are answers for which it comes out otherwise.
func (d *Difference) Differs() bool { return d.Kind == proof.Differs }

// AnswerShown is one answer with its question.
type AnswerShown struct {
	Number      int
	Text, Label string
}

// ItemChange is a question that only one version has, or that reads otherwise.
type ItemChange struct {
	ID            q.ItemID
	Before, After string // empty where that version has no such question
}

// Compare compares two versions, the first with the second.
func (a *App) Compare(ctx context.Context, who clinic.Actor, before, after q.Ref) (c Comparison, err error) {
	if c.Before, err = a.Version(ctx, who, before); err != nil {
		return c, err
	}
	if c.After, err = a.Library.Get(after); err != nil {
		return c, err
	}
	for _, change := range proof.Diff(c.Before.Program, c.After.Program) {
		c.Changes = append(c.Changes, c.difference(change))
	}
	c.items()
	for _, note := range c.After.Definition.Changes {
		if before.Version.Less(note.Version) {
			c.Notes = append(c.Notes, note)
		}
	}
	return c, a.view(ctx, who, clinic.ReadResponses, ofNobody, func(tx *store.Tx) error {
		visible, err := visibleTo(tx, who)
		if err != nil {
			return err
		}
		return c.count(tx, visible)
	})
}

func (c *Comparison) difference(x proof.Change) Difference {
	d := Difference{Kind: x.Kind, Alert: x.Flag != "", scale: x.Scale}
	older, newer := c.Before.Definition, c.After.Definition
	d.Title = titleOf(older, newer, x)
	if x.Kind != proof.Differs {
		return d
	}
	for i, g := range x.Answers {
		if g != nil && i < len(older.Items) {
			d.Answers = append(d.Answers, shown(older, i, string(*g)))
		}
	}
	for i := range newer.Items {
		if raw := x.Added[newer.Items[i].ID]; raw != "" {
			d.Answers = append(d.Answers, shown(newer, i, raw))
		}
	}
	d.Before, d.After = outcomeWords(older, x.Scale, x.Before), outcomeWords(newer, x.Scale, x.After)
	return d
}

func titleOf(older, newer *q.Definition, x proof.Change) string {
	for _, d := range []*q.Definition{newer, older} {
		if s, ok := d.Scale(x.Scale); ok {
			return s.Title.In(q.DefaultLanguage)
		}
		for i := range d.Flags {
			if x.Flag != "" && d.Flags[i].ID == x.Flag {
				return d.Flags[i].Clinician.In(q.DefaultLanguage)
			}
		}
	}
	return string(x.Scale) + string(x.Flag)
}

func shown(d *q.Definition, at int, raw string) AnswerShown {
	item := &d.Items[at]
	s := AnswerShown{at + 1, item.Label.In(q.DefaultLanguage), raw}
	for _, c := range d.ChoicesOf(item) {
		if label := c.Label.In(q.DefaultLanguage); string(c.Code) == raw && label != "" {
			s.Label = label
		}
	}
	return s
}

func outcomeWords(d *q.Definition, id q.ScaleID, o proof.Outcome) string {
	scale, ok := d.Scale(id)
	switch {
	case id == "" && o.Raised == q.True:
		return "raised"
	case id == "":
		return "not raised"
	case !ok || o.State == "" || o.State == q.Unscorable:
		return "no score"
	case o.Category != "":
		for i := range scale.Decide {
			if scale.Decide[i].Category == o.Category {
				return scale.Decide[i].Label.In(q.DefaultLanguage)
			}
		}
		return string(o.Category)
	}
	words := o.Value.String()
	if !o.Value.IsInt() {
		words = strconv.FormatFloat(o.Value.Float(), 'g', 6, 64)
	}
	for i := range scale.Bands {
		if o.Band != "" && scale.Bands[i].Code == o.Band {
			words += ", " + scale.Bands[i].Label.In(q.DefaultLanguage)
		}
	}
	if o.State == q.Prorated {
		words += ", prorated"
	}
	return words
}

// items finds the questions that differ.
func (c *Comparison) items() {
	older, newer := c.Before.Definition, c.After.Definition
	for i := range older.Items {
		was := reads(older, i)
		if at := newer.ItemIndex(older.Items[i].ID); at < 0 {
			c.Items = append(c.Items, ItemChange{older.Items[i].ID, was, ""})
		} else if is := reads(newer, at); is != was {
			c.Items = append(c.Items, ItemChange{older.Items[i].ID, was, is})
		}
	}
	for i := range newer.Items {
		if older.ItemIndex(newer.Items[i].ID) < 0 {
			c.Items = append(c.Items, ItemChange{newer.Items[i].ID, "", reads(newer, i)})
		}
	}
}

func reads(d *q.Definition, at int) string {
	if text := d.Items[at].Text.In(q.DefaultLanguage); text != "" {
		return text
	}
	return d.Items[at].Label.In(q.DefaultLanguage)
}

// count re-scores what the actor's patients completed with the earlier version, of that the newest MostSampled, and keeps nothing
// of it.
func (c *Comparison) count(tx *store.Tx, visible clinic.Visible) (err error) {
	if c.Before.Ref().ID != c.After.Ref().ID {
		return nil
	}
	c.More, err = tx.EachNewest(visible, c.Before.Ref(), MostSampled, func(r clinic.Response, was *scoring.Result) error {
		c.Responses++
		answers, err := c.After.Definition.Answers(r.Answers)
		if err != nil {
			c.Refused++
			return nil //nolint:nilerr // counted: the page says how many the new version refuses
		}
		is := c.After.Program.Score(answers)
		for i := range c.Changes {
			c.Changes[i].add(was, &is)
		}
		return nil
	})
	return err
}

func (d *Difference) add(was, is *scoring.Result) {
	a, okA := was.Score(d.scale)
	b, okB := is.Score(d.scale)
	if d.Alert || !okA || !okB {
		return
	}
	d.Scored++
	x, hasX := a.Number()
	y, hasY := b.Number()
	if hasX != hasY || hasX && x != y || a.Band != b.Band || a.Category != b.Category || a.State != b.State {
		d.Changed++
	}
}
