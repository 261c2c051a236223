package server

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"steelyard/internal/clinic"
)

// logoPath is where the logo is. What is asked for with the beginning of its hash never changes.
const logoPath = "/logo.png"

// logoView is the logo as a page shows it.
type logoView struct {
	URL           string
	Width, Height int
}

func newLogoView(site *clinic.Site) *logoView {
	if site.Logo == nil {
		return nil
	}
	return &logoView{logoPath + "?v=" + site.Logo.Hash[:12], site.Logo.Width, site.Logo.Height}
}

// logo sends the picture. It says nothing of anybody, so that it may be kept by whoever carries it.
func (s *Server) logo(c *gin.Context) error {
	l, err := s.app.Logo(c.Request.Context())
	if err != nil {
		return err
	}
	h, tag := c.Writer.Header(), `"`+l.Hash+`"`
	h.Set("ETag", tag)
	h.Set("Cache-Control", "public, no-cache")
	if c.Query("v") == l.Hash[:12] {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if strings.Contains(c.GetHeader("If-None-Match"), tag) {
		c.Status(http.StatusNotModified)
		return nil
	}
	c.Data(http.StatusOK, "image/png", l.PNG)
	return nil
}

// logoForm is the part of a section that is about the logo.
type logoForm struct {
	Now     *logoView
	Problem string
}

// FileField gives the field for the file.
func (f *logoForm) FileField() fileField {
	return fileField{"Picture", "PNG or JPEG, up to 900 kB, best about 600 pixels wide. Only its pixels are kept: where and when a photo was taken, for one, is not.", ".png,.jpg,.jpeg,image/png,image/jpeg", f.Problem}
}

type logoInput struct {
	File string `form:"file"`
}

func (s *Server) putLogo(c *gin.Context, who clinic.Actor) error {
	in, err := decodeSome[logoInput](c)
	if err == nil {
		err = s.app.PutLogo(c.Request.Context(), who, []byte(in.File))
	}
	switch {
	case correctable(err):
		return s.renderLogo(c, err)
	case err != nil:
		return err
	}
	return seeOther(c, "/site/name?done=logo")
}

// renderLogo shows the section again with what is wrong with the file.
func (s *Server) renderLogo(c *gin.Context, wrong error) error {
	site, err := s.app.Site(c.Request.Context())
	if err != nil {
		return err
	}
	section, _ := sectionNamed("name")
	p := newSectionPage(section, settingsOf(&site), nil)
	p.Logo = &logoForm{newLogoView(&site), problemsOf(wrong)[0].What}
	p.Problems = Problems{{fieldFile, p.Logo.Problem}}
	return s.render(c, statusOf(wrong), p)
}

func (s *Server) removeLogo(c *gin.Context, who clinic.Actor) error {
	if err := s.app.RemoveLogo(c.Request.Context(), who); err != nil {
		return err
	}
	return seeOther(c, "/site/name?done=no-logo")
}

// saidOfLogo is what the section says after a change of the logo.
var saidOfLogo = map[string]string{"logo": "The logo was saved. It looks like this.", "no-logo": "The logo was removed."}
