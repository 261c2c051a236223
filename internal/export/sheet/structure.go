package sheet

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode/utf16"
)

// Bytes gives the document's bytes with its structure, which is appended as an incremental update
// (ISO 32000-1, 7.5.6): new objects, and new forms of the catalogue and the pages.
func (s *Sheet) Bytes() ([]byte, error) {
	var drawn bytes.Buffer
	if err := s.pdf.Output(&drawn); err != nil {
		return nil, err
	}
	f, err := readFile(drawn.Bytes())
	if err != nil {
		return nil, err
	}
	u := &revision{file: f, next: f.size, offsets: map[int]int{}}
	u.out.Write(f.data)
	copy(u.out.Bytes(), "%PDF-1.7") // structure is younger than the 1.3 that was drawn; the length is the same
	tree, parents := u.number(), u.number()
	s.Root.kind = "Document"
	s.Root.walk(func(e *Element) { e.id = u.number() })
	s.Root.walk(func(e *Element) { u.put(e.id, e.object(tree, f.pages)) })
	u.put(parents, s.parents())
	u.put(tree, fmt.Sprintf("<</Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R /ParentTreeNextKey %d>>", s.Root.id, parents, len(s.owners)))
	for i, n := range f.pages {
		if err := u.amend(n, "/Type /Page", fmt.Sprintf("/StructParents %d /Tabs /S", i)); err != nil {
			return nil, err
		}
	}
	if err := s.nameForms(u); err != nil {
		return nil, err
	}
	more := fmt.Sprintf("/MarkInfo <</Marked true>> /StructTreeRoot %d 0 R /ViewerPreferences <</DisplayDocTitle true>>", tree)
	if err := u.amend(f.root, "/Type /Catalog", more); err != nil {
		return nil, err
	}
	return u.close(), nil
}

func (e *Element) walk(visit func(*Element)) {
	visit(e)
	for _, k := range e.kids {
		k.walk(visit)
	}
}

// object writes the element: its own content comes before its kids.
func (e *Element) object(tree int, pages []int) string {
	up := tree
	if e.up != nil {
		up = e.up.id
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<</Type /StructElem /S /%s /P %d 0 R", e.kind, up)
	if e.alt != "" {
		b.WriteString(" /Alt " + hex(e.alt))
	}
	if e.attr != "" {
		b.WriteString(" /A " + e.attr)
	}
	b.WriteString(" /K [")
	for _, m := range e.marks {
		fmt.Fprintf(&b, "<</Type /MCR /Pg %d 0 R /MCID %d>> ", pages[m.page], m.id)
	}
	for _, k := range e.kids {
		fmt.Fprintf(&b, "%d 0 R ", k.id)
	}
	return b.String() + "]>>"
}

// parents is the way back from a piece of content to its element.
func (s *Sheet) parents() string {
	var b strings.Builder
	b.WriteString("<</Nums [")
	for page, owners := range s.owners {
		fmt.Fprintf(&b, "%d [", page)
		for _, e := range owners {
			fmt.Fprintf(&b, "%d 0 R ", e.id)
		}
		b.WriteString("] ")
	}
	return b.String() + "]>>"
}

// hex writes a text string as UTF-16.
func hex(s string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, c := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", c)
	}
	return b.String() + ">"
}

// revision is an incremental update on its way.
type revision struct {
	file    *file
	out     bytes.Buffer
	next    int
	offsets map[int]int
}

func (u *revision) number() int {
	u.next++
	return u.next - 1
}

func (u *revision) put(n int, object string) {
	u.offsets[n] = u.out.Len()
	fmt.Fprintf(&u.out, "%d 0 obj\n%s\nendobj\n", n, object)
}

// amend writes an object anew with more in its dictionary, after its type.
func (u *revision) amend(n int, kind, more string) error {
	object, err := u.file.object(n)
	if err != nil {
		return err
	}
	if !strings.Contains(object, kind) {
		return fmt.Errorf("object %d has no %s", n, kind)
	}
	u.put(n, strings.Replace(object, kind, kind+" "+more, 1))
	return nil
}

// close writes the cross-reference table of what is new, and the trailer.
func (u *revision) close() []byte {
	table := u.out.Len()
	u.out.WriteString("xref\n0 1\n0000000000 65535 f \n")
	for n := 1; n < u.next; n++ {
		if at, ok := u.offsets[n]; ok {
			fmt.Fprintf(&u.out, "%d 1\n%010d 00000 n \n", n, at)
		}
	}
	id := fmt.Sprintf("%X", sha256.Sum256(u.out.Bytes()))[:32]
	fmt.Fprintf(&u.out, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /Prev %d /ID [<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n",
		u.next, u.file.root, u.file.info, u.file.table, id, id, table)
	return u.out.Bytes()
}
