package main

import (
	"runtime/debug"

	"github.com/spf13/cobra"

	"steelyard/internal/scoring"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version of the program and of its scoring rules",
		Example: "  steelyard version",
		Args:    cobra.NoArgs,
		Run: func(c *cobra.Command, _ []string) {
			c.Printf("steelyard %s, scoring engine %s\n", programVersion(), scoring.Engine)
		},
	}
}

func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "development"
	}
	return info.Main.Version
}
