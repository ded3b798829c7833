/*
 * Where the listening sockets of a server come from: a predecessor, a service manager, or host and
 * port.
 */
#include "php/classes.h"
#include "php/run.h"
#include "util/activation.h"
#include "util/error.h"

#include <errno.h>
#include <unistd.h>
#include <zend_exceptions.h>

static void throw_system_error(const rtws_settings_t *settings, int number)
{
	const char *hint = "";

	if (number == EADDRINUSE) {
		hint = ": another program has this port; choose another one or stop that program";
	} else if (number == EACCES) {
		hint = ": ports below 1024 need privileges";
	} else if (number == EADDRNOTAVAIL) {
		hint = ": this machine does not have the address";
	}
	zend_throw_exception_ex(rtws_ce_listen_failed, number, "Cannot listen on %s:%u: %s%s",
							settings->host, settings->port, strerror(number), hint);
}

static void throw_error(const rtws_php_server_t *self, int error)
{
	const rtws_settings_t *settings = &self->native->settings;
	int number = errno;

	if (error == RTWS_E_LISTEN) {
		zend_throw_exception_ex(
			rtws_ce_listen_failed, self->has_passed_sockets ? 0 : number, "Cannot listen on %s: %s",
			self->has_passed_sockets ? "the sockets passed with LISTEN_FDS" : settings->host,
			self->sockets.why);
	} else if (error == RTWS_E_RESOLVE) {
		zend_throw_exception_ex(rtws_ce_listen_failed, 0,
								"Cannot listen on \"%s\": this host name has no address",
								settings->host);
	} else if (error == RTWS_E_SYSTEM) {
		throw_system_error(settings, number);
	} else {
		zend_throw_exception_ex(rtws_ce_listen_failed, 0, "Cannot listen on %s:%u: %s",
								settings->host, settings->port, rtws_strerror(error));
	}
}

/* ---- taking ---------------------------------------------------------------------------------- */

static bool is_for_us(const rtws_handover_t *handed, const rtws_settings_t *settings)
{
	return handed->host[0] == '\0' ||
		   (strcmp(handed->host, settings->host) == 0 && handed->port == settings->port);
}

static int adopt(rtws_php_server_t *self, const rtws_handover_t *handed,
				 const rtws_sockets_settings_t *settings)
{
	rtws_socket_t *passed = ecalloc(handed->count, sizeof(*passed));
	int error;

	for (unsigned i = 0; i < handed->count; i++) {
		passed[i].fd = handed->sockets[i].fd;
		passed[i].worker = handed->sockets[i].worker;
	}
	error = rtws_sockets_adopt(&self->sockets, passed, handed->count, settings);
	efree(passed);
	return error;
}

/* The new version is to listen somewhere else. */
static void decline(const rtws_handover_t *handed)
{
	for (unsigned i = 0; i < handed->count; i++) {
		close(handed->sockets[i].fd);
	}
}

static int open_sockets(rtws_php_server_t *self, unsigned activated)
{
	const rtws_settings_t *s = &self->native->settings;
	const rtws_handover_t *handed = rtws_image_take_handover();
	rtws_sockets_settings_t settings = {
		.host = s->host,
		.port = s->port,
		.socket_mode = s->socket_mode,
		.backlog = s->backlog,
		.reuse_port = s->reuse_port,
		.workers = s->workers,
	};

	self->has_passed_sockets = activated > 0;
	self->has_adopted_sockets = handed != NULL && is_for_us(handed, s);
	self->predecessor_fd = handed != NULL ? handed->link : -1;
	if (self->has_adopted_sockets) {
		self->has_passed_sockets = handed->host[0] == '\0';
		return adopt(self, handed, &settings);
	}
	if (handed != NULL) {
		decline(handed);
	}
	return activated > 0 ? rtws_sockets_take(&self->sockets, RTWS_ACTIVATION_FIRST, activated)
						 : rtws_sockets_open(&self->sockets, &settings);
}

bool rtws_php_listen(rtws_php_server_t *self)
{
	int activated = rtws_activation_take();
	int error;

	rtws_sockets_clear(&self->sockets);
	if (activated < 0) {
		zend_throw_exception(rtws_ce_listen_failed,
							 "Cannot listen: LISTEN_FDS is not a number of descriptors", 0);
		return false;
	}
	error = open_sockets(self, (unsigned) activated);
	if (error != 0) {
		throw_error(self, error);
		return false;
	}
	/* readonly to userland, but ours to know */
	ZVAL_LONG(OBJ_PROP_NUM(&self->std, RTWS_SERVER_PORT), self->sockets.port);
	return true;
}

/* ---- handing over ---------------------------------------------------------------------------- */

bool rtws_php_hand_over(const rtws_php_server_t *self, rtws_handover_t *out)
{
	const rtws_settings_t *settings = &self->native->settings;
	const char *host = self->has_passed_sockets ? "" : settings->host;

	if (self->sockets.count > RTWS_HANDOVER_SOCKETS || strlen(host) >= sizeof(out->host)) {
		return false;
	}
	strcpy(out->host, host);
	out->port = settings->port;
	out->count = self->sockets.count;
	for (unsigned i = 0; i < out->count; i++) {
		out->sockets[i] =
			(rtws_handed_t){ self->sockets.items[i].fd, self->sockets.items[i].worker };
	}
	return true;
}
