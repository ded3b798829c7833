PHP_ARG_ENABLE([rtws],
  [whether to enable rtws],
  [AS_HELP_STRING([--enable-rtws], [Enable the real-time server rtws])])
PHP_ARG_ENABLE([rtws-dev],
  [whether to build rtws with developer flags],
  [AS_HELP_STRING([--enable-rtws-dev], [Warnings are errors, debug information])],
  [no], [no])

PHP_ARG_WITH([rtws-redis],
  [whether rtws speaks to Redis],
  [AS_HELP_STRING([--with-rtws-redis], [Redis, by hiredis; default: when pkg-config finds it])],
  [auto], [no])

dnl RTWS_PACKAGE(VARIABLE, pkg-config name and version, Debian, Fedora, Alpine)
AC_DEFUN([RTWS_PACKAGE], [
  PKG_CHECK_MODULES([$1], [$2], [], [AC_MSG_ERROR([rtws needs $2, which pkg-config does not find. Install it with
    Debian, Ubuntu:  apt-get install $3
    Fedora, RHEL:    dnf install $4
    Alpine:          apk add $5])])
  PHP_EVAL_INCLINE([$$1_CFLAGS])
  PHP_EVAL_LIBLINE([$$1_LIBS], [RTWS_SHARED_LIBADD])
])

if test "$PHP_RTWS" != "no"; then
  if test -z "$PKG_CONFIG"; then
    AC_PATH_TOOL([PKG_CONFIG], [pkg-config], [no])
  fi
  if test "$PKG_CONFIG" = "no"; then
    AC_MSG_ERROR([rtws needs pkg-config. Install it with
    Debian, Ubuntu:  apt-get install pkg-config
    Fedora, RHEL:    dnf install pkgconf-pkg-config
    Alpine:          apk add pkgconf])
  fi

  RTWS_PACKAGE([RTWS_OPENSSL], [openssl >= 1.1.1], [libssl-dev], [openssl-devel], [openssl-dev])
  RTWS_PACKAGE([RTWS_ZLIB], [zlib], [zlib1g-dev], [zlib-devel], [zlib-dev])

  if test "$PHP_RTWS_REDIS" = "auto"; then
    PKG_CHECK_EXISTS([hiredis >= 0.14], [PHP_RTWS_REDIS=yes], [PHP_RTWS_REDIS=no])
  fi
  if test "$PHP_RTWS_REDIS" != "no"; then
    RTWS_PACKAGE([RTWS_HIREDIS], [hiredis >= 0.14], [libhiredis-dev], [hiredis-devel], [hiredis-dev])
    RTWS_REDIS_CFLAGS="-DHAVE_RTWS_HIREDIS"
  fi

  dnl libev comes without a pkg-config file on most systems.
  AC_CHECK_HEADER([ev.h], [], [rtws_ev=no])
  PHP_CHECK_LIBRARY([ev], [ev_loop_new], [PHP_ADD_LIBRARY([ev], [1], [RTWS_SHARED_LIBADD])], [rtws_ev=no])
  if test "$rtws_ev" = "no"; then
    AC_MSG_ERROR([rtws needs libev 4. Install it with
    Debian, Ubuntu:  apt-get install libev-dev
    Fedora, RHEL:    dnf install libev-devel
    Alpine:          apk add libev-dev])
  fi
  PHP_SUBST([RTWS_SHARED_LIBADD])

  RTWS_CFLAGS="-std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wno-unused-parameter -fvisibility=hidden -fno-strict-aliasing -DZEND_ENABLE_STATIC_TSRMLS_CACHE=1 -I@ext_srcdir@ -I@ext_srcdir@/src $RTWS_REDIS_CFLAGS"
  if test "$PHP_RTWS_DEV" = "yes"; then
    RTWS_CFLAGS="$RTWS_CFLAGS -Werror -g"
  else
    RTWS_CFLAGS="$RTWS_CFLAGS -O3 -DNDEBUG"
  fi

  PHP_NEW_EXTENSION([rtws], m4_normalize([
      rtws.c
      src/util/activation.c
      src/util/address.c
      src/util/buffer.c
      src/util/counter.c
      src/util/error.c
      src/util/hash.c
      src/util/log.c
      src/util/map.c
      src/util/memory.c
      src/util/message.c
      src/util/notify.c
      src/util/random.c
      src/util/rate.c
      src/util/shared.c
      src/util/table.c
      src/util/text.c
      src/util/wheel.c
      src/loop/loop_libev.c
      src/redis/apart.c
      src/redis/client.c
      src/redis/cluster.c
      src/redis/dsn.c
      src/redis/keys.c
      src/redis/link.c
      src/redis/link_greeting.c
      src/redis/link_traffic.c
      src/redis/reader.c
      src/redis/reply.c
      src/redis/request.c
      src/redis/resolve.c
      src/redis/sentinel.c
      src/redis/settings.c
      src/redis/subscriptions.c
      src/redis/tls.c
      src/redis/wire.c
      src/process/handover.c
      src/process/image.c
      src/process/notes.c
      src/process/pulse.c
      src/process/reload.c
      src/process/strangers.c
      src/process/supervisor.c
      src/broker/hub.c
      src/broker/hub_events.c
      src/broker/hub_letters.c
      src/broker/hub_link.c
      src/broker/hub_offices.c
      src/broker/hub_presence.c
      src/broker/hub_requests.c
      src/broker/hub_streams.c
      src/broker/hub_topics.c
      src/broker/hub_wire.c
      src/broker/hub_worker.c
      src/broker/hub_worker_streams.c
      src/broker/letter.c
      src/broker/memory.c
      src/broker/memory_claims.c
      src/broker/memory_dead.c
      src/broker/memory_groups.c
      src/broker/memory_history.c
      src/broker/memory_presence.c
      src/broker/memory_stream_ops.c
      src/broker/memory_streams.c
      src/broker/redis_broker.c
      src/broker/redis_call.c
      src/broker/redis_consumers.c
      src/broker/redis_envelope.c
      src/broker/redis_history.c
      src/broker/redis_lease.c
      src/broker/redis_letters.c
      src/broker/redis_messages.c
      src/broker/redis_options.c
      src/broker/redis_outside.c
      src/broker/redis_presence.c
      src/broker/redis_publish.c
      src/broker/redis_residents.c
      src/broker/redis_scripts.c
      src/broker/redis_step.c
      src/broker/redis_stream_scripts.c
      src/broker/redis_streams.c
      src/broker/redis_watch.c
      src/broker/waiters.c
      src/proto/channel_protocol.c
      src/proto/forwarded.c
      src/proto/http_chunked.c
      src/proto/http_request.c
      src/proto/http_response.c
      src/proto/json.c
      src/proto/json_patch.c
      src/proto/mime.c
      src/proto/multipart.c
      src/proto/proxy_protocol.c
      src/proto/publication.c
      src/proto/sse.c
      src/proto/utf8.c
      src/proto/ws_deflate.c
      src/proto/ws_frame.c
      src/proto/ws_handshake.c
      src/transport/bind_inherited.c
      src/transport/bind_tcp.c
      src/transport/bind_unix.c
      src/transport/clients.c
      src/transport/exchange.c
      src/transport/files.c
      src/transport/gate.c
      src/transport/http_answer.c
      src/transport/http_conn.c
      src/transport/http_stream.c
      src/transport/listener.c
      src/transport/outbox.c
      src/transport/peer.c
      src/transport/proxy_conn.c
      src/transport/send_memory.c
      src/transport/sockets.c
      src/transport/stream.c
      src/transport/tls.c
      src/transport/transport.c
      src/transport/upgrade.c
      src/transport/ws_broadcast.c
      src/transport/ws_conn.c
      src/transport/ws_heartbeat.c
      src/transport/ws_send.c
      src/core/admission.c
      src/core/channel.c
      src/core/channels.c
      src/core/connection.c
      src/core/cors.c
      src/core/delivery.c
      src/core/endpoint.c
      src/core/event_stream.c
      src/core/fanout.c
      src/core/flood.c
      src/core/gaps.c
      src/core/listeners.c
      src/core/open_files.c
      src/core/presence.c
      src/core/presence_batch.c
      src/core/recent.c
      src/core/route.c
      src/core/rules.c
      src/core/server.c
      src/core/server_end.c
      src/core/session.c
      src/core/session_actions.c
      src/core/settings.c
      src/core/store.c
      src/core/store_read.c
      src/core/store_rows.c
      src/core/strings.c
      src/core/users.c
      src/core/watch.c
      src/php/await.c
      src/php/callback.c
      src/php/calls.c
      src/php/channel_class.c
      src/php/channel_hooks.c
      src/php/channel_options.c
      src/php/code_place.c
      src/php/compat_process.c
      src/php/compose.c
      src/php/concurrently.c
      src/php/connection_class.c
      src/php/cors_options.c
      src/php/counter_class.c
      src/php/counter_redis.c
      src/php/data.c
      src/php/embedded.c
      src/php/endpoint_options.c
      src/php/errors.c
      src/php/exception_class.c
      src/php/fiber_switch.c
      src/php/fibers.c
      src/php/front.c
      src/php/functions.c
      src/php/guests.c
      src/php/hooks.c
      src/php/info.c
      src/php/listening.c
      src/php/loop_class.c
      src/php/loop_install.c
      src/php/options.c
      src/php/output.c
      src/php/presence_class.c
      src/php/publication_class.c
      src/php/ratchet_connection.c
      src/php/rate_options.c
      src/php/redis_calls.c
      src/php/redis_class.c
      src/php/redis_commands.c
      src/php/redis_options.c
      src/php/redis_transaction.c
      src/php/request_class.c
      src/php/request_form.c
      src/php/request_hooks.c
      src/php/response_class.c
      src/php/response_cookie.c
      src/php/response_stream.c
      src/php/run.c
      src/php/serve.c
      src/php/server_channels.c
      src/php/server_class.c
      src/php/server_endpoints.c
      src/php/service.c
      src/php/settings.c
      src/php/settings_gate.c
      src/php/settings_workers.c
      src/php/sleepers.c
      src/php/store_class.c
      src/php/store_columns.c
      src/php/store_iterator.c
      src/php/stream_answers.c
      src/php/stream_class.c
      src/php/stream_consumers.c
      src/php/stream_options.c
      src/php/subscription_class.c
      src/php/timer_class.c
      src/php/value.c
      src/php/watchdog.c
      src/php/workers.c
    ]), [$ext_shared],, [$RTWS_CFLAGS])
  PHP_ADD_BUILD_DIR([$ext_builddir/src/util])
  PHP_ADD_BUILD_DIR([$ext_builddir/src/loop])
  PHP_ADD_BUILD_DIR([$ext_builddir/src/process])
  PHP_ADD_BUILD_DIR([$ext_builddir/src/redis])
  PHP_ADD_BUILD_DIR([$ext_builddir/src/proto])
  PHP_ADD_BUILD_DIR([$ext_builddir/src/transport])
  PHP_ADD_BUILD_DIR([$ext_builddir/src/core])
  PHP_ADD_BUILD_DIR([$ext_builddir/src/broker])
  PHP_ADD_BUILD_DIR([$ext_builddir/src/php])
fi
