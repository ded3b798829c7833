<?php

/** @generate-class-entries */

namespace Rtws;

/**
 * A channel by its name. Making one costs nothing and creates nothing: two objects of one name are the same channel.
 *
 * @strict-properties
 * @not-serializable
 */
final class Channel implements \Countable
{
    public readonly string $name;

    private function __construct() {}

    /**
     * The connection gets what is published from now on; with recent first the newest that the channel keeps (its option
     * history), oldest first: nothing falls between those and what comes, and nothing comes twice or out of order.
     *
     * @param int $recent how many, 0 to 1000000
     * @return bool false when it was subscribed already, and gets nothing again, or is closed
     * @throws BrokerUnavailable when they cannot be read at present: it is subscribed all the same
     */
    public function subscribe(Connection $conn, int $recent = 0): bool {}

    /** False when it was not subscribed. */
    public function unsubscribe(Connection $conn): bool {}

    /**
     * To all subscribers, on all workers and servers. Those of ws() get the data itself: a string as it is (text, or
     * binary when it is not UTF-8), anything else as JSON. Those of channels() and sse() get it in a message or event.
     *
     * @param mixed $data a string, or what json_encode() takes
     * @param string|null $event a name for it, 1 to 64 bytes
     * @param Connection|null $except who does not get it
     * @param string|null $id 1 to 64 bytes: a second publication of the same id within 5 minutes is not made
     * @return int how many got it
     * @throws \JsonException when the data has no JSON
     * @throws \ValueError for an event or id that cannot be one
     */
    public function publish(mixed $data, ?string $event = null, ?Connection $except = null, ?string $id = null): int {}

    /** How many connections subscribe to it. */
    public function count(): int {}

    public function has(Connection $conn): bool {}

    /**
     * What was published and is kept, oldest first.
     *
     * @param int $limit 1 to 1000000
     * @param string|null $since a Publication::$id: the oldest after it; else the newest
     * @return list<Publication>
     * @throws \ValueError for a limit out of range or an id that is none
     */
    public function history(int $limit = 100, ?string $since = null): array {}

    /**
     * What holds for this channel from now on; what is not named stays as it is.
     *
     * @param array $options any of
     *   history (array|int|false): [size, ttl]: how many publications are kept, and for how many seconds (0: for ever);
     *   publish, subscribe, presence (bool|null): clients of channels() may, or may not; null: authorize is asked.
     *   conflate (bool|string): of what waits for a slow subscriber only the newest publication is kept: true: of the
     *     channel; a name: for each value of this member of the data ("symbol"). Not together with history.
     *   rate (array|false): how many messages one client of channels() may publish to channels of these options, as the
     *     option rate of RtServer.
     *   delta (bool): clients that ask for it get what has changed since the publication before (JSON merge patch), where
     *     both are objects and that is smaller; false.
     *   batch (float): seconds for which changes of presence are gathered, to be told in one message; 0: at once.
     *   state (int): members that a joiner is told of at most; 0: all.
     * @throws InvalidOption
     */
    public function options(array $options): static {}
}
