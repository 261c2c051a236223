package server

import (
	"fmt"
	"html/template"
	"net"
	"net/http"
	"strconv"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quiet is the white border that a QR code needs, in modules.
const quiet = 4

// drawQR draws a link as a QR code, one run of dark modules a subpath. Its words stand beside it: a code that can't be
// seen is of no use, but the link it carries is. The label is ours, and has nothing of anybody's in it.
func drawQR(link, label string) (template.HTML, error) {
	code, err := qr.Encode(link, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("draw link as QR code: %w", err)
	}
	size := code.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := 0; x < size; {
			from := x
			for x < size && dark(code.At(x, y).RGBA()) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			} else {
				x++
			}
		}
	}
	whole := strconv.Itoa(size + 2*quiet)
	return template.HTML(`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="` + template.HTMLEscapeString(label) + `" viewBox="0 0 ` + whole + ` ` + whole + //nolint:gosec // only numbers
		`" shape-rendering="crispEdges"><rect width="` + whole + `" height="` + whole + `" fill="#fff"/><path fill="#000" d="` + path.String() + `"/></svg>`), nil
}

func dark(r, _, _, _ uint32) bool { return r < 0x8000 }

// onlyLocal says whether a link made now would work on this machine only.
func (s *Server) onlyLocal(r *http.Request) bool {
	if s.cfg.PublicURL != "" {
		return false
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
