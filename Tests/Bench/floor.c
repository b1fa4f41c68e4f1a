/* The lower bound of the cost of an HTTP/1.1 server on epoll: one constant response for each complete head, without parsing,
 * routing or time. The cost of a server above this bound is its application's.
 * usage: floor PORT BODY_BYTES */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
    if (argc != 3) { fprintf(stderr, "usage: floor PORT BODY_BYTES\n"); return 2; }
    signal(SIGPIPE, SIG_IGN);
    size_t body = strtoul(argv[2], NULL, 10);
    char *response = malloc(512 + body), *input = malloc(65536);
    size_t size = (size_t)sprintf(response,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nETag: \"00112233445566778899aabbccddeeff\"\r\n"
        "Cache-Control: public, max-age=300\r\nDate: Sat, 21 Nov 2026 00:00:00 GMT\r\n\r\n", body);
    memset(response + size, 'x', body);
    size += body;
    int on = 1, listener = socket(AF_INET, SOCK_STREAM, 0), queue = epoll_create1(0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[1])),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1024)) { perror("floor"); return 1; }
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, ready[128];
    epoll_ctl(queue, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int count = epoll_wait(queue, ready, 128, -1);
        for (int i = 0; i < count; i++) {
            int fd = ready[i].data.fd;
            if (fd == listener) {
                int client = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
                if (client < 0) continue;
                setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                event = (struct epoll_event){.events = EPOLLIN, .data.fd = client};
                epoll_ctl(queue, EPOLL_CTL_ADD, client, &event);
                continue;
            }
            ssize_t got = recv(fd, input, 65536, 0);
            if (got <= 0) { close(fd); continue; }
            char *at = input, *end = input + got;
            while ((at = memmem(at, (size_t)(end - at), "\r\n\r\n", 4))) {
                at += 4;
                if (send(fd, response, size, MSG_NOSIGNAL) < 0) break;
            }
        }
    }
}
