package arch

// row is what one package may import of ours. A name stands for internal/<name> or a folder at the top;
// x/… stands for every package below internal/x. A pure package takes values and gives values.
type row struct {
	pure     bool
	anything bool
	may      []string
}

// rows is README's architecture table.
var rows = map[string]row{
	"fault":         {pure: true},
	"exact":         {pure: true},
	"psychometrics": {pure: true},
	"document":      {pure: true, may: []string{"fault"}},
	"questionnaire": {pure: true, may: []string{"fault", "exact", "document"}},
	"scoring":       {pure: true, may: []string{"questionnaire", "fault", "exact", "psychometrics"}},
	"safety":        {pure: true, may: []string{"questionnaire", "scoring", "exact"}},
	"proof":         {pure: true, may: []string{"questionnaire", "scoring", "safety", "fault", "exact"}},
	"profile":       {pure: true, may: []string{"document", "exact", "questionnaire", "scoring", "psychometrics"}},
	"clinic":        {pure: true, may: []string{"questionnaire", "fault"}},
	"prompt":        {pure: true, may: []string{"clinic", "document", "questionnaire"}},
	"report":        {pure: true, may: []string{"clinic", "exact", "fault", "profile", "psychometrics", "questionnaire", "safety", "scoring"}},
	"chart":         {pure: true, may: []string{"report", "profile", "questionnaire"}}, // the types a Report carries
	"logo":          {pure: true, may: []string{"clinic", "fault"}},
	"roster":        {pure: true, may: []string{"clinic", "fault", "questionnaire"}},
	"receipt":       {pure: true, may: []string{"fault", "profile", "questionnaire", "safety", "scoring"}},

	"hazard":  {},
	"locale":  {may: []string{"questionnaire"}},
	"demo":    {may: []string{"app", "clinic", "questionnaire"}},
	"library": {may: []string{"prompt", "questionnaire", "scoring", "profile", "proof", "fault"}},
	"secret":  {may: []string{"fault"}},
	"factor":  {},
	"seal":    {may: []string{"fault", "secret"}},
	"audit":   {may: []string{"fault"}},
	"backup":  {may: []string{"fault"}},
	"post":    {may: []string{"fault"}},
	"store":   {may: []string{"clinic", "questionnaire", "scoring", "safety", "audit", "fault", "seal", "secret", "migrations"}},
	"app": {may: []string{"prompt", "fault", "exact", "questionnaire", "scoring", "proof", "psychometrics", "profile", "safety", "clinic", "report", "chart",
		"library", "logo", "secret", "seal", "factor", "audit", "backup", "receipt", "roster", "post", "store"}},
	"export":        {},                                                                                                                                               // tests of all formats together
	"export/…":      {may: []string{"report", "chart", "clinic", "exact", "export/sheet", "fault", "profile", "psychometrics", "questionnaire", "safety", "scoring"}}, // the types a Report carries
	"export/sheet":  {may: []string{"chart", "export/script", "questionnaire"}},
	"export/script": {pure: true},
	"server":        {may: []string{"api", "app", "clinic", "config", "export/…", "fault", "hazard", "locale", "metrics", "questionnaire", "report", "roster", "chart", "web"}},
	"api":           {may: []string{"app", "clinic", "export/…", "fault", "questionnaire"}},
	"metrics":       {},
	"config":        {},
	"arch":          {},
	"browser":       {}, // tests only
	"crash":         {}, // tests only
	"scale":         {}, // tests only
	"testkit":       {anything: true},

	"questionnaires": {},
	"web":            {},
	"migrations":     {},
	"cmd/…":          {anything: true},
}

// onlyIn says which packages may import what begins so.
var onlyIn = map[string][]string{
	"github.com/prometheus/":      {"internal/metrics"},
	"gorm.io/":                    {"internal/store"},
	"github.com/pressly/goose":    {"internal/store"},
	"github.com/gin-gonic/gin":    {"internal/server", "internal/api"},
	"github.com/mattn/go-sqlite":  {"internal/store"},
	"github.com/go-webauthn":      {"internal/factor"},
	"github.com/pquerna/otp/hotp": {"internal/factor"},
	"github.com/wneessen/":        {"internal/post"},
}

// What a pure package may not import: contexts, random numbers, files, the network, logs and databases.
var (
	impure      = []string{"context", "net", "embed", "io/fs", "io/ioutil", "path/filepath", "syscall", "plugin", "crypto/rand"}
	impureTrees = []string{"os", "math/rand", "net/http", "net/smtp", "net/rpc", "log", "database/sql"}
	clock       = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Local", "LoadLocation"}
)
