package store

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

const slowStatement = 500 * time.Millisecond

// slowLog tells of slow statements. It leaves errors to whoever handles them, and values out: they are personal data.
type slowLog struct{ logger.Interface }

func newLogger(log *slog.Logger) logger.Interface {
	if log == nil {
		log = slog.Default()
	}
	return slowLog{logger.NewSlogLogger(log, logger.Config{
		LogLevel: logger.Warn, SlowThreshold: slowStatement, ParameterizedQueries: true,
	})}
}

// Trace hears of every statement after it ran.
func (l slowLog) Trace(ctx context.Context, begin time.Time, statement func() (string, int64), _ error) {
	if time.Since(begin) > slowStatement {
		l.Interface.Trace(ctx, begin, statement, nil)
	}
}

// LogMode gives the same log at another level.
func (l slowLog) LogMode(level logger.LogLevel) logger.Interface {
	return slowLog{l.Interface.LogMode(level)}
}

// ParamsFilter keeps the values out of the statement that is told of.
func (l slowLog) ParamsFilter(ctx context.Context, statement string, params ...any) (string, []any) {
	return l.Interface.(gorm.ParamsFilter).ParamsFilter(ctx, statement, params...)
}
