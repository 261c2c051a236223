package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/web"
)

// assets are the static files under names that carry their hash, so that a browser may keep them for ever.
type assets struct {
	urls  map[string]string // steelyard.css → /static/steelyard.<hash>.css
	files map[string]asset  // steelyard.<hash>.css → content
}

type asset struct {
	kind            string
	content, zipped []byte
}

func loadAssets() (*assets, error) {
	a := &assets{map[string]string{}, map[string]asset{}}
	entries, err := fs.ReadDir(web.Static, "static")
	if err != nil {
		return nil, fmt.Errorf("list assets: %w", err)
	}
	for _, e := range entries {
		content, err := fs.ReadFile(web.Static, "static/"+e.Name())
		if err != nil {
			return nil, fmt.Errorf("read asset: %w", err)
		}
		if err := a.add(e.Name(), content); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (a *assets) add(name string, content []byte) error {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	var zipped bytes.Buffer
	z, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return fmt.Errorf("compress asset: %w", err)
	}
	if _, err := z.Write(content); err != nil {
		return fmt.Errorf("compress asset: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("compress asset: %w", err)
	}
	a.urls[name] = "/static/" + hashed
	a.files[hashed] = asset{mime.TypeByExtension(ext), content, zipped.Bytes()}
	return nil
}

// url gives the address of a static file; a template that names one that is not there fails.
func (a *assets) url(name string) (string, error) {
	if u, ok := a.urls[name]; ok {
		return u, nil
	}
	return "", fmt.Errorf("there is no asset %q", name)
}

// static serves one file.
func (s *Server) static(c *gin.Context) error {
	file, ok := s.assets.files[c.Param("name")]
	if !ok {
		return errNoPage
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	content := file.content
	if strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		content = file.zipped
	}
	c.Data(http.StatusOK, file.kind, content)
	return nil
}
