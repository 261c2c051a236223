package server

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/url"
)

// The fields of a form that carries a file: its content, and its name as the browser says it, which is never a path here.
const (
	fieldFile     = "file"
	fieldFileName = "file.name"
)

// takesFile has the routes whose form may carry a file.
var takesFile = map[string]bool{"/library/add": true, "/library/:ref/wording": true, "/patients/import": true, "/patients/import/add": true, "/patients/import/refused.csv": true, "/site/logo": true}

// fieldSealed is a file that this program sealed itself and that comes back in a page; it may be longer than what is typed.
const fieldSealed = "sealed"

// readParts reads a form that carries a file. The whole was bounded before, and so is the number of its parts; only the one
// field for files may be a file, and every other is checked as in any form.
func readParts(body []byte, boundary string) (url.Values, error) {
	values := url.Values{}
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for n := 0; ; n++ {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return values, nil
		}
		if err != nil || boundary == "" {
			return nil, errBadForm
		}
		if n >= maxFields {
			return nil, errTooMany
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, errBadForm
		}
		if err := keepPart(values, part, content); err != nil {
			return nil, err
		}
	}
}

func keepPart(values url.Values, part *multipart.Part, content []byte) error {
	name, file := part.FormName(), part.FileName()
	switch {
	case file != "" && (name != fieldFile || values.Has(fieldFile)), name == fieldFileName:
		return errBadForm
	case !readable(name) || !readable(file):
		return errBadText
	case file != "":
		values.Set(fieldFileName, file)
	case name == fieldFile: // no file was chosen
		return nil
	case !readable(string(content)):
		return errBadText
	case len(content) > maxField && name != fieldSealed:
		return errTooLarge
	}
	values.Add(name, string(content))
	return nil
}
