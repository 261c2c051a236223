// Package web embeds the page templates, their words and the static files: what a browser is sent besides data.
// It owns no behaviour and must not know what a page means.
package web

import "embed"

// Templates has every page template, with paths such as templates/layout.html.
//
//go:embed templates/*.html
var Templates embed.FS

// Static has the style sheet, the scripts and the icon, with paths such as static/steelyard.css.
//
//go:embed static/*
var Static embed.FS

// Locales has the words of pages, one file a language, with paths such as locales/en.yaml.
//
//go:embed locales/*.yaml
var Locales embed.FS
