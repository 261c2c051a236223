package store

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// StatementMessage is under what every statement is told of to whoever debugs.
const StatementMessage = "statement"

const slowStatement = 500 * time.Millisecond

// slowLog tells of slow statements, and of every one where somebody debugs. It leaves errors to whoever handles them, and
// values out: they are personal data.
type slowLog struct {
	logger.Interface
	log *slog.Logger
}

// withoutValues keeps the values out of the statements whose rows gorm scans by itself: those it tells of by a way of its own.
var withoutValues = sync.OnceFunc(func() {
	logger.RecorderParamsFilter = func(_ context.Context, statement string, _ ...any) (string, []any) { return statement, nil }
})

func newLogger(log *slog.Logger) logger.Interface {
	withoutValues()
	if log == nil {
		log = slog.Default()
	}
	return slowLog{logger.NewSlogLogger(log, logger.Config{
		LogLevel: logger.Warn, SlowThreshold: slowStatement, ParameterizedQueries: true,
	}), log}
}

// Trace hears of every statement after it ran.
func (l slowLog) Trace(ctx context.Context, begin time.Time, statement func() (string, int64), _ error) {
	if time.Since(begin) > slowStatement {
		l.Interface.Trace(ctx, begin, statement, nil)
	}
	if l.log.Enabled(ctx, slog.LevelDebug) {
		text, rows := statement()
		l.log.DebugContext(ctx, StatementMessage, "statement", text, "rows", rows)
	}
}

// LogMode gives the same log at another level.
func (l slowLog) LogMode(level logger.LogLevel) logger.Interface {
	return slowLog{l.Interface.LogMode(level), l.log}
}

// ParamsFilter keeps the values out of the statement that is told of.
func (l slowLog) ParamsFilter(ctx context.Context, statement string, params ...any) (string, []any) {
	return l.Interface.(gorm.ParamsFilter).ParamsFilter(ctx, statement, params...)
}
