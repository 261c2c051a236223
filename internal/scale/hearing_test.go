package scale

import (
	"context"
	"log/slog"
	"sync"

	"steelyard/internal/store"
)

// hearing is a log that remembers the statements of the store, while it is asked to.
type hearing struct {
	mu        sync.Mutex
	listening bool
	ran       []string
}

// Enabled says whether anybody listens.
func (h *hearing) Enabled(context.Context, slog.Level) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.listening
}

// Handle remembers a statement.
func (h *hearing) Handle(_ context.Context, r slog.Record) error {
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
func (h *hearing) WithAttrs([]slog.Attr) slog.Handler { return h }

// WithGroup gives the same.
func (h *hearing) WithGroup(string) slog.Handler { return h }

// during gives the statements that ran while f did.
func (h *hearing) during(f func()) []string {
	h.mu.Lock()
	h.listening, h.ran = true, nil
	h.mu.Unlock()
	f()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.listening = false
	return h.ran
}
