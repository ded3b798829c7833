<?php

/** @generate-class-entries */

namespace Rtws;

/**
 * Entries that are kept until they have been handled, each at least once: docs/streams.md says what that means. Made by
 * RtServer::stream().
 *
 * Methods other than consume() may have to wait for the broker's answer, which suspends the calling Fiber only.
 *
 * @strict-properties
 * @not-serializable
 */
final class Stream
{
    public readonly string $name;

    private function __construct() {}

    /**
     * When it returns the broker has the entry.
     *
     * @param mixed $data a string, or what json_encode() takes
     * @param string|null $id 1 to 64 bytes: a second entry with the same id is not made while the stream remembers the first
     * @param string|null $key 1 to 255 bytes: entries with the same key are handled one after the other, in the order they
     *        were appended, in each group; others in no order
     * @return string the id of the entry, which handlers get; that of the first one when it was there already
     * @throws StreamFull when so many entries wait to be handled, and the stream does not drop the oldest
     * @throws BrokerUnavailable
     * @throws \JsonException when the data has no JSON
     * @throws \ValueError for an id or key that cannot be one
     */
    public function append(mixed $data, ?string $id = null, ?string $key = null): string {}

    /**
     * Has entries handled while the server runs. Every group gets every entry; of all consumers of a group, whatever
     * worker or server they are on, one at a time. An entry is done with when the handler has returned; when it returns
     * false or throws, or its process ends, the entry comes again.
     *
     * stop() and cancel() let handlers finish. What they have not finished when the grace is over is given back.
     *
     * @param string $group 1 to 255 bytes of UTF-8 without control characters; made if it is not there
     * @param callable $handler (mixed $data, string $id, int $attempt): bool|null; it may suspend. Only false means again
     * @param array $options any of
     *   concurrency (int): entries that it handles beside each other, 1 to 10000; 1.
     *   attempts (int): after so many the entry becomes a dead letter, 1 to 1000000; 5.
     *   backoff (array|float): seconds before the second attempt, and at most: they double each time; [1.0, 60.0]. One
     *     number: always as many. After the end of a process the next attempt comes at once.
     *   from (string): what a new group begins with: "beginning": everything that is there (the default), or "new": what is
     *     appended once it is there.
     *   lease (float): Redis only: after so many seconds of silence a process is taken for dead and its entries are given to
     *     others, 1.0 to 3600.0; 30.0. How long a handler takes does not matter.
     * @throws InvalidOption
     * @throws \ValueError for a group that cannot be one
     */
    public function consume(string $group, callable $handler, array $options = []): Subscription {}

    /**
     * Entries whose last attempt has failed, oldest first.
     *
     * @param int $limit 1 to 100000
     * @return list<array{id: string, group: string, key: ?string, data: mixed, attempts: int, error: string, time: float}>
     *         error: what the last attempt threw, or why it failed; time: when, in seconds since 1970
     * @throws BrokerUnavailable
     */
    public function deadLetters(int $limit = 100): array {}

    /**
     * Gives dead letters to their group again, with the id they had; attempts are counted from 1.
     *
     * @param string|null $group only that of this group; null: of all groups the entry has died in
     * @return int how many
     * @throws BrokerUnavailable
     */
    public function redeliver(string $id, ?string $group = null): int {}

    /** Removes dead letters; as redeliver(). */
    public function discard(string $id, ?string $group = null): int {}

    /**
     * Removes the oldest entries, handled or not, until so many are left.
     *
     * @return int how many were removed
     * @throws BrokerUnavailable
     */
    public function trim(int $length): int {}

    /**
     * Forgets a group that nobody is going to consume for any more: entries do not wait for it.
     *
     * @return bool false when there was none
     * @throws IllegalState while it has consumers
     * @throws BrokerUnavailable
     */
    public function removeGroup(string $group): bool {}

    /**
     * What is there now.
     *
     * @return array{length: int, dead: int, groups: array<string, array{waiting: int, pending: int, consumers: int}>}
     *         waiting: entries that the group is not done with; pending: of these, those given out, and those between two
     *         attempts
     * @throws BrokerUnavailable
     */
    public function info(): array {}
}
