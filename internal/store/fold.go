package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold makes a key under which a record number or a login is found whatever its case and however it was typed.
func fold(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), " ")
}

// foldName makes a key by which names are sorted and searched: as fold, and without accents.
func foldName(s string) string {
	return fold(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(s)))
}
