#include "transport/tls.h"

#include "util/log.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILES = 3, EXPIRY_WARNING_DAYS = 14 };

struct rtws_tls {
	rtws_tls_settings_t settings;
	SSL_CTX *context;
	struct timespec loaded[FILES]; /* modification times of cert, key and ca when they were read */
};

/* ---- files ---------------------------------------------------------------------------------- */

static const char *file_of(const rtws_tls_settings_t *settings, int i)
{
	return i == 0 ? settings->cert : i == 1 ? settings->key : settings->ca;
}

static struct timespec modified(const char *path)
{
	struct stat st;

	if (path == NULL || stat(path, &st) != 0) {
		return (struct timespec){ 0, 0 };
	}
	return st.st_mtim;
}

bool rtws_tls_is_outdated(const rtws_tls_t *tls)
{
	for (int i = 0; i < FILES; i++) {
		struct timespec now = modified(file_of(&tls->settings, i));

		if (now.tv_sec != tls->loaded[i].tv_sec || now.tv_nsec != tls->loaded[i].tv_nsec) {
			return true;
		}
	}
	return false;
}

/* ---- loading -------------------------------------------------------------------------------- */

/* What OpenSSL complains about, or the system where it passes that on. */
static const char *reason(void)
{
	unsigned long error = ERR_peek_last_error();
	const char *text = ERR_reason_error_string(ERR_peek_error());

	if (ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_SYS) {
		text = strerror(ERR_GET_REASON(ERR_peek_error()));
	}
	if (text == NULL) {
		text = ERR_reason_error_string(error);
	}
	return text != NULL ? text : "unknown error";
}

static bool fail(char *why, size_t size, const char *what, const char *path)
{
	snprintf(why, size, "%s \"%s\": %s", what, path, reason());
	return false;
}

static bool load_identity(SSL_CTX *context, const rtws_tls_settings_t *s, char *why, size_t size)
{
	ERR_clear_error();
	if (SSL_CTX_use_certificate_chain_file(context, s->cert) != 1) {
		return fail(why, size, "cannot use the certificate", s->cert);
	}
	if (SSL_CTX_use_PrivateKey_file(context, s->key, SSL_FILETYPE_PEM) == 1) {
		return true;
	}
	if (ERR_GET_REASON(ERR_peek_error()) == X509_R_KEY_VALUES_MISMATCH) {
		snprintf(why, size, "the key \"%s\" does not belong to the certificate \"%s\"", s->key,
				 s->cert);
		return false;
	}
	return fail(why, size, "cannot use the key", s->key);
}

static void warn_of_expiry(SSL_CTX *context, const char *path)
{
	const ASN1_TIME *end = X509_get0_notAfter(SSL_CTX_get0_certificate(context));
	int days, seconds;

	if (ASN1_TIME_diff(&days, &seconds, NULL, end) != 1) {
		return;
	}
	if (days < 0 || seconds < 0) {
		rtws_log(RTWS_LOG_WARNING, "the certificate \"%s\" expired %d days ago", path, -days);
	} else if (days < EXPIRY_WARNING_DAYS) {
		rtws_log(RTWS_LOG_WARNING, "the certificate \"%s\" expires in %d days", path, days);
	}
}

static bool load_clients(SSL_CTX *context, const rtws_tls_settings_t *s, char *why, size_t size)
{
	if (s->ca != NULL) {
		STACK_OF(X509_NAME) * names;

		if (SSL_CTX_load_verify_locations(context, s->ca, NULL) != 1) {
			return fail(why, size, "cannot use the certificate authorities", s->ca);
		}
		names = SSL_load_client_CA_file(s->ca);
		if (names != NULL) {
			SSL_CTX_set_client_CA_list(context, names);
		}
	}
	if (s->verify_client) {
		SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	}
	return true;
}

/* HTTP/1.1 is all there is; a client that names other protocols only is served that all the same.
 */
static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_len,
						   const unsigned char *in, unsigned in_len, void *arg)
{
	static const unsigned char offered[] = "\x08http/1.1";
	unsigned char *chosen;

	(void) ssl;
	(void) arg;
	if (SSL_select_next_proto(&chosen, out_len, offered, sizeof(offered) - 1, in, in_len) !=
		OPENSSL_NPN_NEGOTIATED) {
		return SSL_TLSEXT_ERR_NOACK;
	}
	*out = chosen;
	return SSL_TLSEXT_ERR_OK;
}

static void set_rules(SSL_CTX *context, const rtws_tls_settings_t *s)
{
	static const unsigned char id[] = "rtws";

	SSL_CTX_set_min_proto_version(context, s->min_version == 13 ? TLS1_3_VERSION : TLS1_2_VERSION);
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
									 SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
#ifdef SSL_OP_ENABLE_KTLS
	if (s->kernel) {
		SSL_CTX_set_options(context, SSL_OP_ENABLE_KTLS);
	}
#endif
#ifdef SSL_OP_IGNORE_UNEXPECTED_EOF
	SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
#endif
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
								  SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
	SSL_CTX_set_session_id_context(context, id, sizeof(id) - 1);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_SERVER);
	SSL_CTX_set_num_tickets(context, 1);
}

static SSL_CTX *load(const rtws_tls_settings_t *s, char *why, size_t size)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	if (context == NULL) {
		snprintf(why, size, "out of memory");
		return NULL;
	}
	set_rules(context, s);
	if (!load_identity(context, s, why, size) || !load_clients(context, s, why, size)) {
		SSL_CTX_free(context);
		return NULL;
	}
	return context;
}

static void remember_times(rtws_tls_t *tls)
{
	for (int i = 0; i < FILES; i++) {
		tls->loaded[i] = modified(file_of(&tls->settings, i));
	}
}

/* ---- life ----------------------------------------------------------------------------------- */

rtws_tls_t *rtws_tls_create(const rtws_tls_settings_t *settings, char *why, size_t size)
{
	rtws_tls_t *tls = calloc(1, sizeof(*tls));

	if (tls == NULL) {
		snprintf(why, size, "out of memory");
		return NULL;
	}
	tls->settings = *settings;
	remember_times(tls);
	tls->context = load(settings, why, size);
	if (tls->context == NULL) {
		free(tls);
		return NULL;
	}
	warn_of_expiry(tls->context, settings->cert);
	return tls;
}

bool rtws_tls_check(const rtws_tls_settings_t *settings, char *why, size_t size)
{
	SSL_CTX *context = load(settings, why, size);

	SSL_CTX_free(context);
	return context != NULL;
}

void rtws_tls_destroy(rtws_tls_t *tls)
{
	SSL_CTX_free(tls->context);
	free(tls);
}

bool rtws_tls_reload(rtws_tls_t *tls, char *why, size_t size)
{
	SSL_CTX *context;

	remember_times(
		tls); /* of a failed attempt too: it is not repeated until a file changes again */
	context = load(&tls->settings, why, size);
	if (context == NULL) {
		return false;
	}
	warn_of_expiry(context, tls->settings.cert);
	SSL_CTX_free(tls->context);
	tls->context = context;
	return true;
}

SSL *rtws_tls_session(rtws_tls_t *tls, int fd)
{
	SSL *ssl = SSL_new(tls->context);

	if (ssl == NULL) {
		return NULL;
	}
	if (SSL_set_fd(ssl, fd) != 1) {
		SSL_free(ssl);
		return NULL;
	}
	SSL_set_accept_state(ssl);
	return ssl;
}

char *rtws_tls_peer_subject(const SSL *ssl)
{
	X509 *cert = SSL_get_peer_certificate(ssl);
	char *subject = NULL;
	char *text;
	long len;
	BIO *bio;

	if (cert == NULL) {
		return NULL;
	}
	bio = BIO_new(BIO_s_mem());
	if (bio != NULL && X509_NAME_print_ex(bio, X509_get_subject_name(cert), 0,
										  XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0) {
		len = BIO_get_mem_data(bio, &text);
		subject = strndup(text, (size_t) len);
	}
	BIO_free(bio);
	X509_free(cert);
	return subject;
}
