//go:build unix

package testkit

import (
	"syscall"
	"time"
)

// CPU gives how long the processor worked for this program so far.
func CPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
