package main

import (
	"github.com/spf13/cobra"

	"steelyard/internal/app"
	"steelyard/internal/fault"
	q "steelyard/internal/questionnaire"
)

func newWording() *cobra.Command {
	c := &cobra.Command{
		Use:   "wording",
		Short: "Add the wording of a questionnaire whose key ships without it",
	}
	c.AddCommand(newWordingAdd(), newWordingList())
	return c
}

func newWordingAdd() *cobra.Command {
	var about q.About
	var name, language, basis, until string
	c := &cobra.Command{
		Use:   "add FILE --questionnaire QUESTIONNAIRE@VERSION",
		Short: "Add a wording: YAML, CSV, or a FHIR R4 Questionnaire",
		Long: `Add a wording that you are entitled to use: a text for every item and a label for every choice, as YAML, as CSV with the columns
kind, name, code and text, or as a FHIR R4 Questionnaire in JSON. It is checked against the key, and every fault is named at
once. Who may use it, on what ground and until when can stand in a YAML file or be said here, and is shown with it.`,
		Example: `  steelyard wording add isi-en.yaml --questionnaire isi@1.0.0
  steelyard wording add isi-pt.csv --questionnaire isi@1.0.0 --who "Our clinic" --basis licence --reference "No. 123" --until 2027-12-31`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			ref, err := q.ParseRef(name)
			if err != nil {
				return fault.Wrap(err, fault.Invalid, err.Error())
			}
			about.Language, about.Rights.Basis, about.Rights.Until = q.Language(language), q.PackBasis(basis), q.Date(until)
			return withSite(c, func(a *app.App) error {
				u, err := uploadOf(args[0], "")
				if err != nil {
					return err
				}
				e, err := a.AddWording(c.Context(), console(), ref, u, about)
				if err == nil {
					c.Printf("%s has its wording now.\n", e.Ref())
				}
				return err
			})
		},
	}
	f := c.Flags()
	f.StringVar(&name, "questionnaire", "", "the version it belongs to, such as isi@1.0.0")
	f.StringVar(&language, "language", "", "the language, such as en or pt-BR")
	f.StringVar(&about.Rights.Who, "who", "", "who may use it")
	f.StringVar(&basis, "basis", "", "on what ground: licence, permission, free-terms, creative-commons or public-domain")
	f.StringVar(&about.Rights.Reference, "reference", "", "where that is written, such as a licence number")
	f.StringVar(&until, "until", "", "the last day on which it holds, such as 2027-12-31")
	f.StringVar(&about.Notice, "notice", "", "the notice that must stand wherever the wording is shown")
	siteFlags(c)
	return c
}

func newWordingList() *cobra.Command {
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the wordings that were added, with the right to use them",
		Example: "  steelyard wording list",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return withSite(c, func(a *app.App) error {
				list, err := a.Versions(c.Context(), console())
				if err != nil {
					return err
				}
				for _, e := range list.Entries {
					for _, w := range e.Wordings {
						c.Printf("%-24s %-6s %s, %s %s, until %s  %.12s  %s\n", e.Ref(), w.Language, w.Rights.Who, w.Rights.Basis, w.Rights.Reference, orNoEnd(w.Rights.Until), w.Hash, inUse(w.WithdrawnAt == nil))
					}
				}
				return nil
			})
		},
	}
	siteFlags(c)
	return c
}

func orNoEnd(d q.Date) string {
	if d == "" {
		return "no end"
	}
	return string(d)
}

func inUse(yes bool) string {
	if yes {
		return "in use"
	}
	return "withdrawn"
}
