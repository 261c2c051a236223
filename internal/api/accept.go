package api

import (
	"mime"
	"strconv"
	"strings"
)

// accepted gives the form that is liked best of those that the operation makes; the first where nobody says.
func (x *call) accepted() (form, error) {
	header := strings.Join(x.c.Request.Header.Values("Accept"), ",")
	if strings.TrimSpace(header) == "" {
		return x.op.gives[0], nil
	}
	best, liked := form{}, 0.0
	for _, f := range x.op.gives {
		if l := liking(header, f.kind); l > liked {
			best, liked = f, l
		}
	}
	if liked == 0 {
		return best, errNotAccepted
	}
	return best, nil
}

// liking gives the quality that a header Accept gives a media type: that of the most exact range that has it.
func liking(header, kind string) (liked float64) {
	exactness := -1
	for _, part := range strings.Split(header, ",") {
		of, parameters, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		exact := -1
		switch whole, _, _ := strings.Cut(kind, "/"); of {
		case kind:
			exact = 2
		case whole + "/*":
			exact = 1
		case "*/*":
			exact = 0
		}
		if exact <= exactness {
			continue
		}
		exactness, liked = exact, 1
		if s, ok := parameters["q"]; ok {
			if liked, err = strconv.ParseFloat(s, 64); err != nil || liked < 0 || liked > 1 {
				liked = 0
			}
		}
	}
	return liked
}
