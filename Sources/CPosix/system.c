// Files, clocks, signals, the process and its memory.
#include "internal.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <link.h>
#include <sys/auxv.h>
#endif
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

// MARK: files

int32_t cposix_open_to_read(const char *path) { return REPEATED(int32_t, open(path, O_RDONLY | O_CLOEXEC)); }

int32_t cposix_open_to_append(const char *path) {
    return REPEATED(int32_t, open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644));
}

int64_t cposix_read(int32_t descriptor, void *bytes, size_t count) {
    return REPEATED(int64_t, read(descriptor, bytes, count));
}

int64_t cposix_write(int32_t descriptor, const void *bytes, size_t count) {
    return REPEATED(int64_t, write(descriptor, bytes, count));
}

int64_t cposix_file_size(const char *path) {
    struct stat status;
    if (stat(path, &status) != 0) { return -errno; }
    return S_ISDIR(status.st_mode) ? -EISDIR : (int64_t)status.st_size;
}

int32_t cposix_folder_open(const char *path, cposix_folder **folder) {
    *folder = (cposix_folder *)opendir(path);
    return *folder ? 0 : -errno;
}

const char *cposix_folder_next(cposix_folder *folder) {
    struct dirent *entry = readdir((DIR *)folder);
    return entry ? entry->d_name : NULL;
}

void cposix_folder_close(cposix_folder *folder) { closedir((DIR *)folder); }

// MARK: time

static int64_t microseconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

int64_t cposix_monotonic_microseconds(void) { return microseconds(CLOCK_MONOTONIC); }
int64_t cposix_wall_microseconds(void) { return microseconds(CLOCK_REALTIME); }
int64_t cposix_wall_seconds(void) { return time(NULL); }

// MARK: process

static sigset_t set_of(uint32_t signals) {
    sigset_t set;
    sigemptyset(&set);
    if (signals & cposix_signal_terminate) { sigaddset(&set, SIGTERM); }
    if (signals & cposix_signal_interrupt) { sigaddset(&set, SIGINT); }
    if (signals & cposix_signal_hang_up) { sigaddset(&set, SIGHUP); }
    return set;
}

void cposix_block_signals(uint32_t signals) {
    sigset_t set = set_of(signals);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

uint32_t cposix_wait_signal(uint32_t signals) {
    sigset_t set = set_of(signals);
    int number = 0;
    while (sigwait(&set, &number) != 0) {}
    return number == SIGTERM ? cposix_signal_terminate : number == SIGINT ? cposix_signal_interrupt : cposix_signal_hang_up;
}

void cposix_ignore_broken_pipes(void) { signal(SIGPIPE, SIG_IGN); }

const char *cposix_environment_entry(ptrdiff_t index) {
    extern char **environ;
    return environ ? environ[index] : NULL;
}

int32_t cposix_core_count(void) {
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (int32_t)count : 1;
}

bool cposix_is_terminal(int32_t descriptor) { return isatty(descriptor) == 1; }

int32_t cposix_terminal_columns(int32_t descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void cposix_exit(int32_t status) { exit(status); }

int64_t cposix_limit_descriptors(int64_t count) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) { return 1024; }
    rlim_t wanted = (rlim_t)count < limit.rlim_max ? (rlim_t)count : limit.rlim_max;
#ifdef __APPLE__
    if (wanted > OPEN_MAX) { wanted = OPEN_MAX; }
#endif
    limit.rlim_cur = wanted;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur > INT64_MAX ? INT64_MAX : (int64_t)limit.rlim_cur;
}

int64_t cposix_open_descriptors(void) {
#if defined(__linux__) || defined(__APPLE__)
    DIR *folder = opendir("/dev/fd");
    if (!folder) { return -1; }
    int64_t count = -1;  // the folder's own descriptor
    for (struct dirent *entry; (entry = readdir(folder));) { count += entry->d_name[0] != '.'; }
    closedir(folder);
    return count;
#else
    return -1;
#endif
}

int64_t cposix_cpu_microseconds(void) {
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0) { return 0; }
    return ((int64_t)usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

int64_t cposix_resident_bytes(void) {
#ifdef __linux__
    char text[128];
    int descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) { return -1; }
    ssize_t count = read(descriptor, text, sizeof text - 1);
    close(descriptor);
    if (count <= 0) { return -1; }
    text[count] = 0;
    char *second = strchr(text, ' ');
    return second ? strtoll(second, NULL, 10) * sysconf(_SC_PAGESIZE) : -1;
#else
    return -1;
#endif
}

void *cposix_allocate_pages(size_t size, bool prefers_large_pages) {
    void *start = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) {
        fputs("out of memory\n", stderr);
        abort();
    }
#ifdef MADV_HUGEPAGE
    if (prefers_large_pages) { madvise(start, size, MADV_HUGEPAGE); }
#else
    (void)prefers_large_pages;
#endif
    return start;
}

void cposix_free_pages(void *start, size_t size) { munmap(start, size); }

void cposix_configure_heap(void) {
#ifdef __GLIBC__
    // Blocks of 128 KiB and more return to the system when they are freed. A threshold that is set explicitly does not grow with the
    // size of freed blocks.
    mallopt(M_MMAP_THRESHOLD, 128 << 10);
    // The heaps of threads grow by 1 MiB instead of a page, with a system call each time. Measured: 5 % less time to the first
    // response.
    mallopt(M_TOP_PAD, 1 << 20);
#endif
}

void cposix_return_free_memory(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

// The program's read-only segments: code and embedded data. Their pages come back from the file when they are used again.
void cposix_release_program_pages(void) {
#ifdef __linux__
    const ElfW(Phdr) *headers = (const ElfW(Phdr) *)getauxval(AT_PHDR);
    size_t count = getauxval(AT_PHNUM);
    uintptr_t base = 0;
    for (size_t i = 0; i < count; i++) {
        if (headers[i].p_type == PT_PHDR) { base = (uintptr_t)headers - headers[i].p_vaddr; }
    }
    for (size_t i = 0; i < count; i++) {
        if (headers[i].p_type != PT_LOAD || headers[i].p_flags & PF_W) { continue; }
        uintptr_t start = (base + headers[i].p_vaddr) & ~(uintptr_t)(sysconf(_SC_PAGESIZE) - 1);
        madvise((void *)start, base + headers[i].p_vaddr + headers[i].p_memsz - start, MADV_DONTNEED);
    }
#endif
}
