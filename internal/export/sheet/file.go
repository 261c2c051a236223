package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// file is a drawn PDF, as far as it must be known to be added to.
type file struct {
	data                    []byte
	table, size, root, info int
	offsets                 []int
	pages                   []int
}

var (
	trailerForm = regexp.MustCompile(`(?s)trailer\s*<<(.*?)>>\s*startxref\s*(\d+)\s*%%EOF\s*$`)
	kidsForm    = regexp.MustCompile(`(?s)/Kids \[(.*?)\]`)
	refForm     = regexp.MustCompile(`(\d+) 0 R`)
)

// readFile finds the objects by the cross-reference table, never by searching, because a stream may look like anything.
func readFile(data []byte) (*file, error) {
	tail := data[max(0, len(data)-1024):]
	m := trailerForm.FindSubmatch(tail)
	if m == nil {
		return nil, errors.New("the file has no trailer")
	}
	f := &file{data: data, size: entry(m[1], "Size"), root: entry(m[1], "Root"), info: entry(m[1], "Info"), table: number(m[2])}
	if f.table <= 0 || f.table >= len(data) {
		return nil, errors.New("the trailer points nowhere")
	}
	lines := strings.Split(string(data[f.table:]), "\n")
	if len(lines) < f.size+2 || lines[0] != "xref" {
		return nil, errors.New("the cross-reference table is not complete")
	}
	for _, row := range lines[2 : 2+f.size] {
		f.offsets = append(f.offsets, number([]byte(row[:min(10, len(row))])))
	}
	root, err := f.object(1) // the page tree is the first object
	if err != nil {
		return nil, err
	}
	kids := kidsForm.FindStringSubmatch(root)
	if kids == nil {
		return nil, errors.New("the file has no pages")
	}
	for _, ref := range refForm.FindAllStringSubmatch(kids[1], -1) {
		f.pages = append(f.pages, number([]byte(ref[1])))
	}
	return f, nil
}

// object gives what stands between "n 0 obj" and "endobj".
func (f *file) object(n int) (string, error) {
	if n < 1 || n >= len(f.offsets) || f.offsets[n] >= len(f.data) {
		return "", fmt.Errorf("object %d is not in the table", n)
	}
	begin := fmt.Appendf(nil, "%d 0 obj\n", n)
	rest, ok := bytes.CutPrefix(f.data[f.offsets[n]:], begin)
	end := bytes.Index(rest, []byte("endobj"))
	if !ok || end < 0 {
		return "", fmt.Errorf("object %d is not where the table says", n)
	}
	return string(bytes.TrimSpace(rest[:end])), nil
}

// entry reads a number of a dictionary; 0 where it is absent.
func entry(dictionary []byte, key string) int {
	m := regexp.MustCompile(`/` + key + ` (\d+)`).FindSubmatch(dictionary)
	if m == nil {
		return 0
	}
	return number(m[1])
}

// number reads digits; 0 where there is none, which no table accepts.
func number(digits []byte) int {
	n, err := strconv.ParseUint(string(bytes.TrimSpace(digits)), 10, 31) // no sign: an offset is not negative
	if err != nil {
		return 0
	}
	return int(n)
}
