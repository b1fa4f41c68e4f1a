// The poller on epoll(7).
#include "internal.h"

#if USE_EPOLL
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

struct cposix_poller {
    int descriptor;
    struct epoll_event events[256];
};

cposix_poller *cposix_poller_create(void) {
    cposix_poller *poller = malloc(sizeof *poller);
    if (!poller) { return NULL; }
    poller->descriptor = epoll_create1(EPOLL_CLOEXEC);
    if (poller->descriptor >= 0) { return poller; }
    free(poller);
    return NULL;
}

void cposix_poller_destroy(cposix_poller *poller) {
    close(poller->descriptor);
    free(poller);
}

static int32_t control(cposix_poller *poller, int operation, int32_t descriptor, uint32_t interest, uint64_t tag) {
    struct epoll_event event = {
        .events = (interest & cposix_readable ? EPOLLIN : 0) | (interest & cposix_writable ? EPOLLOUT : 0),
        .data.u64 = tag};
    return epoll_ctl(poller->descriptor, operation, descriptor, &event) == 0 ? 0 : -errno;
}

int32_t cposix_poller_add(cposix_poller *poller, int32_t descriptor, uint32_t interest, uint64_t tag) {
    return control(poller, EPOLL_CTL_ADD, descriptor, interest, tag);
}

int32_t cposix_poller_change(cposix_poller *poller, int32_t descriptor, uint32_t interest, uint64_t tag) {
    return control(poller, EPOLL_CTL_MOD, descriptor, interest, tag);
}

void cposix_poller_remove(cposix_poller *poller, int32_t descriptor) {
    control(poller, EPOLL_CTL_DEL, descriptor, 0, 0);
}

int32_t cposix_poller_wait(cposix_poller *poller, uint64_t *tags, int32_t capacity, int32_t timeout) {
    // An interrupted wait returns no events; the caller decides whether to wait again.
    int count = epoll_wait(poller->descriptor, poller->events, capacity < 256 ? capacity : 256, timeout);
    for (int i = 0; i < count; i++) { tags[i] = poller->events[i].data.u64; }
    return count > 0 ? count : 0;
}

#endif
