// Package hazard owns the hazard log: what could go wrong for a person whose answers are kept here, what is done about
// it, and the test that fails when that is not done. It must not know how any of it is built.
package hazard

import (
	"bytes"
	_ "embed"
	"fmt"

	"go.yaml.in/yaml/v4"
)

// Hazard is one way in which harm could come about.
type Hazard struct {
	ID          string       `yaml:"id"`
	Title       string       `yaml:"title"`
	Cause       string       `yaml:"cause"`
	Severity    Severity     `yaml:"severity"`
	Mitigations []Mitigation `yaml:"mitigations"`
	Remains     string       `yaml:"remains"` // what no test here can rule out
}

// Severity is the harm that the hazard can end in, in the words of ISO 14971:2019, annex C, without its two lowest.
type Severity string

// The severities, from lasting inconvenience to death.
const (
	Minor        Severity = "minor"        // a passing burden, no treatment is chosen by it
	Serious      Severity = "serious"      // a wrong turn of treatment or a breach of confidence, which can be put right
	Critical     Severity = "critical"     // lasting harm
	Catastrophic Severity = "catastrophic" // death
)

// Mitigation is one thing that is done about a hazard, and what shows that it is done.
type Mitigation struct {
	What    string  `yaml:"what"`
	Test    Test    `yaml:"test"`
	Without Without `yaml:"without"`
}

// Test names the test that guards a mitigation.
type Test struct {
	Package string `yaml:"package"` // its folder, from the top
	Name    string `yaml:"name"`
}

// Without is how the mitigation is taken out of the program, so that its test can be seen to fail.
type Without struct {
	File    string `yaml:"file"`    // from the top
	Find    string `yaml:"find"`    // occurs once in the file
	Replace string `yaml:"replace"` // what stands there instead; may be empty
}

//go:embed hazards.yaml
var file []byte

// Log gives the hazards in their order.
func Log() ([]Hazard, error) {
	var log struct {
		Hazards []Hazard `yaml:"hazards"`
	}
	d := yaml.NewDecoder(bytes.NewReader(file))
	d.KnownFields(true)
	if err := d.Decode(&log); err != nil {
		return nil, fmt.Errorf("read the hazard log: %w", err)
	}
	return log.Hazards, nil
}
