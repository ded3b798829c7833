/* TLS of a link, by OpenSSL: certificates are checked for the host that was named. */
#include "redis/inside.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

static void openssl_reason(char *out, size_t size)
{
	unsigned long code = ERR_peek_error(); /* the cause of those after it */
	const char *text = ERR_GET_LIB(code) == ERR_LIB_SYS ? strerror(ERR_GET_REASON(code))
														: ERR_reason_error_string(code);

	snprintf(out, size, "%s", text != NULL ? text : "unknown error");
	ERR_clear_error();
}

static bool load_files(SSL_CTX *context, const rtws_redis_settings_t *settings, const char **bad)
{
	*bad = settings->tls_ca;
	if (*bad != NULL) {
		if (SSL_CTX_load_verify_locations(context, *bad, NULL) != 1) {
			return false;
		}
	} else {
		SSL_CTX_set_default_verify_paths(context);
	}
	*bad = settings->tls_cert;
	if (*bad != NULL && SSL_CTX_use_certificate_chain_file(context, *bad) != 1) {
		return false;
	}
	*bad = settings->tls_key;
	return *bad == NULL || (SSL_CTX_use_PrivateKey_file(context, *bad, SSL_FILETYPE_PEM) == 1 &&
							SSL_CTX_check_private_key(context) == 1);
}

struct ssl_ctx_st *rtws_redis_tls_create(const rtws_redis_settings_t *settings,
										 char error[RTWS_REDIS_ERROR_MAX])
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	const char *bad;
	char why[128];

	if (context == NULL) {
		rtws_redis_wrong(error, "out of memory");
		return NULL;
	}
	ERR_clear_error();
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
								  SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_verify(context, settings->tls_insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, NULL);
	if (!load_files(context, settings, &bad)) {
		openssl_reason(why, sizeof(why));
		rtws_redis_wrong(error, "\"%.300s\" cannot be used for TLS: %s", bad, why);
		SSL_CTX_free(context);
		return NULL;
	}
	return context;
}

void rtws_redis_tls_destroy(struct ssl_ctx_st *context)
{
	SSL_CTX_free(context);
}

static bool expect_host(SSL *ssl, const char *host)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	if (inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1) {
		return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1;
	}
	return SSL_set_tlsext_host_name(ssl, host) == 1 && SSL_set1_host(ssl, host) == 1;
}

bool rtws_redis_tls_start(rtws_redis_wire_t *wire, struct ssl_ctx_st *context, const char *host)
{
	ERR_clear_error();
	wire->ssl = SSL_new(context);
	if (wire->ssl == NULL || SSL_set_fd(wire->ssl, wire->fd) != 1 ||
		!expect_host(wire->ssl, host)) {
		openssl_reason(wire->why, sizeof(wire->why));
		return false;
	}
	SSL_set_connect_state(wire->ssl);
	return true;
}

void rtws_redis_tls_close(rtws_redis_wire_t *wire)
{
	SSL_free(wire->ssl);
	wire->ssl = NULL;
}

/* What a call that did not succeed means: 0, or -1 and why. */
static int outcome(rtws_redis_wire_t *wire, int result)
{
	int number = errno;
	long verified;

	switch (SSL_get_error(wire->ssl, result)) {
		case SSL_ERROR_WANT_READ:
		case SSL_ERROR_WANT_WRITE:
			return 0;
		case SSL_ERROR_ZERO_RETURN:
			snprintf(wire->why, sizeof(wire->why), "the server has closed the connection");
			return -1;
		case SSL_ERROR_SYSCALL:
			snprintf(wire->why, sizeof(wire->why), "%s",
					 number != 0 ? strerror(number) : "the server has closed the connection");
			ERR_clear_error();
			return -1;
		default:
			verified = SSL_get_verify_result(wire->ssl);
			if (verified != X509_V_OK && !SSL_is_init_finished(wire->ssl)) {
				snprintf(wire->why, sizeof(wire->why), "TLS: its certificate is not accepted: %s",
						 X509_verify_cert_error_string(verified));
				ERR_clear_error();
			} else {
				char text[96];

				openssl_reason(text, sizeof(text));
				snprintf(wire->why, sizeof(wire->why), "TLS: %s", text);
			}
			return -1;
	}
}

int rtws_redis_tls_shake(rtws_redis_wire_t *wire)
{
	int result;

	ERR_clear_error();
	errno = 0;
	result = SSL_do_handshake(wire->ssl);
	return result == 1 ? 1 : outcome(wire, result);
}

bool rtws_redis_tls_wants_write(const rtws_redis_wire_t *wire)
{
	return wire->ssl != NULL && SSL_want_write(wire->ssl);
}

ssize_t rtws_redis_tls_read(rtws_redis_wire_t *wire, char *bytes, size_t size)
{
	int n;

	ERR_clear_error();
	errno = 0;
	n = SSL_read(wire->ssl, bytes, (int) size);
	return n > 0 ? n : outcome(wire, n);
}

ssize_t rtws_redis_tls_write(rtws_redis_wire_t *wire, const char *bytes, size_t len)
{
	int n;

	ERR_clear_error();
	errno = 0;
	n = SSL_write(wire->ssl, bytes, (int) (len < 1 << 20 ? len : 1 << 20));
	return n > 0 ? n : outcome(wire, n);
}
