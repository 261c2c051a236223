// Command steelyard keeps versioned symptom questionnaires, lets patients answer them online, scores the answers and
// draws non-diagnostic profiles. One file holds one subcommand.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"steelyard/internal/fault"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string) int {
	root := newRoot()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil || errors.Is(err, context.Canceled) {
		return 0
	}
	printError(err)
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
	root.SetOut(os.Stdout)
	root.AddCommand(newServe(), newDemo(), newMigrate(), newCheck(), newDiff(), newScore(), newUser(), newVersion())
	return root
}

// printError says what is wrong, every fault on a line of its own.
func printError(err error) {
	details := fault.Details(err)
	if len(details) == 0 {
		fmt.Fprintln(os.Stderr, "steelyard:", err)
		return
	}
	fmt.Fprintln(os.Stderr, "steelyard:", fault.Message(err))
	for _, d := range details {
		fmt.Fprintln(os.Stderr, " ", d)
	}
}
