// Waking a thread that waits in the poller.
#include "internal.h"

#include <fcntl.h>
#include <unistd.h>

#if USE_EPOLL
#include <sys/eventfd.h>

int32_t cposix_wake_open(cposix_wake *wake) {
    int descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (descriptor < 0) { return -errno; }
    *wake = (cposix_wake){.reader = descriptor, .writer = descriptor};
    return 0;
}
#else
int32_t cposix_wake_open(cposix_wake *wake) {
    int ends[2];
    if (pipe(ends) != 0) { return -errno; }
    for (int i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
    }
    *wake = (cposix_wake){.reader = ends[0], .writer = ends[1]};
    return 0;
}
#endif

// A full pipe or counter is readable already, so a write that would block needs no second attempt.
void cposix_wake_raise(cposix_wake wake) {
    uint64_t one = 1;
    while (write(wake.writer, &one, sizeof one) < 0 && errno == EINTR) {}
}

void cposix_wake_clear(cposix_wake wake) {
    uint64_t values[32];
    while (read(wake.reader, values, sizeof values) == sizeof values) {}
}

void cposix_wake_close(cposix_wake wake) {
    close(wake.reader);
    if (wake.writer != wake.reader) { close(wake.writer); }
}
