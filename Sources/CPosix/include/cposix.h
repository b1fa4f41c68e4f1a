// What Glibc's Swift module hides or cannot express: epoll, eventfd, accept4. Header only; no logic lives here.
#ifndef CPOSIX_H
#define CPOSIX_H

#include <link.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>

// Declared here because <sys/socket.h> hides it unless _GNU_SOURCE is set before the first header is read.
extern int accept4(int, struct sockaddr *, socklen_t *, int);

static inline int cposix_accept(int listener, struct sockaddr_storage *address) {
    socklen_t length = sizeof *address;
    return accept4(listener, (struct sockaddr *)address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static inline int cposix_stream_socket(int family) {
    return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static inline int cposix_set_option(int fd, int level, int option, int value) {
    return setsockopt(fd, level, option, &value, sizeof value);
}

static inline int cposix_no_delay(int fd) { return cposix_set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1); }

static inline int cposix_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static inline int cposix_epoll_set(int epoll, int operation, int fd, uint32_t events, uint64_t data) {
    struct epoll_event event = {.events = events, .data = {.u64 = data}};
    return epoll_ctl(epoll, operation, fd, &event);
}

static inline int cposix_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

// The address a connection is counted under: all of an IPv4 address, the first 64 bits of an IPv6 one, which is what one
// subscriber is usually given.
static inline uint64_t cposix_address_key(const struct sockaddr_storage *address) {
    if (address->ss_family == AF_INET) {
        return ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr);
    }
    const uint8_t *bytes = ((const struct sockaddr_in6 *)address)->sin6_addr.s6_addr;
    uint64_t high = 0, low = 0;
    for (int i = 0; i < 8; i++) { high = high << 8 | bytes[i]; low = low << 8 | bytes[8 + i]; }
    return high == 0 && low >> 32 == 0xffff ? low & 0xffffffff : high;  // ::ffff:a.b.c.d is an IPv4 client
}

// Blocks of 128 KiB and more are mapped by themselves, however many of them there were, so that they go back when they are free.
static inline void cposix_keep_heap_small(void) { mallopt(M_MMAP_THRESHOLD, 128 << 10); }

// Gives free memory back to the system.
static inline void cposix_give_back(void) { malloc_trim(0); }

// Lets go of the pages of code and embedded data that only the start has read: all of the program that is never written. What
// is needed again comes back by itself.
static inline void cposix_forget_start(void) {
    const ElfW(Phdr) *parts = (const ElfW(Phdr) *)getauxval(AT_PHDR);
    size_t count = getauxval(AT_PHNUM);
    uintptr_t base = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].p_type == PT_PHDR) { base = (uintptr_t)parts - parts[i].p_vaddr; }
    }
    for (size_t i = 0; i < count; i++) {
        if (parts[i].p_type != PT_LOAD || parts[i].p_flags & PF_W) { continue; }
        uintptr_t start = (base + parts[i].p_vaddr) & ~(uintptr_t)4095;
        madvise((void *)start, base + parts[i].p_vaddr + parts[i].p_memsz - start, MADV_DONTNEED);
    }
}

enum {
    cposix_readable = EPOLLIN,
    cposix_writable = EPOLLOUT,
    cposix_add = EPOLL_CTL_ADD,
    cposix_modify = EPOLL_CTL_MOD,
    cposix_remove = EPOLL_CTL_DEL
};

#endif
