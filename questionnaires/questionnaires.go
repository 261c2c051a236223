// Package questionnaires embeds the shipped definitions: questionnaires in <id>/<version>.yaml, profiles in
// profiles/<id>/<version>.yaml, what medicines prompt in prompts/<id>/<version>.yaml, the JSON Schemas that editors check them with, and the list of released versions.
// It owns no behaviour and must not know what a definition means.
package questionnaires

import "embed"

// FS has every shipped definition, the two schemas and RELEASED, with paths relative to this folder,
// such as phq-9/1.0.0.yaml. It is read-only and never fails to open what stands here.
//
//go:embed */*.yaml profiles/*/*.yaml prompts/*/*.yaml schema.json profiles/schema.json RELEASED
var FS embed.FS
