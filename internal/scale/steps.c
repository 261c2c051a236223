// What is used of SQLite's interface. The library itself comes with github.com/mattn/go-sqlite3, which has no way to it of its own;
// the names are weak because they are found only when a whole program is linked.
typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
#define SQLITE extern __attribute__((weak))
SQLITE int sqlite3_auto_extension(void (*)(void));
SQLITE int sqlite3_trace_v2(sqlite3 *, unsigned, int (*)(unsigned, void *, void *, void *), void *);
SQLITE int sqlite3_stmt_status(sqlite3_stmt *, int, int);
SQLITE char *sqlite3_expanded_sql(sqlite3_stmt *);
SQLITE void sqlite3_free(void *);

enum { TRACE_PROFILE = 2, STMTSTATUS_VM_STEP = 4 }; // as https://sqlite.org/c3ref has them

extern int listening(void);
extern void statementRan(char *, int);

static int ran(unsigned what, void *unused, void *statement, void *took) {
	int steps = sqlite3_stmt_status(statement, STMTSTATUS_VM_STEP, 1);
	if (listening()) {
		char *text = sqlite3_expanded_sql(statement);
		statementRan(text, steps);
		sqlite3_free(text);
	}
	return 0;
}

static int opened(sqlite3 *db, const char **fault, const void *interface) {
	return sqlite3_trace_v2(db, TRACE_PROFILE, ran, 0);
}

int listenToAll(void) { return sqlite3_auto_extension((void (*)(void))opened); }
