package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"steelyard/internal/fault"
	"steelyard/internal/library"
	q "steelyard/internal/questionnaire"
)

func newScore() *cobra.Command {
	var folder string
	c := &cobra.Command{
		Use:   "score QUESTIONNAIRE[@VERSION] [FILE]",
		Short: "Score a CSV of answers, a CSV of scores out",
		Long: `Score a CSV of answers, a row a person, and write a CSV of scores to standard output, row by row. The first line names the
columns: one for every item, by its id; other columns are passed through unchanged. An empty cell is a missing answer, never
zero. A row that can't be accepted gets no scores and says why in its last column, and the exit code is then 1.
Without a file, standard input is read.`,
		Example: "  steelyard score phq-9 answers.csv > scores.csv\n  steelyard score core-mood@1.0.0 < answers.csv",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(c *cobra.Command, args []string) (err error) {
			entry, err := findEntry(folder, args[0])
			if err != nil {
				return err
			}
			in, done, err := input(c, args[1:])
			if err != nil {
				return err
			}
			defer func() { err = firstError(err, done()) }()
			return scoreAll(entry, in, c.OutOrStdout())
		},
	}
	c.Flags().StringVar(&folder, "questionnaires", "", "a folder with your own definitions, beside the shipped ones")
	return c
}

func findEntry(folder, name string) (*library.Entry, error) {
	l, err := loadLibrary(folder, "")
	if err != nil {
		return nil, err
	}
	if !strings.Contains(name, "@") {
		if e, ok := l.FindNewest(q.ID(name)); ok {
			return e, nil
		}
		return nil, fault.New(fault.NotFound, "There is no questionnaire "+name+". `steelyard check` lists what there is.", unread(l)...)
	}
	ref, err := q.ParseRef(name)
	if err != nil {
		return nil, err
	}
	return l.Get(ref)
}

// unread says what is wrong with the files of a folder that can't be used.
func unread(l *library.Library) (list []fault.Detail) {
	for _, u := range l.Unread() {
		list = append(list, u.Faults...)
	}
	return list
}

// input opens the file, with a progress bar where somebody watches.
func input(c *cobra.Command, args []string) (io.Reader, func() error, error) {
	if len(args) == 0 {
		return c.InOrStdin(), func() error { return nil }, nil
	}
	f, err := os.Open(args[0])
	if err != nil {
		return nil, nil, fault.New(fault.NotFound, "The file "+args[0]+" can't be opened.")
	}
	info, err := f.Stat()
	if err != nil || !term.IsTerminal(int(os.Stderr.Fd())) {
		return f, f.Close, err
	}
	bar := progressbar.DefaultBytes(info.Size(), "scoring")
	in := progressbar.NewReader(f, bar)
	return &in, in.Close, nil
}

// batch scores one file.
type batch struct {
	entry *library.Entry
	items []int // for each column the place of its item, or -1
	out   *csv.Writer
}

func scoreAll(entry *library.Entry, in io.Reader, to io.Writer) error {
	r := csv.NewReader(bufio.NewReaderSize(in, 1<<16))
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return fault.New(fault.Invalid, "The file has no first line with the names of its columns.")
	}
	b := &batch{entry: entry, out: csv.NewWriter(to)}
	if err := b.head(header); err != nil {
		return err
	}
	refused := 0
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read answers: %w", err)
		}
		ok, err := b.row(row)
		if err != nil {
			return err
		}
		if !ok {
			refused++
		}
	}
	b.out.Flush()
	if refused > 0 && b.out.Error() == nil {
		return fault.New(fault.Invalid, fmt.Sprintf("Rows that could not be accepted: %d. Their last column says why.", refused))
	}
	return b.out.Error()
}

func (b *batch) head(header []string) error {
	d := b.entry.Definition
	seen := map[int]bool{}
	var out []string
	for _, name := range header {
		at := d.ItemIndex(q.ItemID(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))))
		b.items = append(b.items, at)
		if at < 0 {
			out = append(out, name)
		}
		seen[at] = true
	}
	var missing []fault.Detail
	for i := range d.Items {
		if !seen[i] && !d.Items[i].Optional {
			missing = append(missing, fault.Detail{Where: string(d.Items[i].ID), What: "no column has this name"})
		}
	}
	if len(missing) > 0 {
		return fault.New(fault.Invalid, "The file lacks columns that "+d.Ref().String()+" needs. A column may be empty, but it must be there.", missing...)
	}
	for i := range d.Scales {
		id := string(d.Scales[i].ID)
		out = append(out, id, id+"_state", id+"_band", id+"_low", id+"_high", id+"_missing")
	}
	return b.out.Write(append(out, "non_diagnostic", "basis", "questionnaire", "hash", "engine", "notice", "error"))
}

// row scores one row; ok is false where its answers can't be accepted.
func (b *batch) row(row []string) (ok bool, err error) {
	form := q.Form{}
	var out []string
	for i, cell := range row {
		if at := b.items[i]; at >= 0 {
			form[b.entry.Definition.Items[at].ID] = strings.TrimSpace(cell)
		} else {
			out = append(out, cell)
		}
	}
	scored, err := b.scores(form)
	if err != nil {
		return false, b.out.Write(append(append(out, make([]string, 6*len(b.entry.Definition.Scales))...), append(b.label(), oneLine(err))...))
	}
	return true, b.out.Write(append(append(out, scored...), append(b.label(), "")...))
}
