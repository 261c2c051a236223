package testkit

import (
	"context"
	"log/slog"
	"sync"

	"steelyard/internal/store"
)

// Hearing is a log that remembers the statements of the store, while it is asked to.
type Hearing struct {
	mu        sync.Mutex
	listening bool
	ran       []string
}

// Enabled says whether anybody listens.
func (h *Hearing) Enabled(context.Context, slog.Level) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.listening
}

// Handle remembers a statement.
func (h *Hearing) Handle(_ context.Context, r slog.Record) error {
	if r.Message != store.StatementMessage {
		return nil
	}
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "statement" {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.ran = append(h.ran, a.Value.String())
		}
		return true
	})
	return nil
}

// WithAttrs gives the same.
func (h *Hearing) WithAttrs([]slog.Attr) slog.Handler { return h }

// WithGroup gives the same.
func (h *Hearing) WithGroup(string) slog.Handler { return h }

// During gives the statements that ran while f did.
func (h *Hearing) During(f func()) []string {
	h.mu.Lock()
	h.listening, h.ran = true, nil
	h.mu.Unlock()
	f()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.listening = false
	return h.ran
}
