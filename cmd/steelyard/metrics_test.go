package main

import (
	"testing"

	"steelyard/internal/config"
	"steelyard/internal/fault"
)

func TestMetricsAreOnlyForTheMachineItself(t *testing.T) {
	for _, at := range []string{"0.0.0.0:9100", ":9100", "192.0.2.1:9100", "[::]:9100", "example.org:9100", "9100"} {
		if err := serveMetrics(t.Context(), config.Server{MetricsListen: at}, nil); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want it refused", at, err)
		}
	}
	if err := serveMetrics(t.Context(), config.Server{}, nil); err != nil {
		t.Errorf("none: got %v", err)
	}
}
