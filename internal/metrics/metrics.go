// Package metrics owns what is counted of a running server for whoever watches over it: how long requests and writes take,
// what waits, and how much there is. Labels come from fixed sets, so that no personal data can stand in one. It must not
// know what a request was about.
package metrics

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Figures is how much there is at a moment.
type Figures struct {
	OpenAlerts, Submissions, Queue int
}

// Metrics is one server's.
type Metrics struct {
	registry *prometheus.Registry
	routes   func() []string
	requests *prometheus.HistogramVec
	writes   *prometheus.HistogramVec
}

// New makes the metrics of a server that has these routes, as patterns, and that can be asked for its figures.
func New(routes func() []string, figures func() (Figures, error)) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		routes:   routes,
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "steelyard_request_seconds", Help: "How long requests took, by route pattern.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"route", "method", "status"}),
		writes: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "steelyard_write_seconds", Help: "How long writes to the database took, waiting in line and syncing to disk included.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1, 5}}, []string{"outcome"}),
	}
	m.registry.MustRegister(m.requests, m.writes, gauges{figures}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete}

// Request counts a request that is over. A route or a method that the server does not have counts as other: it may be
// anything that somebody typed.
func (m *Metrics) Request(method, route string, status int, took time.Duration) {
	if !slices.Contains(m.routes(), route) {
		route = other
	}
	if !slices.Contains(methods, method) {
		method = other
	}
	code := other
	if http.StatusText(status) != "" {
		code = strconv.Itoa(status)
	}
	m.requests.WithLabelValues(route, method, code).Observe(took.Seconds())
}

const other = "other"

// Wrote counts a write to the database.
func (m *Metrics) Wrote(took time.Duration, err error) {
	outcome := "kept"
	if err != nil {
		outcome = "refused"
	}
	m.writes.WithLabelValues(outcome).Observe(took.Seconds())
}

// Handler gives what Prometheus reads.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}

// gauges are asked for when somebody reads them.
type gauges struct{ figures func() (Figures, error) }

var (
	openAlerts  = prometheus.NewDesc("steelyard_open_alerts", "Alerts that wait for a person.", nil, nil)
	submissions = prometheus.NewDesc("steelyard_submissions", "Completed responses that are kept.", nil, nil)
	queue       = prometheus.NewDesc("steelyard_write_queue", "Writes that wait in line.", nil, nil)
)

// Describe names the gauges.
func (gauges) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{openAlerts, submissions, queue} {
		to <- d
	}
}

// Collect asks for the figures.
func (g gauges) Collect(to chan<- prometheus.Metric) {
	f, err := g.figures()
	if err != nil {
		to <- prometheus.NewInvalidMetric(openAlerts, err)
		return
	}
	for d, n := range map[*prometheus.Desc]int{openAlerts: f.OpenAlerts, submissions: f.Submissions, queue: f.Queue} {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n))
	}
}
