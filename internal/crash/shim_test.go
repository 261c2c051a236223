package crash

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// What the disk below a server fails at. Each is the first byte of the control file of testdata/disk.c.
const (
	sound     = '-'
	fullDisk  = 'F'
	badWrites = 'E'
	badSyncs  = 'S'
)

// disk is the library that stands between a server's SQLite and its files.
type disk struct {
	*testing.T
	environment     []string
	control, record string
}

// newDisk compiles the library. Without a C compiler there is no SQLite either; then this test can't be run, and where CI says
// that it must be, that is a failure.
func newDisk(t *testing.T, folder string) *disk {
	t.Helper()
	dir := t.TempDir()
	d := &disk{T: t, control: filepath.Join(dir, "control"), record: filepath.Join(dir, "record")}
	library := filepath.Join(dir, "disk.so")
	out, err := exec.CommandContext(t.Context(), "gcc", "-O1", "-shared", "-fPIC", "-o", library, "testdata/disk.c", "-ldl", "-lpthread").CombinedOutput()
	if err != nil && os.Getenv("CI") == "" {
		t.Skipf("no disk that fails: %v\n%s", err, out)
	}
	if err != nil {
		t.Fatalf("compile testdata/disk.c: %v\n%s", err, out)
	}
	folder, err = filepath.EvalSymlinks(folder) // as /proc says it
	must(t, err)
	d.set(sound)
	d.environment = []string{"LD_PRELOAD=" + library, "STEELYARD_DISK_FOLDER=" + folder + "/", "STEELYARD_DISK_CONTROL=" + d.control}
	return d
}

// recording has the disk write down what it is told.
func (d *disk) recording() *disk {
	d.environment = append(d.environment, "STEELYARD_DISK_RECORD="+d.record)
	return d
}

// set says what fails from now on. The file keeps its place, because the server has it in its memory.
func (d *disk) set(what byte) {
	d.Helper()
	f, err := os.OpenFile(d.control, os.O_WRONLY|os.O_CREATE, 0o600)
	must(d, err)
	_, err = f.WriteAt([]byte{what}, 0)
	must(d, err)
	must(d, f.Close())
}

// written says how long the record is by now.
func (d *disk) written() int64 {
	info, err := os.Stat(d.record)
	if err != nil {
		return 0
	}
	return info.Size()
}

// change is one thing that the disk was told, and where its record ends.
type change struct {
	what byte // 'W' write, 'S' completed sync, 'T' truncate, 'U' unlink
	file string
	at   int64 // the offset of a write, or the size of a truncation
	data []byte
	end  int64
}

// changes reads the record. A last one that a kill cut off is left out.
func (d *disk) changes() (list []change) {
	d.Helper()
	raw, err := os.ReadFile(d.record)
	must(d, err)
	for rest := raw; len(rest) >= 3; {
		path := 3 + int(binary.NativeEndian.Uint16(rest[1:]))
		if len(rest) < path+12 {
			break
		}
		size := path + 12 + int(binary.NativeEndian.Uint32(rest[path+8:]))
		if len(rest) < size {
			break
		}
		c := change{what: rest[0], file: filepath.Base(string(rest[3:path])), at: int64(binary.NativeEndian.Uint64(rest[path:])), data: bytes.Clone(rest[path+12 : size])}
		rest = rest[size:]
		c.end = int64(len(raw) - len(rest))
		list = append(list, c)
	}
	return list
}
