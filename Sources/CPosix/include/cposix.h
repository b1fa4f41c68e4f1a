// The system interface of bilateral: the only module that includes the headers of the C library.
//
// Results: a function that can fail returns a value of 0 or more, or a negated errno value. Interrupted calls are repeated.
// Descriptors are closed on exec. Times are in the unit that a name says.
#ifndef CPOSIX_H
#define CPOSIX_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// MARK: errors

enum {
    cposix_would_block = EAGAIN,
    cposix_address_in_use = EADDRINUSE,
    cposix_address_not_available = EADDRNOTAVAIL,
    cposix_access_denied = EACCES,
    cposix_broken_pipe = EPIPE,
    cposix_too_many_descriptors = EMFILE,
    cposix_is_folder = EISDIR
};

// The message of a positive errno value. Valid until the next call in this thread.
const char *cposix_error_text(int32_t code);

// Whether an accept that failed with this positive errno value leaves the connection in the backlog.
bool cposix_is_exhausted(int32_t code);

// MARK: bytes

// The index of the first `byte` among `count` bytes, or −1.
static inline ptrdiff_t cposix_index_of(uint8_t byte, const void *bytes, size_t count) {
    const void *found = count > 0 ? __builtin_memchr(bytes, byte, count) : NULL;
    return found ? (const char *)found - (const char *)bytes : -1;
}

static inline bool cposix_equal(const void *left, const void *right, size_t count) {
    return __builtin_memcmp(left, right, count) == 0;
}

// MARK: addresses

// An IPv4 or IPv6 socket address; a `sockaddr` of `count` bytes.
typedef struct {
    _Alignas(8) uint8_t bytes[128];
    uint32_t count;
} cposix_address;

// Looks up a host name or numeric address. Returns 0, or a code for `cposix_lookup_error_text`.
int32_t cposix_look_up(const char *host, uint16_t port, cposix_address *address);
// Looks up the addresses for a client: stores up to `capacity` addresses, best first, and sets `count` to their number.
int32_t cposix_look_up_all(
    const char *host, uint16_t port, cposix_address *addresses, int32_t capacity, int32_t *count);
const char *cposix_lookup_error_text(int32_t code);

uint16_t cposix_port(const cposix_address *address);
void cposix_set_port(cposix_address *address, uint16_t port);

// An IPv6 address as two numbers; an IPv4 address is mapped to IPv6.
typedef struct {
    uint64_t high;
    uint64_t low;
} cposix_ip;

cposix_ip cposix_ip_of(const cposix_address *address);
// Whether it is a mapped IPv4 address.
static inline bool cposix_ip_is_mapped(cposix_ip ip) { return ip.high == 0 && ip.low >> 32 == 0xffff; }
// The key under which connections of an address are counted: an IPv4 address, or the first 64 bits of an IPv6 address, the usual
// assignment to one subscriber. An IPv4-mapped address has the key of the IPv4 address.
static inline uint64_t cposix_ip_key(cposix_ip ip) { return cposix_ip_is_mapped(ip) ? (uint32_t)ip.low : ip.high; }
// Parses a numeric address of `count` bytes. False if `text` is not one.
bool cposix_parse_ip(const uint8_t *text, size_t count, cposix_ip *ip);
// Writes the text of an address, an IPv4 address in dotted form, and returns its size, at most 45.
size_t cposix_ip_text(cposix_ip ip, uint8_t text[48]);

bool cposix_is_ipv6(const char *text);

// MARK: sockets

typedef enum {
    cposix_no_delay,
    cposix_reuse_address,
    cposix_reuse_port,
    cposix_receive_buffer,
    cposix_send_buffer,
    // close() sends a reset and discards unsent output.
    cposix_reset_on_close
} cposix_option;

int32_t cposix_set_option(int32_t descriptor, cposix_option option, int32_t value);

// Whether the system distributes connections over the sockets that share a port with `cposix_reuse_port`.
bool cposix_reuse_port_balances(void);

// Makes the kernel drop new connection attempts, which clients repeat; attempts in progress are completed. For a listener that
// closes soon. Linux drops all; elsewhere, those beyond a backlog of 0.
void cposix_drop_attempts(int32_t listener);
// A non-blocking socket bound to an address. Fails if another socket listens there, unless both reuse the port.
int32_t cposix_bind(const cposix_address *address, bool reuse_port);
// A non-blocking socket that listens. An IPv6 socket accepts IPv4 clients too.
int32_t cposix_listen(const cposix_address *address, bool reuse_port);
int32_t cposix_local_port(int32_t descriptor);
// A non-blocking connection, and the peer's address.
int32_t cposix_accept(int32_t listener, cposix_address *peer);
int64_t cposix_receive(int32_t descriptor, void *bytes, size_t count);
// Sends without raising SIGPIPE.
int64_t cposix_send(int32_t descriptor, const void *bytes, size_t count);

typedef struct {
    const void *start;
    size_t count;
} cposix_piece;

// Sends up to 64 pieces with one system call.
int64_t cposix_send_pieces(int32_t descriptor, const cposix_piece *pieces, int32_t count);
int32_t cposix_end_sending(int32_t descriptor);
int32_t cposix_close(int32_t descriptor);
int32_t cposix_duplicate(int32_t descriptor);
// Closes `descriptor` and makes it refer to the file of `other`, in one step.
int32_t cposix_replace(int32_t descriptor, int32_t other);

// A blocking client socket; a read or write fails with EAGAIN after `timeout` milliseconds.
int32_t cposix_client_socket(const cposix_address *address, int32_t timeout);
int32_t cposix_connect(int32_t descriptor, const cposix_address *address);
// Two connected non-blocking sockets.
int32_t cposix_socket_pair(int32_t descriptors[2]);
// Waits until the descriptor is readable or ended, for up to `timeout` milliseconds. Returns 1 or 0.
int32_t cposix_wait_readable(int32_t descriptor, int32_t timeout);
void cposix_sleep(int32_t milliseconds);

// MARK: poller

// Waits for events of many descriptors: epoll on Linux; poll(2) elsewhere, and with -DBILATERAL_POLL. Level-triggered. Errors and
// hang-ups are always reported. Used by one thread.
typedef struct cposix_poller cposix_poller;

enum { cposix_readable = 1, cposix_writable = 2 };

// NULL if the system has no resources.
cposix_poller *cposix_poller_create(void);
void cposix_poller_destroy(cposix_poller *poller);
int32_t cposix_poller_add(cposix_poller *poller, int32_t descriptor, uint32_t interest, uint64_t tag);
int32_t cposix_poller_change(cposix_poller *poller, int32_t descriptor, uint32_t interest, uint64_t tag);
// Call it before the descriptor is closed.
void cposix_poller_remove(cposix_poller *poller, int32_t descriptor);
// Waits for up to `timeout` milliseconds (−1: without limit) and stores the tags of up to `capacity` (at most 256) ready descriptors.
// Returns their number.
int32_t cposix_poller_wait(cposix_poller *poller, uint64_t *tags, int32_t capacity, int32_t timeout);

// MARK: wake-up

// Wakes the thread that polls `reader`; any thread may raise it. An event descriptor on Linux, a pipe elsewhere.
typedef struct {
    int32_t reader;
    int32_t writer;
} cposix_wake;

int32_t cposix_wake_open(cposix_wake *wake);
void cposix_wake_raise(cposix_wake wake);
// Makes `reader` unreadable until the next raise.
void cposix_wake_clear(cposix_wake wake);
void cposix_wake_close(cposix_wake wake);

// MARK: files

int32_t cposix_open_to_read(const char *path);
// Creates the file if needed.
int32_t cposix_open_to_append(const char *path);
int64_t cposix_read(int32_t descriptor, void *bytes, size_t count);
int64_t cposix_write(int32_t descriptor, const void *bytes, size_t count);
// The size of a file in bytes; −cposix_is_folder for a folder.
int64_t cposix_file_size(const char *path);

typedef struct cposix_folder cposix_folder;

int32_t cposix_folder_open(const char *path, cposix_folder **folder);
// The name of the next entry, or NULL after the last.
const char *cposix_folder_next(cposix_folder *folder);
void cposix_folder_close(cposix_folder *folder);

// MARK: time

// A monotonic clock.
int64_t cposix_monotonic_microseconds(void);
// Since 1970-01-01T00:00:00Z.
int64_t cposix_wall_seconds(void);
int64_t cposix_wall_microseconds(void);

// MARK: process

enum { cposix_signal_terminate = 1, cposix_signal_interrupt = 2, cposix_signal_hang_up = 4 };

// Blocks a set of signals in this thread and in those that it starts; `cposix_wait_signal` receives them.
void cposix_block_signals(uint32_t signals);
// Waits for one of a set of blocked signals and returns it.
uint32_t cposix_wait_signal(uint32_t signals);
void cposix_ignore_broken_pipes(void);

// The environment variable at an index as `NAME=value`, or NULL after the last.
const char *cposix_environment_entry(ptrdiff_t index);
int32_t cposix_core_count(void);
bool cposix_is_terminal(int32_t descriptor);
// The width of a terminal in characters; 0 if the descriptor is no terminal.
int32_t cposix_terminal_columns(int32_t descriptor);
_Noreturn void cposix_exit(int32_t status);

// Sets the number of descriptors the process may have to `count`, or to the highest that the system allows. Returns it.
int64_t cposix_limit_descriptors(int64_t count);
// The number of open descriptors; −1 if unknown.
int64_t cposix_open_descriptors(void);
int64_t cposix_cpu_microseconds(void);
// Resident memory; −1 if unknown.
int64_t cposix_resident_bytes(void);

// Memory of zeros in whole pages, for blocks of megabytes; the process is aborted if there is none. `prefers_large_pages` asks for
// pages of 2 MiB: their first use takes a third of the time per byte.
void *cposix_allocate_pages(size_t size, bool prefers_large_pages);
void cposix_free_pages(void *start, size_t size);
// Sets when malloc takes memory from the system and returns it.
void cposix_configure_heap(void);
// Returns free memory to the system.
void cposix_return_free_memory(void);
// Releases the pages of code and embedded data that only the start has used. Measured: 8 MB less resident memory after the start.
void cposix_release_program_pages(void);

#endif
