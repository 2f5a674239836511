/* Preloaded before the C library: records what a program writes to the disk under one folder, or lets it fail; and a
   clock that jumps.

   DISK_UNDER   the folder
   DISK_LOG     a file to which a record of each call is appended
   DISK_FAULT   full:K (nothing more can be written from the K-th write on, of which half is written),
                sync:K (the K-th request to write through fails), syncs:K (it and all later ones)
   DISK_CLOCK   a second: of what the clock says then, and a day later each other time

   A record is: kind, inode, offset, length of the path, length of the data (five native 64-bit numbers), path, data. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static char under[PATH_MAX], fault[16];
static int noted = -1;
static long counted, at, asked;

/* Called at the start of a program, and again by a child that was forked with another environment. */
__attribute__((constructor)) void disk_begin(void) {
    const char *folder = getenv("DISK_UNDER"), *log = getenv("DISK_LOG"), *what = getenv("DISK_FAULT");
    snprintf(under, sizeof under, "%s", folder ? folder : "");
    fault[0] = 0, counted = 0, at = 0, noted = -1;
    if (what) sscanf(what, "%15[^:]:%ld", fault, &at);
    if (under[0] && log) noted = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static int inside(const char *path) {
    size_t length = strlen(under);
    return length && !strncmp(path, under, length) && (path[length] == '/' || !path[length]);
}

static void note(long kind, long inode, long offset, const char *path, const void *data, long size) {
    if (noted < 0) return;
    long head[5] = {kind, inode, offset, (long)strlen(path), size};
    struct iovec parts[3] = {{head, sizeof head}, {(void *)path, head[3]}, {(void *)data, size}};
    int kept = errno;
    if (syscall(SYS_writev, noted, parts, 3) < 0) abort();
    errno = kept;
}

/* The whole path of a name; empty where it is none of ours. */
static const char *whole(int folder, const char *name, char *path) {
    char link[64];
    path[0] = 0;
    if (!under[0]) return path;
    if (name[0] == '/') {
        snprintf(path, PATH_MAX, "%s", name);
    } else {
        snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
        ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
        if (length < 0) length = 0;
        snprintf(path + length, PATH_MAX - length, "/%s", name);
    }
    if (!inside(path)) path[0] = 0;
    return path;
}

/* The path of an open file or folder, and what it is; empty where it is none of ours. */
static const char *opened(int number, struct stat *about, char *path) {
    char link[64];
    path[0] = 0;
    if (!under[0]) return path;
    int kept = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", number);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
    if (!inside(path) || fstat(number, about)) path[0] = 0;
    errno = kept;
    return path;
}

/* How much of a write is done: all of it, half of the one with which the disk is full, or -1. */
static ssize_t room(int number, size_t size) {
    struct stat about;
    char path[PATH_MAX];
    if (strcmp(fault, "full") || number < 3 || !*opened(number, &about, path)) return size;
    if (++counted < at) return size;
    if (counted == at && size > 1) return size / 2;
    errno = ENOSPC;
    return -1;
}

static void put(int number, long offset, const void *data, ssize_t size) {
    struct stat about;
    char path[PATH_MAX];
    if (size <= 0 || !*opened(number, &about, path)) return;
    note(number < 3 ? 's' : 'w', about.st_ino, offset, path, data, size);
}

ssize_t write(int number, const void *data, size_t size) {
    ssize_t most = room(number, size);
    if (most < 0) return -1;
    ssize_t done = syscall(SYS_write, number, data, most);
    if (under[0] && done > 0) put(number, lseek(number, 0, SEEK_CUR) - done, data, done);
    return done;
}

ssize_t pwrite64(int number, const void *data, size_t size, off_t offset) {
    ssize_t most = room(number, size);
    if (most < 0) return -1;
    ssize_t done = syscall(SYS_pwrite64, number, data, most, offset);
    put(number, offset, data, done);
    return done;
}
ssize_t pwrite(int number, const void *data, size_t size, off_t offset) { return pwrite64(number, data, size, offset); }

int ftruncate64(int number, off_t length) {
    struct stat about;
    char path[PATH_MAX];
    int done = syscall(SYS_ftruncate, number, length);
    if (!done && *opened(number, &about, path)) note('t', about.st_ino, length, path, "", 0);
    return done;
}
int ftruncate(int number, off_t length) { return ftruncate64(number, length); }

static int through(int number, long call) {
    struct stat about;
    char path[PATH_MAX];
    int ours = *opened(number, &about, path);
    if (ours && !strncmp(fault, "sync", 4) && (++counted == at || (fault[4] && counted > at))) {
        errno = EIO;
        return -1;
    }
    int done = syscall(call, number);
    if (!done && ours) note(S_ISDIR(about.st_mode) ? 'd' : 'f', about.st_ino, 0, path, "", 0);
    return done;
}
int fsync(int number) { return through(number, SYS_fsync); }
int fdatasync(int number) { return through(number, SYS_fdatasync); }

static int get(int folder, const char *name, int flags, mode_t mode) {
    struct stat about;
    char path[PATH_MAX];
    int made = 0;
    if (flags & (O_CREAT | O_TRUNC) && *whole(folder, name, path))
        made = syscall(SYS_faccessat, folder, name, F_OK) ? 'c' : flags & O_TRUNC ? 't' : 0;
    int number = syscall(SYS_openat, folder, name, flags, mode);
    if (number >= 0 && made && !fstat(number, &about)) note(made, about.st_ino, 0, path, "", 0);
    return number;
}
#define MODE mode_t mode = 0; if (flags & (O_CREAT | __O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }
int open(const char *name, int flags, ...) { MODE return get(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE return get(AT_FDCWD, name, flags, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE return get(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE return get(folder, name, flags, mode); }

static int named(int done, long kind, int folder, const char *name, int second, const char *target) {
    char path[PATH_MAX], other[PATH_MAX];
    if (done) return done;
    whole(folder, name, path);
    if (target) whole(second, target, other);
    if (*path) note(kind, 0, 0, path, target ? other : "", target ? strlen(other) : 0);
    return done;
}
int renameat(int a, const char *from, int b, const char *to) {
    return named(syscall(SYS_renameat2, a, from, b, to, 0), 'r', a, from, b, to);
}
int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }
int linkat(int a, const char *from, int b, const char *to, int flags) {
    return named(syscall(SYS_linkat, a, from, b, to, flags), 'l', a, from, b, to);
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }
int unlinkat(int folder, const char *name, int flags) {
    return named(syscall(SYS_unlinkat, folder, name, flags), 'u', folder, name, 0, NULL);
}
int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }
int rmdir(const char *name) { return unlinkat(AT_FDCWD, name, AT_REMOVEDIR); }
int mkdirat(int folder, const char *name, mode_t mode) {
    return named(syscall(SYS_mkdirat, folder, name, mode), 'm', folder, name, 0, NULL);
}
int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }

/* Whether there is a clock of our own, and what it says. */
static int now(long *second) {
    const char *told = getenv("DISK_CLOCK");
    if (told) *second = atol(told) + 86400L * (asked++ % 2);
    return told != NULL;
}
int clock_gettime(clockid_t which, struct timespec *found) {
    int done = syscall(SYS_clock_gettime, which, found);
    long second;
    if (which == CLOCK_REALTIME && now(&second)) found->tv_sec = second;
    return done;
}
int gettimeofday(struct timeval *restrict found, void *restrict zone) {
    struct timespec real;
    int done = clock_gettime(CLOCK_REALTIME, &real);
    found->tv_sec = real.tv_sec, found->tv_usec = real.tv_nsec / 1000;
    return done;
}
time_t time(time_t *found) {
    struct timespec real;
    clock_gettime(CLOCK_REALTIME, &real);
    if (found) *found = real.tv_sec;
    return real.tv_sec;
}
