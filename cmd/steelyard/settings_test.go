package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"steelyard/internal/config"
)

// A setting that does not fit is named as it was given, with what would fit.
func TestSettingsThatDoNotFit(t *testing.T) {
	for _, c := range []struct{ flag, want string }{
		{"--mail-tls=off", `mail-tls: "off" does not fit (give one of: starttls, tls, none)`},
		{"--second-factor=never", `second-factor: "never" does not fit (give one of: required, optional)`},
		{"--session-idle=1s", `session-idle: "1s" does not fit (give a time between 1m and 24h)`},
		{"--trusted-proxies=proxy", `trusted-proxies[0]: "proxy" does not fit (give IP addresses or networks`},
		{"--tls-key=key.pem", "tls-cert: it is missing (give both tls-cert and tls-key)"},
		{"--mail-host=mail.example", "mail-from: it is missing"},
	} {
		code, _, errs := steelyard(t, "", "serve", "--data-dir", t.TempDir(), c.flag)
		if code == 0 || !strings.Contains(errs, c.want) {
			t.Errorf("%s: got code %d, %q; want %q", c.flag, code, errs, c.want)
		}
	}
}

func TestSettingsFileWithAMistypedName(t *testing.T) {
	file := filepath.Join(t.TempDir(), "site.yaml")
	if err := os.WriteFile(file, []byte("sesion-idle: 5m\nlisten: 127.0.0.1:1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := steelyard(t, "", "serve", "--data-dir", t.TempDir(), "--config", file)
	if code == 0 || !strings.Contains(errs, "sesion-idle: there is no such setting") || strings.Contains(errs, "listen:") {
		t.Errorf("got code %d, %q", code, errs)
	}
}

// Every setting that is checked says what would fit.
func TestEverySettingSaysWhatItWants(t *testing.T) {
	var walk func(reflect.Type)
	walk = func(of reflect.Type) {
		for f := range of.Fields() {
			if f.Anonymous {
				walk(f.Type)
				continue
			}
			check, name := f.Tag.Get("validate"), f.Tag.Get("koanf")
			if check != "" && !strings.Contains(check, "oneof") && settingWants[name] == "" {
				t.Errorf("%s is checked and does not say what it wants", name)
			}
		}
	}
	walk(reflect.TypeFor[config.Server]())
}
