package server

import (
	"context"
	"net/http"
	"sync"
	"time"

	"steelyard/internal/metrics"
)

// newMetrics counts requests by the patterns of the routes, and writes.
func (s *Server) newMetrics() *metrics.Metrics {
	patterns := sync.OnceValue(func() (list []string) {
		for _, r := range s.engine.Routes() {
			list = append(list, r.Path)
		}
		return append(list, s.api.Patterns()...)
	})
	m := metrics.New(patterns, func() (metrics.Figures, error) {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		f, err := s.app.Figures(ctx)
		return metrics.Figures(f), err
	})
	s.app.WatchWrites(m.Wrote)
	return m
}

// Metrics gives what Prometheus reads. It belongs on a listener of its own that only the machine itself reaches.
func (s *Server) Metrics() http.Handler { return s.metrics.Handler() }
