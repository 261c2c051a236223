package server

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/gin-gonic/gin"

	"steelyard/internal/app"
	"steelyard/internal/clinic"
)

// fieldOnce is the hidden field of a page that makes something. Its value is another one on every page that is shown, so that
// what is sent twice, by a double click, a reload or “Try again”, is known and made once.
const fieldOnce = "_once"

// once runs a use case that makes something, and gives what it made; where the same page was sent before with the same
// in it, what it made then. A page that somebody went back to and sent with something else is another one.
func once[T any](s *Server, c *gin.Context, who clinic.Actor, do func(context.Context) (T, error)) (made T, err error) {
	ctx, nonce := c.Request.Context(), c.Request.PostForm.Get(fieldOnce)
	if nonce == "" {
		return do(ctx)
	}
	sum := sha256.Sum256([]byte(c.Request.URL.Path + "?" + c.Request.PostForm.Encode()))
	answer, _, err := s.app.Once(ctx, who, app.Request{Key: fmt.Sprintf("page %s %x", nonce, sum)}, func(ctx context.Context) ([]byte, error) {
		made, err := do(ctx)
		if err != nil {
			return nil, err
		}
		return json.Marshal(made)
	})
	if err != nil {
		return made, err
	}
	return made, json.Unmarshal(answer, &made)
}
