package main

import (
	"context"
	"net"
	"net/http"
	"time"

	"steelyard/internal/config"
	"steelyard/internal/fault"
	"steelyard/internal/server"
)

// serveMetrics answers Prometheus on a listener of its own until the context ends, where the settings name one. Only the
// machine itself may reach it.
func serveMetrics(ctx context.Context, cfg config.Server, s *server.Server) error {
	if cfg.MetricsListen == "" {
		return nil
	}
	host, _, err := net.SplitHostPort(cfg.MetricsListen)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fault.New(fault.Invalid, "--metrics-listen "+cfg.MetricsListen+" is not on the loopback address. Metrics are for the machine itself: choose 127.0.0.1 and a port.")
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.MetricsListen)
	if err != nil {
		return fault.Wrap(err, fault.Conflict, "Can't listen on "+cfg.MetricsListen+". Choose another port with --metrics-listen")
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.Metrics())
	h := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 20 * time.Second, IdleTimeout: 40 * time.Second}
	context.AfterFunc(ctx, func() { _ = h.Close() }) // whoever reads metrics then can read them later
	go func() { _ = h.Serve(listener) }()            // ends with Close; whether the server works does not hang on it
	return nil
}
