/* Requests per second in a closed loop: each of 64 connections sends a number of requests at once, and the next batch after the
 * last response. All responses have the length of the first one, and only that length is read: a load generator that parses each
 * response would be slower than the server.
 * usage: depth PORT PATH REQUESTS_AT_ONCE SECONDS
 * prints: requests per second */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { connections = 64, largest = 1 << 20 };

static char buffer[largest];

static void fail(const char *what) {
    fprintf(stderr, "depth: %s: %s\n", what, errno ? strerror(errno) : "not as expected");
    exit(1);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int open_connection(const char *port) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(port)), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&to, sizeof to)) fail("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static void send_all(int fd, const char *bytes, size_t size) {
    if (send(fd, bytes, size, MSG_NOSIGNAL) != (ssize_t)size) fail("send");
}

/* The length of a response, head and body. */
static size_t response_length(const char *port, const char *request) {
    int fd = open_connection(port);
    send_all(fd, request, strlen(request));
    size_t got = 0;
    for (;;) {
        ssize_t size = recv(fd, buffer + got, largest - 1 - got, 0);
        if (size <= 0) fail("recv");
        got += (size_t)size;
        buffer[got] = 0;
        char *end = strstr(buffer, "\r\n\r\n"), *field = strcasestr(buffer, "\r\ncontent-length:");
        if (!end) continue;
        if (strncmp(buffer, "HTTP/1.1 200 ", 13) || !field || field > end) fail("the first response");
        size_t length = (size_t)(end + 4 - buffer) + strtoul(field + 17, NULL, 10);
        if (got < length) continue;
        close(fd);
        return length;
    }
}

int main(int argc, char **argv) {
    if (argc != 5) { fprintf(stderr, "usage: depth PORT PATH REQUESTS_AT_ONCE SECONDS\n"); return 2; }
    static char one[2048], batch[1 << 18];
    int size = snprintf(one, sizeof one, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", argv[2]);
    size_t at_once = strtoul(argv[3], NULL, 10), batch_size = at_once * (size_t)size;
    if (size >= (int)sizeof one || at_once < 1 || batch_size > sizeof batch) fail("the arguments");
    for (size_t i = 0; i < at_once; i++) memcpy(batch + i * (size_t)size, one, (size_t)size);
    size_t whole = at_once * response_length(argv[1], one), missing[connections];
    int queue = epoll_create1(0), fds[connections];
    for (unsigned i = 0; i < connections; i++) {
        fds[i] = open_connection(argv[1]);
        missing[i] = whole;
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
        epoll_ctl(queue, EPOLL_CTL_ADD, fds[i], &event);
        send_all(fds[i], batch, batch_size);
    }
    double start = now(), end = start + atof(argv[4]), time = start;
    for (size_t batches = 0;; time = now()) {
        if (time >= end) {
            printf("%.0f\n", (double)(batches * at_once) / (time - start));
            return 0;
        }
        struct epoll_event ready[connections];
        int count = epoll_wait(queue, ready, connections, 1000);
        for (int n = 0; n < count; n++) {
            unsigned i = ready[n].data.u32;
            ssize_t got = recv(fds[i], buffer, missing[i] < largest ? missing[i] : largest, 0);
            if (got <= 0) fail("recv");
            missing[i] -= (size_t)got;
            if (missing[i]) continue;
            missing[i] = whole;
            batches++;
            send_all(fds[i], batch, batch_size);
        }
    }
}
