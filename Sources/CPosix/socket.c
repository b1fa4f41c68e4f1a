// Addresses and sockets.
#include "internal.h"

#include <arpa/inet.h>
#include <fcntl.h>
#ifdef __linux__
#include <linux/filter.h>
#endif
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

_Static_assert(sizeof(struct sockaddr_storage) <= sizeof(((cposix_address *)0)->bytes), "an address fits");
_Static_assert(sizeof(cposix_piece) == sizeof(struct iovec), "a piece is an iovec");
_Static_assert(offsetof(cposix_piece, count) == offsetof(struct iovec, iov_len), "a piece is an iovec");

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0  // macOS: cposix_ignore_broken_pipes
#endif

const char *cposix_error_text(int32_t code) { return strerror(code); }

bool cposix_is_exhausted(int32_t code) {
    return code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM;
}

// MARK: addresses

int32_t cposix_look_up(const char *host, uint16_t port, cposix_address *address) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *list = NULL;
    int code = getaddrinfo(host, NULL, &hints, &list);
    if (code == 0 && (list == NULL || list->ai_addrlen > sizeof address->bytes)) { code = EAI_NONAME; }
    if (code == 0) {
        memset(address, 0, sizeof *address);
        memcpy(address->bytes, list->ai_addr, list->ai_addrlen);
        address->count = (uint32_t)list->ai_addrlen;
        cposix_set_port(address, port);
    }
    if (list) { freeaddrinfo(list); }
    return code;
}

int32_t cposix_look_up_all(
    const char *host, uint16_t port, cposix_address *addresses, int32_t capacity, int32_t *count) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list = NULL;
    int code = getaddrinfo(host, NULL, &hints, &list);
    *count = 0;
    for (struct addrinfo *entry = list; entry && *count < capacity; entry = entry->ai_next) {
        if (entry->ai_addrlen > sizeof addresses->bytes) { continue; }
        cposix_address *address = addresses + (*count)++;
        memset(address, 0, sizeof *address);
        memcpy(address->bytes, entry->ai_addr, entry->ai_addrlen);
        address->count = (uint32_t)entry->ai_addrlen;
        cposix_set_port(address, port);
    }
    if (list) { freeaddrinfo(list); }
    return code == 0 && *count == 0 ? EAI_NONAME : code;
}

const char *cposix_lookup_error_text(int32_t code) { return gai_strerror(code); }

static int family(const cposix_address *address) { return ((const struct sockaddr *)address->bytes)->sa_family; }

// The port is at the same offset in an IPv4 and an IPv6 address.
uint16_t cposix_port(const cposix_address *address) {
    return ntohs(((const struct sockaddr_in *)address->bytes)->sin_port);
}

void cposix_set_port(cposix_address *address, uint16_t port) {
    ((struct sockaddr_in *)address->bytes)->sin_port = htons(port);
}

static uint64_t big_endian(const uint8_t *bytes, int count) {
    uint64_t number = 0;
    for (int i = 0; i < count; i++) { number = number << 8 | bytes[i]; }
    return number;
}

static cposix_ip mapped(const void *ipv4) {
    return (cposix_ip){.high = 0, .low = UINT64_C(0xffff00000000) | big_endian(ipv4, 4)};
}

static cposix_ip unmapped(const void *ipv6) {
    return (cposix_ip){.high = big_endian(ipv6, 8), .low = big_endian((const uint8_t *)ipv6 + 8, 8)};
}

cposix_ip cposix_ip_of(const cposix_address *address) {
    return family(address) == AF_INET ? mapped(&((const struct sockaddr_in *)address->bytes)->sin_addr)
                                      : unmapped(&((const struct sockaddr_in6 *)address->bytes)->sin6_addr);
}

// IPv4: four decimal numbers up to 255 without leading zeros, separated by dots. inet_pton takes three times as long.
static bool parse_ipv4(const uint8_t *text, size_t count, uint8_t bytes[4]) {
    const uint8_t *end = text + count;
    for (int i = 0; i < 4; i++) {
        if (i > 0 && (text == end || *text++ != '.')) { return false; }
        const uint8_t *start = text;
        unsigned number = 0;
        while (text < end && (unsigned)(*text - '0') < 10 && text - start < 3) { number = number * 10 + (*text++ - '0'); }
        if (text == start || number > 255 || (*start == '0' && text - start > 1)) { return false; }
        bytes[i] = (uint8_t)number;
    }
    return text == end;
}

bool cposix_parse_ip(const uint8_t *text, size_t count, cposix_ip *ip) {
    uint8_t bytes[16];
    if (parse_ipv4(text, count, bytes)) {
        *ip = mapped(bytes);
        return true;
    }
    char copy[INET6_ADDRSTRLEN];
    if (count == 0 || count >= sizeof copy || memchr(text, 0, count)) { return false; }
    memcpy(copy, text, count);
    copy[count] = 0;
    if (inet_pton(AF_INET6, copy, bytes) != 1) { return false; }
    *ip = unmapped(bytes);
    return true;
}

size_t cposix_ip_text(cposix_ip ip, uint8_t text[48]) {
    uint8_t bytes[16];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(ip.high >> (56 - 8 * i));
        bytes[8 + i] = (uint8_t)(ip.low >> (56 - 8 * i));
    }
    bool is_mapped = cposix_ip_is_mapped(ip);
    const char *written = inet_ntop(is_mapped ? AF_INET : AF_INET6, is_mapped ? bytes + 12 : bytes, (char *)text, 48);
    return written ? strlen(written) : 0;
}

bool cposix_is_ipv6(const char *text) {
    uint8_t bytes[16];
    return inet_pton(AF_INET6, text, bytes) == 1;
}

// MARK: sockets

static int32_t set(int32_t descriptor, int level, int name, const void *value, socklen_t size) {
    return setsockopt(descriptor, level, name, value, size) == 0 ? 0 : -errno;
}

int32_t cposix_set_option(int32_t descriptor, cposix_option option, int32_t value) {
    struct linger linger = {.l_onoff = value, .l_linger = 0};
    switch (option) {
    case cposix_no_delay: return set(descriptor, IPPROTO_TCP, TCP_NODELAY, &value, sizeof value);
    case cposix_reuse_address: return set(descriptor, SOL_SOCKET, SO_REUSEADDR, &value, sizeof value);
#ifdef SO_REUSEPORT_LB
    case cposix_reuse_port: return set(descriptor, SOL_SOCKET, SO_REUSEPORT_LB, &value, sizeof value);
#else
    case cposix_reuse_port: return set(descriptor, SOL_SOCKET, SO_REUSEPORT, &value, sizeof value);
#endif
    case cposix_receive_buffer: return set(descriptor, SOL_SOCKET, SO_RCVBUF, &value, sizeof value);
    case cposix_send_buffer: return set(descriptor, SOL_SOCKET, SO_SNDBUF, &value, sizeof value);
    case cposix_reset_on_close: return set(descriptor, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    }
    return -EINVAL;
}

bool cposix_reuse_port_balances(void) {
#if defined(__linux__) || defined(SO_REUSEPORT_LB)
    return true;
#else
    return false;
#endif
}

#ifndef SOCK_CLOEXEC
// macOS has no flags for it.
static int32_t prepare(int32_t descriptor, bool blocks) {
    if (descriptor < 0) { return -errno; }
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    if (!blocks) { fcntl(descriptor, F_SETFL, O_NONBLOCK); }
    return descriptor;
}
#endif

static int32_t stream_socket(int domain, bool blocks) {
#ifdef SOCK_CLOEXEC
    int32_t descriptor = socket(domain, SOCK_STREAM | SOCK_CLOEXEC | (blocks ? 0 : SOCK_NONBLOCK), 0);
    return descriptor < 0 ? -errno : descriptor;
#else
    return prepare(socket(domain, SOCK_STREAM, 0), blocks);
#endif
}

int32_t cposix_bind(const cposix_address *address, bool reuse_port) {
    int32_t descriptor = stream_socket(family(address), false);
    if (descriptor < 0) { return descriptor; }
    cposix_set_option(descriptor, cposix_reuse_address, 1);
    if (reuse_port) { cposix_set_option(descriptor, cposix_reuse_port, 1); }
    // Some systems and configurations set IPV6_V6ONLY by default.
    int off = 0;
    if (family(address) == AF_INET6) { set(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off); }
    if (bind(descriptor, (const struct sockaddr *)address->bytes, address->count) == 0) { return descriptor; }
    int32_t code = errno;
    close(descriptor);
    return -code;
}

int32_t cposix_listen(const cposix_address *address, bool reuse_port) {
    int32_t listener = cposix_bind(address, reuse_port);
    if (listener < 0 || listen(listener, 4096) == 0) { return listener; }
    int32_t code = errno;
    close(listener);
    return -code;
}

void cposix_drop_attempts(int32_t listener) {
#ifdef __linux__
    // A backlog of 0 would still let one attempt at a time through. The flags are byte 13 of the TCP header (RFC 9293 3.1).
    enum { flags = 13, syn = 0x02 };
    struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, flags),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, syn, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
    };
    struct sock_fprog filter = {.len = sizeof program / sizeof *program, .filter = program};
    set(listener, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
#else
    listen(listener, 0);
#endif
}

int32_t cposix_local_port(int32_t descriptor) {
    cposix_address address;
    socklen_t length = sizeof address.bytes;
    if (getsockname(descriptor, (struct sockaddr *)address.bytes, &length) != 0) { return -errno; }
    return cposix_port(&address);
}

int32_t cposix_accept(int32_t listener, cposix_address *peer) {
    socklen_t length = sizeof peer->bytes;
#ifdef SOCK_CLOEXEC
    int32_t descriptor = REPEATED(
        int32_t, accept4(listener, (struct sockaddr *)peer->bytes, &length, SOCK_NONBLOCK | SOCK_CLOEXEC));
#else
    int32_t descriptor = REPEATED(int32_t, accept(listener, (struct sockaddr *)peer->bytes, &length));
    if (descriptor >= 0) { prepare(descriptor, false); }
#endif
    peer->count = (uint32_t)length;
    return descriptor;
}

int64_t cposix_receive(int32_t descriptor, void *bytes, size_t count) {
    return REPEATED(int64_t, recv(descriptor, bytes, count, 0));
}

int64_t cposix_send(int32_t descriptor, const void *bytes, size_t count) {
    return REPEATED(int64_t, send(descriptor, bytes, count, MSG_NOSIGNAL));
}

int64_t cposix_send_pieces(int32_t descriptor, const cposix_piece *pieces, int32_t count) {
    struct msghdr message = {.msg_iov = (struct iovec *)pieces, .msg_iovlen = count < 64 ? count : 64};
    return REPEATED(int64_t, sendmsg(descriptor, &message, MSG_NOSIGNAL));
}

int32_t cposix_end_sending(int32_t descriptor) { return shutdown(descriptor, SHUT_WR) == 0 ? 0 : -errno; }

// Not repeated: Linux closes the descriptor even when the call is interrupted.
int32_t cposix_close(int32_t descriptor) { return close(descriptor) == 0 ? 0 : -errno; }

int32_t cposix_duplicate(int32_t descriptor) {
    int32_t copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    return copy < 0 ? -errno : copy;
}

int32_t cposix_replace(int32_t descriptor, int32_t other) {
    int32_t result = REPEATED(int32_t, dup2(other, descriptor));
    if (result < 0) { return result; }
    // macOS has no dup3. The program starts no programs, so the flag may be set later.
    return fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 ? 0 : -errno;
}

int32_t cposix_client_socket(const cposix_address *address, int32_t timeout) {
    int32_t descriptor = stream_socket(family(address), true);
    if (descriptor < 0) { return descriptor; }
    struct timeval limit = {.tv_sec = timeout / 1000, .tv_usec = timeout % 1000 * 1000};
    set(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    set(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    return descriptor;
}

int32_t cposix_connect(int32_t descriptor, const cposix_address *address) {
    return connect(descriptor, (const struct sockaddr *)address->bytes, address->count) == 0 ? 0 : -errno;
}

int32_t cposix_socket_pair(int32_t descriptors[2]) {
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, descriptors) != 0) { return -errno; }
    for (int i = 0; i < 2; i++) {
        fcntl(descriptors[i], F_SETFD, FD_CLOEXEC);
        fcntl(descriptors[i], F_SETFL, O_NONBLOCK);
    }
    return 0;
}

int32_t cposix_wait_readable(int32_t descriptor, int32_t timeout) {
    struct pollfd event = {.fd = descriptor, .events = POLLIN};
    return REPEATED(int32_t, poll(&event, 1, timeout)) > 0;
}

void cposix_sleep(int32_t milliseconds) {
    struct timespec time = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L};
    nanosleep(&time, NULL);
}
