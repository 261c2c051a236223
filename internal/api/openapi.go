package api

import (
	"context"
)

// describe serves the document.
func (x *call) describe(context.Context) (*answer, error) {
	return &answer{Status: x.op.status, Body: x.document}, nil
}
