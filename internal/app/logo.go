package app

import (
	"context"

	"steelyard/internal/audit"
	"steelyard/internal/clinic"
	"steelyard/internal/logo"
	"steelyard/internal/store"
)

// Logo gives the site's logo with its picture. Anybody may have it: it stands on public pages.
func (a *App) Logo(ctx context.Context) (l clinic.Logo, err error) {
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		l, err = tx.GetLogo()
		return err
	})
	return l, err
}

// PutLogo makes a picture, as a PNG or a JPEG, the site's logo. Nothing of the file is kept but its pixels.
func (a *App) PutLogo(ctx context.Context, who clinic.Actor, file []byte) error {
	if err := a.permitted(ctx, who, clinic.ManageSite); err != nil {
		return err
	}
	l, err := logo.Read(file)
	if err != nil {
		return err
	}
	return a.changeLogo(ctx, who, "change logo", l.Hash, func(tx *store.Tx) error { return tx.PutLogo(l, a.Now()) })
}

// RemoveLogo leaves the site without a logo.
func (a *App) RemoveLogo(ctx context.Context, who clinic.Actor) error {
	return a.changeLogo(ctx, who, "remove logo", "", func(tx *store.Tx) error { return tx.RemoveLogo() })
}

// changeLogo does it, and notes the hashes of the picture before and after.
func (a *App) changeLogo(ctx context.Context, who clinic.Actor, action, hash string, change func(tx *store.Tx) error) error {
	return a.update(ctx, who, clinic.ManageSite, ofNobody, func(tx *store.Tx) error {
		site, err := tx.GetSite()
		if err != nil {
			return err
		}
		noted := audit.Change{Field: "SHA-256 of the logo", After: hash}
		if site.Logo != nil {
			noted.Before = site.Logo.Hash
		}
		if err := change(tx); err != nil {
			return err
		}
		return a.note(tx, who, deed{action: action, subject: "site", changes: differing(noted)})
	})
}
