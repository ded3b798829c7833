/*
 * Names to addresses. The system's resolver blocks, for as long as it likes, so it is asked by a
 * thread that nobody waits for: it may end long after its client. What it shares with the loop is
 * counted, and the code it runs stays loaded.
 */
#include "redis/inside.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STACK = 256 * 1024 };

/* What the thread and the loop share. */
typedef struct question {
	atomic_int refs;
	int pipe[2]; /* the thread writes a byte when it has the answer */
	char port[8];
	int code;
	struct addrinfo *found;
	char host[];
} question_t;

struct rtws_redis_lookup {
	rtws_io_t io; /* first: the loop hands it back */
	rtws_loop_t *loop;
	question_t *question;
	rtws_redis_found_fn found;
	void *arg;
};

static void release(question_t *question)
{
	if (atomic_fetch_sub(&question->refs, 1) == 1) {
		if (question->found != NULL) {
			freeaddrinfo(question->found);
		}
		close(question->pipe[0]);
		close(question->pipe[1]);
		free(question);
	}
}

static void *ask(void *arg)
{
	static const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	question_t *question = arg;

	question->code = getaddrinfo(question->host, question->port, &hints, &question->found);
	while (write(question->pipe[1], "", 1) < 0) { /* one byte always fits: a signal came */
	}
	release(question);
	return NULL;
}

static void on_answer(rtws_io_t *io, unsigned events)
{
	rtws_redis_lookup_t *lookup = (rtws_redis_lookup_t *) io;
	question_t *question = lookup->question;

	(void) events;
	rtws_io_watch(lookup->loop, io, 0);
	lookup->found(lookup->arg, question->code == 0 ? question->found : NULL,
				  question->code == 0 ? "" : gai_strerror(question->code));
}

/* The module may be unloaded at the end of the process while a thread is still in the resolver. */
static void stay_loaded(void)
{
	static bool is_done;
	Dl_info info;

	if (!is_done && dladdr((void *) ask, &info) != 0 && info.dli_fname != NULL) {
		/* never closed */
		is_done = dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE) != NULL;
	}
}

static bool start_thread(question_t *question)
{
	pthread_attr_t attr;
	pthread_t thread;
	sigset_t all, former;
	bool started;

	if (pthread_attr_init(&attr) != 0) {
		return false;
	}
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, STACK);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &former); /* signals are the main thread's */
	started = pthread_create(&thread, &attr, ask, question) == 0;
	pthread_sigmask(SIG_SETMASK, &former, NULL);
	pthread_attr_destroy(&attr);
	return started;
}

rtws_redis_lookup_t *rtws_redis_lookup_start(rtws_loop_t *loop, const char *host, uint16_t port,
											 rtws_redis_found_fn found, void *arg)
{
	rtws_redis_lookup_t *lookup = calloc(1, sizeof(*lookup));
	question_t *question = calloc(1, sizeof(*question) + strlen(host) + 1);

	if (lookup == NULL || question == NULL || pipe2(question->pipe, O_CLOEXEC) != 0) {
		free(lookup);
		free(question);
		return NULL;
	}
	strcpy(question->host, host);
	snprintf(question->port, sizeof(question->port), "%u", port);
	atomic_init(&question->refs, 2);
	lookup->loop = loop;
	lookup->question = question;
	lookup->found = found;
	lookup->arg = arg;
	stay_loaded();
	if (!start_thread(question)) {
		atomic_store(&question->refs, 1);
		release(question);
		free(lookup);
		return NULL;
	}
	rtws_io_init(&lookup->io, question->pipe[0], on_answer);
	rtws_io_watch(loop, &lookup->io, RTWS_READ);
	return lookup;
}

struct addrinfo *rtws_redis_lookup_number(const char *host, uint16_t port)
{
	static const struct addrinfo hints = { .ai_family = AF_UNSPEC,
										   .ai_socktype = SOCK_STREAM,
										   .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
	struct addrinfo *found = NULL;
	char text[8];

	snprintf(text, sizeof(text), "%u", port);
	return getaddrinfo(host, text, &hints, &found) == 0 ? found : NULL;
}

void rtws_redis_lookup_end(rtws_redis_lookup_t *lookup)
{
	rtws_io_watch(lookup->loop, &lookup->io, 0);
	release(lookup->question);
	free(lookup);
}
