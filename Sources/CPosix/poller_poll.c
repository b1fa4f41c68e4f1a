// The poller on poll(2), for systems without epoll. The cost of a wait is proportional to the number of descriptors.
#include "internal.h"

#if !USE_EPOLL
#include <poll.h>
#include <stdlib.h>

struct cposix_poller {
    struct pollfd *entries;
    uint64_t *tags;
    int count;
    int capacity;
    // The index in `entries` plus 1 of each descriptor; 0 if it is not there.
    int *index;
    int index_capacity;
    // The entry after the last reported one, where the next wait starts: more descriptors may be ready than one wait returns.
    int start;
};

cposix_poller *cposix_poller_create(void) { return calloc(1, sizeof(cposix_poller)); }

void cposix_poller_destroy(cposix_poller *poller) {
    free(poller->entries);
    free(poller->tags);
    free(poller->index);
    free(poller);
}

static short events(uint32_t interest) {
    return (interest & cposix_readable ? POLLIN : 0) | (interest & cposix_writable ? POLLOUT : 0);
}

static int find(cposix_poller *poller, int32_t descriptor) {
    return descriptor >= 0 && descriptor < poller->index_capacity ? poller->index[descriptor] - 1 : -1;
}

int32_t cposix_poller_add(cposix_poller *poller, int32_t descriptor, uint32_t interest, uint64_t tag) {
    if (descriptor < 0) { return -EBADF; }
    if (find(poller, descriptor) >= 0) { return -EEXIST; }
    if (descriptor >= poller->index_capacity) {
        int capacity = descriptor < 64 ? 128 : descriptor * 2;
        int *index = realloc(poller->index, (size_t)capacity * sizeof *index);
        if (!index) { return -ENOMEM; }
        for (int i = poller->index_capacity; i < capacity; i++) { index[i] = 0; }
        poller->index = index;
        poller->index_capacity = capacity;
    }
    if (poller->count == poller->capacity) {
        int capacity = poller->capacity ? poller->capacity * 2 : 64;
        struct pollfd *entries = realloc(poller->entries, (size_t)capacity * sizeof *entries);
        if (!entries) { return -ENOMEM; }
        poller->entries = entries;
        uint64_t *tags = realloc(poller->tags, (size_t)capacity * sizeof *tags);
        if (!tags) { return -ENOMEM; }
        poller->tags = tags;
        poller->capacity = capacity;
    }
    poller->entries[poller->count] = (struct pollfd){.fd = descriptor, .events = events(interest)};
    poller->tags[poller->count] = tag;
    poller->index[descriptor] = ++poller->count;
    return 0;
}

int32_t cposix_poller_change(cposix_poller *poller, int32_t descriptor, uint32_t interest, uint64_t tag) {
    int found = find(poller, descriptor);
    if (found < 0) { return -ENOENT; }
    poller->entries[found].events = events(interest);
    poller->tags[found] = tag;
    return 0;
}

void cposix_poller_remove(cposix_poller *poller, int32_t descriptor) {
    int found = find(poller, descriptor);
    if (found < 0) { return; }
    poller->index[descriptor] = 0;
    int last = --poller->count;
    if (found == last) { return; }
    poller->entries[found] = poller->entries[last];
    poller->tags[found] = poller->tags[last];
    poller->index[poller->entries[found].fd] = found + 1;
}

int32_t cposix_poller_wait(cposix_poller *poller, uint64_t *tags, int32_t capacity, int32_t timeout) {
    int ready = poll(poller->entries, (nfds_t)poller->count, timeout);
    if (ready <= 0) { return 0; }
    int stored = 0, seen = 0;
    int start = poller->start < poller->count ? poller->start : 0;
    while (stored < capacity && stored < ready && seen < poller->count) {
        int at = (start + seen++) % poller->count;
        if (poller->entries[at].revents) { tags[stored++] = poller->tags[at]; }
    }
    poller->start = start + seen;
    if (poller->start >= poller->count) { poller->start -= poller->count; }
    return stored;
}

#endif
