package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"steelyard/internal/app"
	"steelyard/internal/config"
	"steelyard/internal/library"
	"steelyard/internal/secret"
	"steelyard/internal/store"
	"steelyard/questionnaires"
)

func newLog() *slog.Logger { return slog.New(slog.NewTextHandler(os.Stderr, nil)) }

// loadLibrary reads the shipped definitions and, where a folder is named, a site's own.
func loadLibrary(folder string) (*library.Library, error) {
	folders := []fs.FS{questionnaires.FS}
	if folder != "" {
		if err := folderExists(folder); err != nil {
			return nil, err
		}
		folders = append(folders, os.DirFS(folder))
	}
	return library.Load(folders...)
}

// openApp opens the database, the key and the library. Close the app's store when done.
func openApp(ctx context.Context, cfg config.Server) (*app.App, error) {
	l, err := loadLibrary(cfg.Questionnaires)
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, store.Options{Path: filepath.Join(cfg.DataDir, "steelyard.db")})
	if err != nil {
		return nil, err
	}
	key, err := secret.LoadOrCreateKey(filepath.Join(cfg.DataDir, "audit.key"))
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	a, err := app.New(ctx, app.App{Store: s, Library: l, AuditKey: key, Log: newLog(), Invented: cfg.Invented})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return a, nil
}
