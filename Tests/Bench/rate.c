/* Latency at a fixed rate: requests are due at equal intervals, independently of the server, and each is timed from the moment it
 * was due, so that a pause of the server counts for every request that waited. Persistent connections, one request at a time each.
 * With OTHER_PATH, a second process requests that path without a pause and is not timed. It shares the first core with the server,
 * at the lowest priority, so that its reading does not delay the process that measures on the second core.
 * usage: rate PORT PATH REQUESTS_PER_SECOND CONNECTIONS SECONDS [OTHER_PATH]
 * prints: requests p50 p99 p99.9 max (microseconds) */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

struct peer {
    int fd;
    long due;         /* when the request was due, in nanoseconds */
    size_t got, need; /* bytes of the response; `need` is 0 until the head is complete */
    char head[4096];
};

static long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void fail(const char *what) {
    fprintf(stderr, "rate: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void send_all(int fd, const char *bytes, size_t size) {
    if (send(fd, bytes, size, MSG_NOSIGNAL) != (ssize_t)size) fail("send");
}

#define REQUEST "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"

static int open_connection(const char *port) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(port)), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&to, sizeof to)) fail("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

/* Receives the available bytes; 1 if the response is complete. Without MSG_DONTWAIT it waits for the complete response. */
static int receive(struct peer *peer, int flags) {
    static char buffer[1 << 14];
    for (;;) {
        ssize_t size = recv(peer->fd, buffer, sizeof buffer, flags);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
        if (size <= 0) fail("the server closed a connection");
        if (!peer->need) {
            size_t space = sizeof peer->head - 1 - peer->got, part = (size_t)size < space ? (size_t)size : space;
            memcpy(peer->head + peer->got, buffer, part);
            peer->head[peer->got + part] = 0;
            char *end = strstr(peer->head, "\r\n\r\n"), *length = strcasestr(peer->head, "\ncontent-length:");
            if (strncmp(peer->head, "HTTP/1.1 200", 12)) { fprintf(stderr, "rate: %.60s\n", peer->head); exit(1); }
            if (end && length) peer->need = (size_t)(end + 4 - peer->head) + strtoul(length + 16, NULL, 10);
            else if (part == space) { fprintf(stderr, "rate: a head without an end or without Content-Length\n"); exit(1); }
        }
        peer->got += (size_t)size;
        if (peer->need && peer->got >= peer->need) {
            peer->got = peer->need = 0;
            return 1;
        }
    }
}

static void pin(int core) {
    if (sysconf(_SC_NPROCESSORS_ONLN) < 2) return;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    if (sched_setaffinity(0, sizeof set, &set)) fail("sched_setaffinity");
}

static pid_t request_continuously(const char *port, const char *path) {
    pid_t child = fork();
    if (child) return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    pin(0);
    if (nice(19) < 0) fail("nice");
    char request[2048];
    size_t size = (size_t)snprintf(request, sizeof request, REQUEST, path);
    struct peer peer = {.fd = open_connection(port)};
    for (;;) {
        send_all(peer.fd, request, size);
        receive(&peer, 0);
    }
}

static int ascending(const void *a, const void *b) {
    long x = *(const long *)a, y = *(const long *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    if (argc < 6) { fprintf(stderr, "usage: rate PORT PATH REQUESTS_PER_SECOND CONNECTIONS SECONDS [OTHER_PATH]\n"); return 2; }
    long rate = atol(argv[3]), seconds = atol(argv[5]), total = rate * seconds, step = 1000000000L / rate;
    int count = atoi(argv[4]);
    pid_t other = argc > 6 ? request_continuously(argv[1], argv[6]) : 0;
    pin(1);
    char request[2048];
    size_t request_size = (size_t)snprintf(request, sizeof request, REQUEST, argv[2]);
    struct peer *peers = calloc((size_t)count, sizeof *peers);
    int *idle = malloc(sizeof(int) * (size_t)count), idle_count = 0;
    long *times = malloc(sizeof(long) * (size_t)total), *queue = malloc(sizeof(long) * (size_t)total);
    int poll = epoll_create1(0), timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    for (int i = 0; i < count; i++) {
        peers[i].fd = open_connection(argv[1]);
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = (unsigned)i};
        epoll_ctl(poll, EPOLL_CTL_ADD, peers[i].fd, &event);
        idle[idle_count++] = i;
    }
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (unsigned)count};
    epoll_ctl(poll, EPOLL_CTL_ADD, timer, &event);
    long start = now() + 1000000, made = 0, taken = 0, done = 0;
    while (done < total) {
        /* Requests that are due are sent, or wait for an idle connection. */
        for (long t = now(); made < total && start + made * step <= t; made++) queue[made] = start + made * step;
        while (taken < made && idle_count > 0) {
            struct peer *peer = &peers[idle[--idle_count]];
            peer->due = queue[taken++];
            send_all(peer->fd, request, request_size);
        }
        if (made < total) {
            long due = start + made * step;
            struct itimerspec at = {.it_value = {due / 1000000000L, due % 1000000000L}};
            timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
        }
        struct epoll_event events[256];
        int ready = epoll_wait(poll, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            unsigned index = events[i].data.u32;
            if (index == (unsigned)count) {
                unsigned long ticks;
                if (read(timer, &ticks, sizeof ticks) < 0 && errno != EAGAIN) fail("timer");
            } else if (receive(&peers[index], MSG_DONTWAIT)) {
                times[done++] = now() - peers[index].due;
                idle[idle_count++] = (int)index;
            }
        }
    }
    qsort(times, (size_t)total, sizeof *times, ascending);
    if (other) kill(other, SIGKILL);
    printf("%ld %.0f %.0f %.0f %.0f\n", total, times[total / 2] / 1e3, times[total * 99 / 100] / 1e3,
           times[total * 999 / 1000] / 1e3, times[total - 1] / 1e3);
    return 0;
}
