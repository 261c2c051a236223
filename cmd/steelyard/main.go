// Command steelyard keeps versioned symptom questionnaires, lets patients answer them online, scores the answers and
// draws non-diagnostic profiles. One file holds one subcommand.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // a bare machine knows no time zones

	"github.com/spf13/cobra"

	"steelyard/internal/fault"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// streams is where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

func run(ctx context.Context, args []string, std streams) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(std.in)
	root.SetOut(std.out)
	root.SetErr(std.err)
	err := root.ExecuteContext(ctx)
	if err == nil || errors.Is(err, context.Canceled) {
		return 0
	}
	printError(std.err, err)
	return 1
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "steelyard",
		Short: "Symptom questionnaires: versioned, scored with their uncertainty, never a diagnosis",
		Long: `Steelyard keeps versioned symptom questionnaires, lets patients answer them through a link and clinicians
enter them, scores the answers with their uncertainty and draws profiles of symptom domains.
It is not a diagnosis and measures no substance in the body.`,
		SilenceUsage: true, SilenceErrors: true,
	}
	root.AddCommand(newServe(), newDemo(), newMigrate(), newCheck(), newDiff(), newScore(), newUser(), newLibrary(), newWording(), newDoctor(), newKey(), newAudit(), newBackup(), newRestore(), newReceipt(), newMail(), newVerify(), newVersion())
	return root
}

// printError says what is wrong, every fault on a line of its own.
func printError(to io.Writer, err error) {
	details := fault.Details(err)
	text := "steelyard: " + err.Error()
	if len(details) > 0 {
		text = "steelyard: " + fault.Message(err)
	}
	for _, d := range details {
		text += "\n  " + d.String()
	}
	if _, err := fmt.Fprintln(to, text); err != nil {
		return // there is nobody left to tell
	}
}
