package store

import (
	"slices"
	"sync"
	"testing"

	"gorm.io/gorm/schema"
)

// Rows and columns are compared both ways, so that neither can be forgotten.
func TestRowsMatchColumns(t *testing.T) {
	s := open(t)
	rows := []any{
		userRow{}, sessionRow{}, patientRow{}, encounterRow{}, invitationRow{}, definitionRow{}, responseRow{}, resultRow{},
		alertRow{}, treatmentRow{}, auditRow{}, siteRow{}, teamRow{}, membershipRow{}, libraryStepRow{}, sitePrecisionRow{},
		totpKeyRow{}, recoveryCodeRow{}, passkeyRow{}, signatureRow{}, tokenRow{}, firstAnswerRow{},
		tagRow{}, patientTagRow{}, savedViewRow{}, alertLeftRow{}, alertStageRow{}, alertTellingRow{}, staffMailRow{}, alertListRow{},
		sealStateRow{}, patientKeyRow{}, choreRow{}, erasingRow{},
		planTemplateRow{}, planRow{}, appointmentRow{}, occasionRow{}, mailConsentRow{}, mailRow{}, linkTokenRow{},
		siteTextRow{}, consentTextRow{}, consentRow{}, deviceRow{}, triesRow{},
		retentionRow{}, keepingRow{}, siteLogoRow{}, kioskRow{},
	}
	tables := []string{"goose_db_version", "migration_sums"}
	for _, r := range rows {
		parsed, err := schema.Parse(r, &sync.Map{}, schema.NamingStrategy{})
		if err != nil {
			t.Fatal(err)
		}
		tables = append(tables, parsed.Table)
		var columns []string
		if err := s.writer.Raw("SELECT name FROM pragma_table_info(?)", parsed.Table).Scan(&columns).Error; err != nil {
			t.Fatal(err)
		}
		slices.Sort(columns)
		same(t, parsed.Table, slices.Sorted(slices.Values(parsed.DBNames)), columns)
	}
	var all []string
	if err := s.writer.Raw("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").Scan(&all).Error; err != nil {
		t.Fatal(err)
	}
	slices.Sort(tables)
	same(t, "tables", tables, all)
}
