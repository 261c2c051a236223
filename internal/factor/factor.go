// Package factor owns what a member of staff shows beside their password: the codes of an app (RFC 6238), recovery codes and
// passkeys (W3C Web Authentication). It must not know whose they are kept for, sessions or pages.
package factor
