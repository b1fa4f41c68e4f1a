// Declarations that the files of this module share. Included first, because the feature macros must precede the system's headers.
#ifndef CPOSIX_INTERNAL_H
#define CPOSIX_INTERNAL_H

#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "cposix.h"

#if defined(__linux__) && !defined(BILATERAL_POLL)
#define USE_EPOLL 1
#else
#define USE_EPOLL 0
#endif

// Repeats a call while it is interrupted; its value is the call's, or the negated errno value.
#define REPEATED(type, call) ({                              \
    type outcome;                                            \
    do { outcome = (call); } while (outcome < 0 && errno == EINTR); \
    outcome < 0 ? (type)-errno : outcome;                    \
})

#endif
