package server

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"testing"
)

// A browser that knows no better than TLS 1.1 is refused; with 1.2 and 1.3 it is let in.
func TestOldTLSIsRefused(t *testing.T) {
	s := newSite(t)
	ts := httptest.NewUnstartedServer(s.server.Handler())
	ts.TLS = s.server.HTTPServer().TLSConfig
	ts.StartTLS()
	defer ts.Close()
	for version, want := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{MinVersion: version, MaxVersion: version, InsecureSkipVerify: true}}}
		answer, err := client.Get(ts.URL + "/healthz")
		if err == nil {
			_ = answer.Body.Close() // only its arrival matters
		}
		if got := err == nil; got != want {
			t.Errorf("%s: let in: got %v (%v), want %v", tls.VersionName(version), got, err, want)
		}
	}
}
