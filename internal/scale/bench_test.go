package scale

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"steelyard/internal/testkit"
)

// sizes are how many patients the benchmarked clinics have, each with 20 responses: STEELYARD_SCALE, such as 500,5000,50000.
func sizes(b *testing.B) (list []int) {
	b.Helper()
	text := os.Getenv("STEELYARD_SCALE")
	if text == "" {
		text = "500"
	}
	for s := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(s)
		fatal(b, err)
		list = append(list, n)
	}
	return list
}

// BenchmarkPage opens the pages of a clinic's day through the whole router, session, template and durable audit entry
// included. It tells the time of one, of the slowest in a hundred, how long the processor was busy with it (which tells also on
// a machine that has other work), how large the page is and how many statements it took.
func BenchmarkPage(b *testing.B) {
	for _, n := range sizes(b) {
		d := newDesk(b, newLarge(b, n))
		for _, a := range d.asks(b) {
			b.Run(fmt.Sprint(a.name, "/patients=", n), func(b *testing.B) { d.benchmark(b, a) })
		}
	}
}

func (d *desk) benchmark(b *testing.B, a ask) {
	if strings.HasPrefix(a.path, "/patients") {
		d.lookFor(b, a.who, a.search)
	}
	d.open(b, a) // once before, so that nobody pays for what is only read the first time
	list, steps := during(func() { d.open(b, a) }), 0
	for _, r := range list {
		steps += r.steps
	}
	var took []time.Duration
	size := 0
	busy := testkit.CPU()
	for b.Loop() {
		begun := time.Now()
		size = d.open(b, a)
		took = append(took, time.Since(begun))
	}
	busy = testkit.CPU() - busy
	slices.Sort(took)
	b.ReportMetric(busy.Seconds()*1000/float64(len(took)), "cpu-ms/op")
	b.ReportMetric(took[len(took)/2].Seconds()*1000, "median-ms")
	b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
	b.ReportMetric(float64(size), "bytes/page")
	b.ReportMetric(float64(len(list)), "statements/page")
	b.ReportMetric(float64(steps), "steps/page")
}
