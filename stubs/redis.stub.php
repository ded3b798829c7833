<?php

/** @generate-class-entries */

namespace Rtws;

/**
 * A client of Redis for handlers: a call suspends the handler that makes it, and nobody else. Calls of several
 * handlers share one connection and are sent together; Rtws\concurrently() does the same within one handler. It
 * connects at its first call in a running server, and again whenever the connection has been lost.
 *
 *     $redis = new Rtws\Redis('redis://localhost');
 *     $server->ws('/', onMessage: fn ($conn, $text) => $conn->send($redis->incr('messages')));
 *
 * Any command is a method: $redis->hGetAll('user:7') is HGETALL user:7. Answers: an integer is int, a bulk string is
 * string, nothing is null, OK is true, other status lines are string, a list is array. HGETALL and CONFIG GET are
 * arrays by name. Floating-point numbers come as Redis writes them, as string. An error is a RedisError.
 *
 * Commands that make the server wait (BLPOP, XREAD with BLOCK ...) get a connection of their own meanwhile. Those that
 * would change the shared connection (SUBSCRIBE, MULTI, SELECT ...) are refused, with what to use instead.
 *
 * @strict-properties
 * @not-serializable
 */
final class Redis
{
    /**
     * DSNs: redis://[[user]:password@]host[:6379][/database], rediss:// for TLS, unix:///path[?db=0]; several hosts,
     * redis://a,b:7001, are nodes of a cluster; redis+sentinel://a,b:26379/mymaster[/database]. A list of hosts or
     * DSNs is the same as one DSN with several hosts.
     *
     * Options, which go before the DSN:
     *  - cluster (bool): a single host is a node of a cluster
     *  - sentinel (string): the hosts are Sentinels, this is what they call the master
     *  - user, password; sentinel_user, sentinel_password (string)
     *  - database (int, 0)
     *  - name (string): told to the server, seen in CLIENT LIST
     *  - tls (bool or array): ca (file; default: what the system trusts), cert and key (files, for a client's
     *    certificate), insecure (bool, false: true accepts any certificate)
     *  - connect_timeout (seconds, 5.0): from the host name to the last step of the greeting
     *  - command_timeout (seconds or false, 5.0): without an answer for so long the connection is given up
     *  - ping (seconds or false, 15.0): a quiet connection is tried after so long
     *  - retry_min, retry_max (seconds, 0.05 and 5.0): the pause before connecting again, which doubles
     *  - wait (seconds, 0.0): how long commands wait for a connection that is down; 0: they fail at once
     *
     * @param string|string[] $dsn
     * @param array $options
     * @throws InvalidOption for a DSN or option that cannot be meant
     * @throws IllegalState when rtws was built without Redis
     */
    public function __construct(string|array $dsn, array $options = []) {}

    /**
     * Sends a command: command('SET', 'key', 'value', 'EX', 60). In a transaction it is queued, and the answer is null.
     *
     * @param string $name one word; further words, as in CLIENT INFO, are arguments
     * @param string|int|float $args
     * @throws RedisError when Redis answers with an error
     * @throws RedisUnavailable when there is no answer
     * @throws IllegalState where it cannot wait: outside of a running server's handlers; and for what it refuses
     */
    public function command(string $name, mixed ...$args): mixed {}

    /**
     * The same by the name of the method.
     *
     * @param array $arguments
     */
    public function __call(string $name, array $arguments): mixed {}

    /**
     * Runs a Lua script: by its hash, and with its source where the server does not know it yet.
     *
     * @param string[] $keys KEYS; in a cluster all of one slot
     * @param array $args ARGV
     * @throws RedisError when the script fails
     * @throws RedisUnavailable when there is no answer
     */
    public function script(string $lua, array $keys = [], array $args = []): mixed {}

    /**
     * A transaction: what the callable sends to its argument is queued, and sent as one batch between MULTI and EXEC.
     * Keys to watch are watched, on a connection held for this, before it is called: what it reads by $redis meanwhile
     * is what the transaction depends on.
     *
     *     $done = $redis->transaction(function (Rtws\Redis $tx) use ($redis) {
     *         $tx->set('balance', $redis->get('balance') - 10);
     *         $tx->rPush('log', 'took 10');
     *     }, watch: ['balance']);
     *
     * @param callable $body an exception out of it is passed on, and nothing is sent
     * @param string[] $watch keys
     * @return array<int, mixed>|null the answers, a RedisError in the place of a command that failed; null when a watched key has changed
     * @throws RedisError when Redis refuses the transaction: nothing of it was executed
     * @throws RedisUnavailable when there is no answer
     */
    public function transaction(callable $body, array $watch = []): ?array {}

    /** Closes the connections; whoever waits gets a RedisUnavailable. The next call connects again. */
    public function close(): void {}
}
