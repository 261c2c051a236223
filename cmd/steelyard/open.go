package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"steelyard/internal/app"
	"steelyard/internal/config"
	"steelyard/internal/library"
	"steelyard/internal/secret"
	"steelyard/internal/store"
	"steelyard/questionnaires"
)

func newLog() *slog.Logger { return slog.New(slog.NewTextHandler(os.Stderr, nil)) }

// loadLibrary reads the shipped definitions and, where a folder is named, a site's own. Proofs are kept in the data
// folder, where there is one.
func loadLibrary(folder, data string) (*library.Library, error) {
	o := library.Options{Shipped: questionnaires.FS}
	if folder != "" {
		if err := folderExists(folder); err != nil {
			return nil, err
		}
		o.Own = append(o.Own, os.DirFS(folder))
	}
	if data != "" {
		o.Proofs = library.NewProofs(filepath.Join(data, "proofs"))
	}
	return o.Load()
}

// openApp opens the database, the keys and the library. Close the app when done.
func openApp(ctx context.Context, cfg config.Server) (*app.App, error) {
	office, err := mailOffice(cfg)
	if err != nil {
		return nil, err
	}
	l, err := loadLibrary(cfg.Questionnaires, cfg.DataDir)
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, database(cfg))
	if err != nil {
		return nil, err
	}
	key, err := secret.LoadOrCreateKey(filepath.Join(cfg.DataDir, app.AuditKeyFile))
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	seed, err := secret.LoadOrCreateKey(filepath.Join(cfg.DataDir, app.ReceiptKeyFile))
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	a, err := app.New(ctx, app.App{Store: s, Library: l, AuditKey: key, Anchor: filepath.Join(cfg.DataDir, app.AnchorFile), ReceiptSeed: seed, Log: newLog(), Invented: cfg.Invented, TokenLife: cfg.TokenLife, OptionalFactor: cfg.SecondFactor == "optional",
		Mail: office, PublicURL: strings.TrimRight(cfg.PublicURL, "/")})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return a, nil
}
