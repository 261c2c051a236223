package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"steelyard/internal/app"
)

const (
	keyHeader   = "Idempotency-Key"
	againHeader = "Idempotency-Replayed"
)

var keyForm = regexp.MustCompile(`^[A-Za-z0-9_.:-]{16,128}$`)

// key gives the key of a request, which may stand in quotes, as structured headers have it.
func (x *call) key() (string, error) {
	list := x.c.Request.Header.Values(keyHeader)
	if len(list) != 1 {
		return "", errNoKey
	}
	key := list[0]
	if strings.HasPrefix(key, `"`) && strings.HasSuffix(key, `"`) && len(key) > 1 {
		key = key[1 : len(key)-1]
	}
	if !keyForm.MatchString(key) {
		return "", errNoKey
	}
	return key, nil
}

// once does something a single time for the key that came with it. The answer is kept in the same transaction.
func (x *call) once(ctx context.Context, do func(context.Context) (*answer, error)) (out *answer, again bool, err error) {
	key, err := x.key()
	if err != nil {
		return nil, false, err
	}
	said := bytes.Join([][]byte{[]byte(x.op.method), []byte(x.c.Request.URL.Path), x.body}, []byte{0})
	kept, again, err := x.App.Once(ctx, x.who, app.Request{Key: key, Said: said}, func(ctx context.Context) ([]byte, error) {
		out, err := do(ctx)
		if err != nil {
			return nil, err
		}
		return json.Marshal(out)
	})
	if err != nil {
		return nil, false, err
	}
	if err := json.Unmarshal(kept, &out); err != nil {
		return nil, false, fmt.Errorf("read the first answer: %w", err)
	}
	return out, again, nil
}
