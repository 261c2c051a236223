// A disk that fails on command, and that writes down what it was told. Loaded before libc into the server of a test.
//
// STEELYARD_DISK_FOLDER   only files below it are meant
// STEELYARD_DISK_CONTROL  a file whose first byte says what fails: F writes, as on a full disk; E writes, with an I/O
//                         error; S syncs; anything else nothing
// STEELYARD_DISK_RECORD   where every change is written down, in order; absent for nowhere
//
// A record is: one letter (W write, S completed sync, T truncate, U unlink), the length of the path (2 bytes), the path, the
// offset or size (8 bytes), the length of the data (4 bytes), the data; numbers in the machine's own order.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *folder;
static volatile char *control;
static int record = -1;
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static int (*real_fsync)(int);
static int (*real_truncate)(int, off64_t);
static int (*real_unlink)(const char *);

__attribute__((constructor)) static void begin(void) {
	real_write = dlsym(RTLD_NEXT, "write");
	real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
	real_fsync = dlsym(RTLD_NEXT, "fsync");
	real_truncate = dlsym(RTLD_NEXT, "ftruncate64");
	real_unlink = dlsym(RTLD_NEXT, "unlink");
	folder = getenv("STEELYARD_DISK_FOLDER");
	const char *name = getenv("STEELYARD_DISK_CONTROL");
	int fd = name ? open(name, O_RDONLY) : -1;
	if (fd >= 0) {
		char *page = mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, 0);
		if (page != MAP_FAILED) control = page;
		close(fd);
	}
	name = getenv("STEELYARD_DISK_RECORD");
	if (name) record = open(name, O_WRONLY | O_CREAT | O_APPEND, 0600);
}

static int ours(const char *path) {
	return folder && strncmp(path, folder, strlen(folder)) == 0 && !strstr(path, "-shm");
}

// find gives the path behind a descriptor; 0 where it is none of ours.
static int find(int fd, char *path, size_t size) {
	if (!folder) return 0;
	char link[64];
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, path, size - 1);
	if (n <= 0) return 0;
	path[n] = 0;
	return ours(path);
}

static char failing(void) { return control ? control[0] : 0; }

static int write_fails(void) {
	char what = failing();
	if (what != 'F' && what != 'E') return 0;
	errno = what == 'F' ? ENOSPC : EIO;
	return 1;
}

static void note(char what, const char *path, uint64_t at, const void *data, uint32_t size) {
	if (record < 0) return;
	uint16_t length = strlen(path);
	struct iovec parts[] = {{&what, 1}, {&length, 2}, {(void *)path, length}, {&at, 8}, {&size, 4}, {(void *)data, size}};
	int saved = errno;
	ssize_t n = writev(record, parts, size ? 6 : 5);
	(void)n;
	errno = saved;
}

static ssize_t put(int fd, const void *data, size_t size, off64_t at) {
	char path[4096];
	if (!find(fd, path, sizeof path)) return real_pwrite(fd, data, size, at);
	if (write_fails()) return -1;
	pthread_mutex_lock(&order);
	ssize_t n = real_pwrite(fd, data, size, at);
	if (n > 0) note('W', path, at, data, n);
	pthread_mutex_unlock(&order);
	return n;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return put(fd, data, size, at); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return put(fd, data, size, at); }

ssize_t write(int fd, const void *data, size_t size) {
	char path[4096];
	if (!find(fd, path, sizeof path)) return real_write(fd, data, size);
	if (write_fails()) return -1;
	pthread_mutex_lock(&order);
	off64_t at = lseek64(fd, 0, SEEK_CUR);
	ssize_t n = real_write(fd, data, size);
	if (n > 0) note('W', path, at, data, n);
	pthread_mutex_unlock(&order);
	return n;
}

static int settle(int fd) {
	char path[4096];
	if (!find(fd, path, sizeof path)) return real_fsync(fd);
	if (failing() == 'S') {
		errno = EIO;
		return -1;
	}
	pthread_mutex_lock(&order);
	int failed = real_fsync(fd);
	if (!failed) note('S', path, 0, NULL, 0);
	pthread_mutex_unlock(&order);
	return failed;
}

int fsync(int fd) { return settle(fd); }
int fdatasync(int fd) { return settle(fd); }

static int cut(int fd, off64_t size) {
	char path[4096];
	if (!find(fd, path, sizeof path)) return real_truncate(fd, size);
	if (write_fails()) return -1;
	pthread_mutex_lock(&order);
	int failed = real_truncate(fd, size);
	if (!failed) note('T', path, size, NULL, 0);
	pthread_mutex_unlock(&order);
	return failed;
}

int ftruncate64(int fd, off64_t size) { return cut(fd, size); }
int ftruncate(int fd, off_t size) { return cut(fd, size); }

int unlink(const char *path) {
	if (!ours(path)) return real_unlink(path);
	pthread_mutex_lock(&order);
	int failed = real_unlink(path);
	if (!failed) note('U', path, 0, NULL, 0);
	pthread_mutex_unlock(&order);
	return failed;
}
