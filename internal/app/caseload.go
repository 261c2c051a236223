package app

import (
	"context"

	"steelyard/internal/clinic"
	"steelyard/internal/store"
)

// ExportCaseload gives every row of a caseload, whatever page the query asks for, as of one moment. The audit entry is
// written before the first row leaves.
func (a *App) ExportCaseload(ctx context.Context, who clinic.Actor, query CaseloadQuery, each func(CaseloadRow) error) error {
	if err := a.permitted(ctx, who, clinic.Export); err != nil {
		return err
	}
	if err := a.noteRead(ctx, who, deed{action: "export caseload", subject: "caseload"}); err != nil {
		return err
	}
	return a.Store.View(ctx, func(tx *store.Tx) error {
		visible, err := visibleTo(tx, who)
		if err != nil {
			return err
		}
		query.Visible, query.Today, query.Offset, query.Limit = visible, a.today(), 0, MaxCaseloadPage
		for {
			page, err := tx.Caseload(query)
			if err != nil {
				return err
			}
			for _, row := range page.Rows {
				if err := each(row); err != nil {
					return err
				}
			}
			query.Offset += len(page.Rows)
			if len(page.Rows) == 0 || query.Offset >= page.Total {
				return nil
			}
		}
	})
}
