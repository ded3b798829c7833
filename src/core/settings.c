#include "core/settings.h"

#include "util/error.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int rtws_settings_init(rtws_settings_t *settings)
{
	memset(settings, 0, sizeof(*settings));
	settings->host = strdup("127.0.0.1");
	settings->port = 8080;
	settings->socket_mode = 0660;
	settings->backlog = 4096;
	settings->workers = 1;
	settings->header_max = 16 * 1024;
	settings->body_max = 8 * 1024 * 1024;
	settings->handshake_timeout_ms = 10000;
	settings->send_memory_max = UINT64_MAX;
	settings->policy = (rtws_ws_policy_t){
		.message_max = 1024 * 1024,
		.send_queue_max = 8 * 1024 * 1024,
		.slow = RTWS_SLOW_CLOSE,
		.heartbeat_interval_ms = 30000,
		.heartbeat_timeout_ms = 10000,
		.deflate = { .is_on = false, .takeover = false, .level = 6, .memory = 8, .threshold = 128 },
	};
	if (gethostname(settings->server_id, RTWS_SERVER_ID_MAX) != 0) {
		strcpy(settings->server_id, "rtws");
	}
	return settings->host != NULL ? 0 : RTWS_E_NOMEM;
}

void rtws_settings_clear(rtws_settings_t *settings)
{
	free(settings->host);
	settings->host = NULL;
	rtws_strings_clear(&settings->origins);
	rtws_ranges_clear(&settings->gate.trusted);
	rtws_cors_unref(settings->cors);
	settings->cors = NULL;
	free((char *) settings->tls.cert);
	free((char *) settings->tls.key);
	free((char *) settings->tls.ca);
	memset(&settings->tls, 0, sizeof(settings->tls));
}
