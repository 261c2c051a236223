package library

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"steelyard/internal/fault"
	"steelyard/internal/proof"
	q "steelyard/internal/questionnaire"
	"steelyard/internal/scoring"
)

// Proof is what was shown of a definition before anyone answers it, in the form in which it is kept.
type Proof struct {
	Faults     []proof.Finding // what must be mended before it can be released
	Warnings   []proof.Finding
	Scales     []Reach
	Mutants    int
	Killed     int
	Equivalent []string // proven to change nothing
	Survivors  []string
	Undecided  []string
	Suggested  []Suggestion
	Took       time.Duration
}

// Telling counts the small changes that can change a result: those that the examples must notice.
func (p *Proof) Telling() int { return p.Mutants - len(p.Equivalent) }

// Reach is what a scale can come to.
type Reach struct {
	Scale       q.ScaleID
	Proven      bool // false where there were too many combinations
	Values      int  // of finished forms
	Least, Most string
	Prorated    int // more values with permitted answers missing
	Bands       []string
	Categories  []q.Category
}

// Suggestion is an example that would notice changes that no example notices; what it comes to is left to a person.
type Suggestion struct {
	Answers string
	Kills   []string
}

// prover is raised whenever the prover shows more or other things than before, so that no old proof is believed.
const prover = "2"

// Proofs keeps proofs by definition hash and engine version, in memory and, where it has a folder, on disk.
type Proofs struct {
	dir    string
	memory sync.Map
}

// shared keeps the proofs of a process that named no folder: a proof belongs to a hash, whoever asks.
var shared = &Proofs{}

// NewProofs keeps proofs in a folder, which is made where it is missing.
func NewProofs(dir string) *Proofs { return &Proofs{dir: dir} }

func (x *Proofs) of(p *scoring.Program) *Proof {
	name := fmt.Sprintf("%s-%s-%s.json", p.Definition().Hash(), strings.Map(plain, scoring.Engine), prover)
	if found, ok := x.memory.Load(name); ok {
		kept, _ := found.(*Proof)
		return kept
	}
	kept, ok := x.find(name)
	if !ok {
		start := time.Now()
		kept = asKept(proof.Prove(p))
		kept.Took = time.Since(start)
		x.keep(name, kept)
	}
	x.memory.Store(name, kept)
	return kept
}

func plain(r rune) rune {
	if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r == '.' {
		return r
	}
	return '_'
}

// find looks a proof up. One that can't be read is made anew.
func (x *Proofs) find(name string) (*Proof, bool) {
	if x.dir == "" {
		return nil, false
	}
	content, err := os.ReadFile(filepath.Join(x.dir, name))
	p := &Proof{}
	return p, err == nil && json.Unmarshal(content, p) == nil
}

// keep writes a proof down. A failure costs only the time of the next proof, and so is no error.
func (x *Proofs) keep(name string, p *Proof) {
	content, err := json.Marshal(p)
	if x.dir == "" || err != nil || os.MkdirAll(x.dir, 0o700) != nil {
		return
	}
	f, err := os.CreateTemp(x.dir, "new-")
	if err != nil {
		return
	}
	_, err = f.Write(content)
	if cmp.Or(err, f.Close()) != nil || os.Rename(f.Name(), filepath.Join(x.dir, name)) != nil {
		_ = os.Remove(f.Name()) // the next proof finds nothing, as now
	}
}

func asKept(p proof.Proof) *Proof {
	k := &Proof{Faults: p.Faults, Warnings: p.Warnings, Mutants: p.Mutation.Mutants, Killed: p.Mutation.Killed,
		Equivalent: p.Mutation.Equivalent, Undecided: p.Mutation.Undecided}
	for _, r := range p.Reaches {
		reach := Reach{Scale: r.Scale, Proven: r.Proven, Values: len(r.Complete), Prorated: len(r.Prorated), Bands: r.Bands, Categories: r.Categories}
		if n := len(r.Complete); n > 0 {
			reach.Least, reach.Most = r.Complete[0].String(), r.Complete[n-1].String()
		}
		k.Scales = append(k.Scales, reach)
	}
	for _, s := range p.Mutation.Survivors {
		k.Survivors = append(k.Survivors, s.Name)
	}
	for _, s := range p.Mutation.Suggest() {
		k.Suggested = append(k.Suggested, Suggestion{answersLine(s.Answers), s.Kills})
	}
	return k
}

func answersLine(answers []*q.Given) string {
	parts := make([]string, len(answers))
	for i, g := range answers {
		parts[i] = "null"
		if g != nil {
			parts[i] = string(*g)
		}
	}
	return strings.Join(parts, ", ")
}

// lazyProof proves a definition when somebody asks for it, once.
type lazyProof struct {
	proofs  *Proofs
	program *scoring.Program
	file    string
	content []byte
}

// Proof gives what was shown of the version; it is made now where it is not known yet.
func (e *Entry) Proof() *Proof { return e.proof.proofs.of(e.proof.program) }

// ProofFaults gives what keeps the version from being released, each with its line and column.
func (e *Entry) ProofFaults() []fault.Detail { return e.proof.places(e.Proof().Faults) }

// ProofWarnings gives what somebody should look at, each with its line and column.
func (e *Entry) ProofWarnings() []fault.Detail { return e.proof.places(e.Proof().Warnings) }

func (x *lazyProof) places(findings []proof.Finding) (list []fault.Detail) {
	if len(findings) == 0 {
		return nil
	}
	at := q.Places(x.file, x.content)
	for _, f := range findings {
		list = append(list, fault.Detail{Where: at(f.Path), What: f.What, Mend: f.Mend})
	}
	return list
}

// Prove proves every version at once, before anybody is let in. Faults of a shipped one are an error; a version of the
// site's own folder that its RELEASED lists although it has faults goes back to being a draft.
func (l *Library) Prove() error {
	entries := l.All()
	var wait sync.WaitGroup
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, e := range entries {
		wait.Go(func() {
			turn <- struct{}{}
			e.Proof()
			<-turn
		})
	}
	wait.Wait()
	var details []fault.Detail
	for _, e := range entries {
		if e.Origin == Shipped {
			details = append(details, e.ProofFaults()...)
		}
	}
	if len(details) > 0 {
		return fault.New(fault.Invalid, fmt.Sprintf("The definitions can't be used: %d to mend.", len(details)), details...)
	}
	return l.change(func(s *state) error {
		for ref, e := range s.entries {
			if e.Origin == Folder && e.State == Released && !e.Kept && len(e.Proof().Faults) > 0 && !slices.ContainsFunc(e.History, released) {
				s.entries[ref] = e.in(Draft)
			}
		}
		return nil
	})
}

func released(s Step) bool { return s.Kind == Release }
