/* The limit: the least that a server of one channel could do. One thread, epoll, no state but who
   is there; it says 001 to USER, 366 to JOIN, and passes each PRIVMSG on to all others, joined per
   recipient and round. Whoever is too slow waits in a buffer that grows. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX = 20000, READ = 65536 };
struct client { int joined, watched; size_t used, size, kept; char *out, half[1024]; };
static struct client *clients[MAX];
static int poll_fd, top;

static void push(struct client *c, const char *bytes, size_t n) {
    if (c->used + n > c->size) {
        c->size = (c->used + n) * 2;
        c->out = realloc(c->out, c->size);
    }
    memcpy(c->out + c->used, bytes, n);
    c->used += n;
}

static void watch(int fd, struct client *c, int writing) {
    if (c->watched == writing) return;
    c->watched = writing;
    struct epoll_event e = {.events = EPOLLIN | (writing ? EPOLLOUT : 0), .data.fd = fd};
    epoll_ctl(poll_fd, EPOLL_CTL_MOD, fd, &e);
}

static void flush(int fd) {
    struct client *c = clients[fd];
    if (!c->used) return;
    ssize_t n = send(fd, c->out, c->used, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n > 0) {
        memmove(c->out, c->out + n, c->used - n);
        c->used -= n;
    }
    watch(fd, c, c->used > 0);
}

static void line(int from, char *text, size_t n) {
    struct client *c = clients[from];
    char buffer[1200];
    if (!strncmp(text, "USER", 4)) push(c, buffer, sprintf(buffer, ":r 001 u :hi\r\n"));
    else if (!strncmp(text, "JOIN", 4)) {
        c->joined = 1;
        push(c, buffer, sprintf(buffer, ":r 366 u #bench :end\r\n"));
    } else if (!strncmp(text, "PRIVMSG", 7)) {
        int m = sprintf(buffer, ":u%d!u@127.0.0.1 %.*s\r\n", from, (int)n, text);
        for (int fd = 0; fd <= top; fd++)
            if (clients[fd] && clients[fd]->joined && fd != from) push(clients[fd], buffer, m);
    }
}

static void leave(int fd) {
    close(fd);
    free(clients[fd]->out);
    free(clients[fd]);
    clients[fd] = NULL;
}

static void receive(int fd) {
    static char data[READ + 1024];
    struct client *c = clients[fd];
    memcpy(data, c->half, c->kept);
    ssize_t n = recv(fd, data + c->kept, READ, MSG_DONTWAIT);
    if (n <= 0) {
        if (n == 0 || errno != EAGAIN) leave(fd);
        return;
    }
    char *at = data, *end = data + c->kept + n, *stop;
    while ((stop = memchr(at, '\n', end - at))) {
        size_t length = stop - at;
        if (length && at[length - 1] == '\r') length--;
        if (length < 1000) line(fd, at, length);
        at = stop + 1;
    }
    c->kept = end - at < 1024 ? end - at : 0;
    memcpy(c->half, at, c->kept);
}

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (void *)&where, sizeof where) || listen(listener, 1024)) return 1;
    fcntl(listener, F_SETFL, O_NONBLOCK);
    poll_fd = epoll_create1(0);
    struct epoll_event e = {.events = EPOLLIN, .data.fd = listener}, events[1024];
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, listener, &e);
    for (;;) {
        int n = epoll_wait(poll_fd, events, 1024, -1);
        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                int next;
                while ((next = accept(listener, NULL, NULL)) >= 0 && next < MAX) {
                    setsockopt(next, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                    clients[next] = calloc(1, sizeof(struct client));
                    if (next > top) top = next;
                    e.events = EPOLLIN;
                    e.data.fd = next;
                    epoll_ctl(poll_fd, EPOLL_CTL_ADD, next, &e);
                }
            } else if (clients[fd] && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
                receive(fd);
        }
        for (int fd = 0; fd <= top; fd++)
            if (clients[fd]) flush(fd);
    }
}
