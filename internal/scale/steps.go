package scale

/*
#cgo darwin LDFLAGS: -Wl,-undefined,dynamic_lookup
extern int listenToAll(void);
*/
import "C"

import (
	"fmt"
	"sync"
)

// ran is a statement that was run, with the first letters of its values, and how many steps SQLite's machine took for it.
type ran struct {
	statement string
	steps     int
}

// heard has what was run on every connection to a database that was opened after listen, while somebody listens.
var heard struct {
	sync.Mutex
	listening bool
	list      []ran
}

// listen must be called before the database is opened.
var listen = sync.OnceValue(func() error {
	if code := C.listenToAll(); code != 0 {
		return fmt.Errorf("listen to SQLite: code %d", code)
	}
	return nil
})

//export listening
func listening() C.int {
	heard.Lock()
	defer heard.Unlock()
	if heard.listening {
		return 1
	}
	return 0
}

//export statementRan
func statementRan(text *C.char, steps C.int) {
	heard.Lock()
	defer heard.Unlock()
	heard.list = append(heard.list, ran{C.GoString(text), int(steps)})
}

// during gives what was run while f was.
func during(f func()) []ran {
	heard.Lock()
	heard.listening, heard.list = true, nil
	heard.Unlock()
	f()
	heard.Lock()
	defer heard.Unlock()
	heard.listening = false
	return heard.list
}
