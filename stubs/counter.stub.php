<?php

/** @generate-class-entries */

namespace Rtws;

/**
 * A number that all workers share, if it was made before run(): they are processes that run() forks. One that a worker
 * makes is its own, and so is one made by another call of the constructor, whatever its name. Steps are atomic, and take
 * some nanoseconds; none is lost when a worker is killed. It holds an int of this machine and takes 4 KiB.
 *
 * With the option redis it is one number for all servers: all counters of the same name (and prefix) in that Redis are
 * the same. It stays there when the servers end. Each call is one script there, and suspends the handler until it is
 * answered, as calls of Redis do: there are none before run(). While Redis cannot be reached they throw a
 * RedisUnavailable, which is a BrokerUnavailable; nothing is counted then, unless its maybeExecuted is true.
 *
 *     $bumps = new Rtws\Counter(0, 'bumps', ['redis' => 'redis://localhost']);
 *
 * @strict-properties
 * @not-serializable
 */
final class Counter
{
    public readonly ?string $name;

    /**
     * Options:
     *  - redis (Redis|string|array|null): the value is in this Redis; a DSN, or a list of them, makes an Rtws\Redis of its own
     *  - prefix (string): before the key there, as the prefix of the server's option redis; that of the DSN, or none
     *
     * @param int $initial with redis: set by the first call, if nothing is there
     * @param string|null $name for messages: 1 to 64 bytes; with redis the key is {prefix}rtws:counter:{name}
     * @param array $options
     * @throws \ValueError for a name that cannot be one
     * @throws InvalidOption also for redis without a name
     * @throws IllegalState for redis when rtws was built without it
     */
    public function __construct(int $initial = 0, ?string $name = null, array $options = []) {}

    /**
     * @return int the new value, which no other call has got
     * @throws \ArithmeticError when the result is no int; the value stays
     * @throws RedisUnavailable of one in Redis, here and below
     * @throws RedisError of one in Redis, here and below: what is at the key is no int
     */
    public function increment(int $by = 1): int {}

    /**
     * @return int the new value
     * @throws \ArithmeticError when the result is no int; the value stays
     */
    public function decrement(int $by = 1): int {}

    public function get(): int {}

    public function set(int $value): void {}

    /** Sets it if it is what is expected: true; else false, and it stays. */
    public function compareAndSet(int $expected, int $value): bool {}

    /**
     * Increments and publishes the new value, an int, as one step: the publications of all workers come in the order of
     * the values, so that every subscriber ends on the last. Steps without publish() are not published.
     *
     * With several servers the counter has to be in Redis for that, the Redis of the server's option redis. In a cluster
     * counter and channel have the same name, or the same {tag} in their names.
     *
     * @param string|null $as the data is an object with the value under this name, 1 to 64 bytes; null: the int
     * @return int the new value
     * @throws \ArithmeticError when the result is no int; nothing is published
     * @throws IllegalState with more than one worker, outside of a handler: this has to wait for an answer; or one in
     *   Redis, of a server without the same Redis
     * @throws BrokerUnavailable
     */
    public function publish(Channel $channel, int $by = 1, ?string $as = null): int {}
}
