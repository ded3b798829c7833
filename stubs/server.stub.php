<?php

/** @generate-class-entries */

namespace Rtws;

/**
 * A WebSocket and HTTP server on one port.
 *
 * @strict-properties
 * @not-serializable
 */
final class RtServer
{
    /** As it was given. */
    public readonly string $host;
    /** The real one once the server runs, also when 0 (any free port) was asked for; 0: a Unix socket. */
    public readonly int $port;
    public readonly string $serverId;
    /** Which of the workers this process is, from 0 on; 0 where there is only one. */
    public readonly int $workerId;

    /**
     * Times are seconds (float), sizes bytes (int).
     *
     * Sockets passed by a service manager (LISTEN_FDS) are used instead of host and port.
     *
     * @param string $host an address, a host name, "unix:///path/to.sock", or "unix://@name" in the abstract name space
     * @param int $port 0: any free one. Of no meaning for Unix sockets
     * @param array $options any of
     *   origins (string|array): who may open a WebSocket; default pages of the same host, "*" anybody, else a list of
     *     origins ("https://example.org") and host names. A request without Origin does not come from a page: allowed.
     *   cors (bool|string|array): which pages of other origins may read what http() and files() serve; what these begin
     *     with. false (the default): none; true: any; a string or list: these origins ("https://example.org") and host
     *     names; or an array: "origins" (as here; required), "methods" (default: those of the path), "headers" of requests
     *     (default: what the page asks for), "expose": headers of answers that it may read, "credentials" (false; not with
     *     origins "*"), "max_age": seconds that a browser need not ask again. Preflights are answered by the server,
     *     unless a route takes OPTIONS by name.
     *   tls (array): wss and https instead of ws and http: "cert" (PEM file with its chain), "key", "ca" (PEM file of
     *     authorities of clients' certificates), "verify_client" (false), "min_version" ("1.2" or "1.3"), "kernel" (false:
     *     kTLS where OpenSSL and the kernel offer it). New files are taken on SIGHUP, and within seconds of a change.
     *   compression (bool|array): permessage-deflate (RFC 7692); false. "level" (6), "memory" (8; zlib's memLevel),
     *     "threshold" (128): bytes below which a message is sent as it is, "takeover" (false): keep context between
     *     messages, which compresses better and costs about 300 KB for each connection.
     *   heartbeat (array|false): pings every "interval" (30.0) seconds; silence for "timeout" (10.0) after one ends the
     *     connection; false: no pings.
     *   limits (array): "connections" (as descriptors allow), "message" (1 MiB), "send_queue" (8 MiB) per connection,
     *     "send_memory" (a quarter of the machine's or the container's memory; 0: any) in all send queues of the process
     *     and answers on their way: beyond it, the longest queues meet their slow_consumer policy, whoever sends.
     *     "header" (16 KiB), "body" (8 MiB), "handshake_timeout" (10.0), "idle_timeout" (0: none), "fibers" (8000),
     *     "max_handler_time" (0: none): a handler that keeps the loop from turning for so long ends the process, as a
     *     fatal error does: the log and the error name its place, clients get 1001, the status is 255. From within a
     *     call that does not return (sleep(), a query) no shutdown function is called any more;
     *     of each client address (of IPv6 each /64): "connections_per_ip" (0: any number): sockets open at once, more get
     *     503; "rate_per_ip" ([count, seconds]; not limited): new connections, of which count may come at once, more get
     *     429; of all: "handshakes" (0: any number): sockets whose first request is awaited, more get 503. Over TLS, and in
     *     a flood, who is refused is closed instead. Sockets of trusted proxies do not count; their clients do, once known.
     *   watchdog (float|false): a handler that keeps the loop from turning for so long is logged, with function, file
     *     and line, and again at doubling intervals; 10.0. With a callable as "log" these lines go to stderr. Handlers
     *     that are suspended keep nobody.
     *   rate (array|false): messages of one connection; false. [10, 1.0], or "messages" in every "per" (1.0) seconds,
     *     "mode" "bucket" (spread evenly, "burst" at once after quiet, default as many as messages) or "window" (from one
     *     multiple of "per" on the clock to the next), "answer" to each message beyond: "error", {"type":"error","code":
     *     "RATE_LIMITED","message":"Too many messages. Please slow down."}; "drop"; or "close" with 1008. No handler sees
     *     these messages, nor does an error wait for handlers of what came before. Pings and pongs do not count.
     *   rate_total (array|false): the same for all connections of an endpoint together.
     *   slow_consumer (string): when a send queue is full: "close" (with 1013, the default), "drop-oldest" or
     *     "drop-newest" message.
     *   workers (int|string): processes that serve, 1; at most 512, "auto" for as many as there are processors. With more than
     *     one, run() forks them, and this process only watches: one that ends is replaced. limits hold for each worker,
     *     but for send_memory's default, which they share. What was opened before run() (files, connections of databases) is
     *     shared by all of them: connect in on("workerStart"). Not with a thread-safe PHP (ZTS).
     *   worker_timeout (float|false): a worker whose loop has not turned for so long is killed and replaced, 60.0; false:
     *     never.
     *   reload_timeout (float): on SIGUSR2 a new version of the program is started beside this one, and takes over when it is
     *     ready; one that is not within so many seconds is ended, 30.0. Unless SIGUSR2 has a handler of yours (pcntl).
     *   reuse_port (bool): other processes may listen on the same port. backlog (int): of the listening socket, 4096.
     *   socket_mode (int): permissions of a Unix socket's file, 0660.
     *   server_id (string): the host's name; part of connection ids.
     *   trusted_proxies (string|array): addresses, ranges ("10.0.0.0/8", "fd00::/8") and "unix" (all Unix sockets) of
     *     proxies; none. For a request from one of them the client is the last address in X-Forwarded-For that is not one of
     *     them (of those only: the first); "unknown", or anything that is no address, leaves the proxy's. X-Forwarded-Proto
     *     gives Request::$secure, X-Forwarded-Host is the host that origins are compared with. Without X-Forwarded-For, and
     *     with Forwarded (RFC 7239), that tells all three instead. A proxy must write the header, not pass on the client's.
     *     Each request counts as a connection for rate_per_ip, and for connections_per_ip while it is served.
     *   proxy_protocol (bool): connections of trusted_proxies begin with a PROXY header, version 1 or 2, before TLS; false.
     *     One without it is closed. The client is then whom the header tells; other headers count only if that is a trusted
     *     proxy again.
     *   redis (string|array|null): servers with the same Redis (6, 7, Valkey) are one: publications, members, histories
     *     and letters reach all of them; docs/redis.md. "redis://[[user]:password@]host[:port][/database]", "rediss://..."
     *     (TLS), "unix:///path", several hosts with commas for a cluster, "redis+sentinel://host,host/master". Or an
     *     array: "dsn", and any of "prefix" (""): before all names in Redis, "lease" (15.0): seconds within
     *     which the members of a killed server leave, "queue" (10000) and "queue_age" (60.0): how many
     *     publications wait for how long while Redis is away, "reply" (1.0): seconds that other servers have to answer
     *     sendTo(), "messages" (true): publish what others push to the list "ws:messages", "sharded" (false): sharded
     *     Pub/Sub of a cluster, "connect_timeout", "command_timeout", "retry_min", "retry_max", "user", "password",
     *     "database", "ca", "cert", "key". The server serves without it, and connects again for ever.
     *   log (callable|string|null): a file, "stderr" (the default), "stdout", "off", or
     *     fn (string $level, string $message).
     * @throws InvalidOption for an option that is unknown or has a bad value
     * @throws \ValueError for a bad host or port
     */
    public function __construct(string $host = "127.0.0.1", int $port = 8080, array $options = []) {}

    /**
     * A WebSocket endpoint. Either $handler, an object with any of the methods onOpen, onMessage, onClose, onError,
     * onPong and handshake, or the callables. (onPong, (Connection $conn, string $payload), is for objects only.)
     *
     * @param string $path may hold {placeholders}, see Request::$params; the last may be {name...}, all that is left
     * @param callable|null $onOpen (Connection $conn, Request $request)
     * @param callable|null $onMessage (Connection $from, string $message, bool $binary)
     * @param callable|null $onClose (Connection $conn, int $code, string $reason)
     * @param callable|null $onError (Connection $conn, \Throwable $error): what a handler of this endpoint threw
     * @param callable|null $handshake (Request $request): bool|int|array|Response, before the upgrade: true lets in;
     *        false (403), a status, an array (JSON, 403) or a Response refuses. It must not suspend.
     * @param array $options origins, compression, heartbeat, slow_consumer, rate, rate_total, message, send_queue and
     *   idle_timeout as for the server, for this endpoint; host (string): the host name that requests have to be for,
     *   whatever the port: one path may be served for several; default any; connection (string): the class of connection
     *   objects, one that extends Ratchet\Connection, as those of docs/ratchet.md do; protocols (array): subprotocols on offer;
     *   concurrent (bool): handlers of one connection may run beside each other when they suspend; else its messages are
     *   handled one after the other.
     * @throws InvalidOption
     * @throws \ValueError for a path that is malformed or taken
     */
    public function ws(
        string $path,
        ?object $handler = null,
        ?callable $onOpen = null,
        ?callable $onMessage = null,
        ?callable $onClose = null,
        ?callable $onError = null,
        ?callable $handshake = null,
        array $options = []
    ): static {}

    /**
     * An HTTP route on the same port.
     *
     * @param string|array $method "GET", ["GET", "POST"], or "*" for any; HEAD is served where GET is
     * @param callable $handler (Request $request): array or JsonSerializable is sent as JSON, a string as HTML, an int
     *        as a status, null as 204, a Response as it is; a Generator or another Traversable of strings is streamed, see
     *        Response::stream()
     * @param array $options body (int): bytes of a request's body, more are refused (413) before they are read; the server's
     *        limits.body; cors: as for the server
     * @throws InvalidOption
     * @throws \ValueError for a path that is malformed or taken
     */
    public function http(string|array $method, string $path, callable $handler, array $options = []): static {}

    /**
     * A native publish/subscribe endpoint: the channel protocol of docs/protocol.md, served without PHP.
     *
     * @param callable|null $authorize (Connection $conn, string $action, string $channel, mixed $data): bool|array, asked
     *   for each subscribe, publish, join, presence and history that no option decides; it may suspend. $data is the
     *   message or the member. An array allows and says more: "member" (array with "id"): who joins; "events" (list of
     *   strings): what the client may publish to the channel from then on without being asked about. Without it
     *   clients may do all but publish.
     * @param array $options as for ws(), and
     *   publish, subscribe, presence (bool): clients may, or may not, where authorize need not be asked;
     *   history, conflate, delta, batch and state as for Channel::options(), for channels that no namespace is about;
     *   namespaces (array): such options by the prefix of channel names: ["chat:" => ["history" => [100, 60.0]]];
     *   channels (int): of one connection, 1000;
     *   ping (array|false): "interval" (30.0) and "timeout" (10.0): pings of the protocol's own; false, the default: none;
     *   handshake, onOpen, onClose (callable): as for ws().
     * @throws InvalidOption
     * @throws \ValueError for a path that is malformed or taken
     */
    public function channels(string $path = "/channels", ?callable $authorize = null, array $options = []): static {}

    /**
     * Server-Sent Events: a GET of the path is answered with a stream of what is published. After a break a client that says
     * where it was (the header Last-Event-ID, as EventSource does by itself, or ?lastEventId=) gets what it missed in channels with history; if some of
     * that is gone, an event "gap" says so.
     *
     * @param callable|string $channels a channel, in which the {placeholders} of the path stand for what they matched; or
     *   (Request $request): string|array|null|int|Response, which says the channels; null (403), a status or a Response
     *   refuses; it may suspend
     * @param array $options cors as for http(), slow_consumer as for the server; send_queue (int): bytes that may wait for a
     *   client, 1 MiB; keep_alive (float): seconds of silence until a comment is sent, 15.0, 0 for none; retry (float): after
     *   how many seconds clients connect again, 3.0; envelope (bool): the data of each event is a message of docs/protocol.md,
     *   which names its channel, instead of the published data; false.
     * @throws InvalidOption
     * @throws \ValueError for a path that is malformed or taken
     */
    public function sse(string $path, callable|string $channels, array $options = []): static {}

    /** @throws \ValueError for a name that is not 1 to 255 bytes of UTF-8 without control characters */
    public function channel(string $name): Channel {}

    /** @throws \ValueError as channel() */
    public function presence(string $name): Presence {}

    /**
     * A stream by its name: entries that are kept until they have been handled.
     *
     * @param string $name 1 to 255 bytes of UTF-8 without control characters
     * @param array $options of the stream, from the next append() or consume() on, any of
     *   length (int): entries that it keeps, 1 to 10000000; 100000.
     *   full (string): what becomes of more: "refuse" (append() throws StreamFull; the default) or "drop-oldest", which
     *     loses what nobody has handled yet.
     *   dead (int): dead letters that are kept, 1 to 10000000, the oldest go; 10000.
     *   remember (float): seconds for which the ids given to append() are known, 0 to 30 days; 3600.0.
     * @throws InvalidOption
     * @throws \ValueError for a name that cannot be one
     */
    public function stream(string $name, array $options = []): Stream {}

    /** As Channel::publish(). */
    public function publish(string $channel, mixed $data, ?string $event = null): int {}

    /**
     * Calls the handler for every publication to a channel, in order. Of several workers that subscribe alike, one
     * calls it, and another one if that ends.
     *
     * Options: every_worker (bool, false): all of them do.
     *
     * @param string $channel a name; with "*", which stands for any number of any characters, a pattern
     * @param callable $handler (mixed $data, string $channel, Publication $publication)
     */
    public function subscribe(string $channel, callable $handler, array $options = []): Subscription {}

    /**
     * Static files below a directory, after all routes. Nothing outside of it, and nothing hidden, is served.
     *
     * @param array $options index (string): served for a directory, "index.html"; cache (int): seconds that clients may
     *        keep a file unasked, 0; cors: as for the server
     */
    public function files(string $prefix, string $directory, array $options = []): static {}

    /** An open connection of this process. */
    public function connection(string $id): ?Connection {}

    /**
     * The connections that are open now, of one endpoint if its path is given.
     *
     * @return iterable<string, Connection> by id
     */
    public function connections(?string $path = null): iterable {}

    /** Every so many seconds, in each worker; skipped while the callback before is still suspended. */
    public function every(float $seconds, callable $callback): Timer {}

    public function after(float $seconds, callable $callback): Timer {}

    /**
     * Sends to one connection, or to all connections of a user ($conn->userId), on whatever worker or server they are.
     * Text; arrays and JsonSerializable as JSON; strings that are no UTF-8 as binary. Only this Fiber waits for the
     * answer. An id is never used again: what is meant for a client that has gone reaches nobody.
     *
     * @param string $connectionOrUserId 1 to 255 bytes
     * @return int how many connections were reached
     * @throws BrokerUnavailable
     */
    public function sendTo(string $connectionOrUserId, mixed $data): int {}

    /** In the next turn of the loop. */
    public function defer(callable $callback): void {}

    /**
     * "start" and "workerStart" (it listens), "workerStop" and "stop" (everybody has gone), "error" (a \Throwable that
     * no handler took), "brokerDown" (other processes or servers cannot be reached; a string says why) and "brokerUp"
     * (they can again; what they published meanwhile may have been missed: clients of the channel protocol and event
     * streams are told). With workers "start" is called once, before they are forked, and "stop" when all have ended; the
     * others in each worker.
     */
    public function on(string $event, callable $handler): static {}

    /**
     * Serves until stop(), SIGTERM or SIGINT, or until a new version has taken over after SIGUSR2. With workers it returns in
     * the process that called it, when all have ended; a worker ends there, and nothing that comes after run() runs in it.
     *
     * @throws ListenFailed
     * @throws WorkersFailed when a worker has ended at once five times in a row, and they were never all ready before
     * @throws IllegalState inside a handler, or when it runs already
     */
    public function run(): void {}

    /**
     * Ends the server with all its workers: stops accepting and closes everybody with 1001, spread over the grace period; run() returns when all are gone,
     * or after it.
     */
    public function stop(float $grace = 10.0): void {}

    /**
     * Counts since the start, and what is there now; in a worker: its own. Refused by the limits of an address: over_connections_per_ip,
     * over_rate_per_ip, over_handshakes; closed for want of a PROXY header: bad_proxy_headers.
     *
     * @return array<string, int|float|array>
     */
    public function stats(): array {}
}
