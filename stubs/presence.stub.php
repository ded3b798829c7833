<?php

/** @generate-class-entries */

namespace Rtws;

/**
 * Who is in a channel. A member is present until its last connection has left or closed.
 *
 * @strict-properties
 * @not-serializable
 */
final class Presence implements \Countable, \IteratorAggregate
{
    public readonly Channel $channel;

    private function __construct() {}

    /**
     * Makes the connection one of a member's. It is sent the members (presence_state, docs/protocol.md), the other
     * members' connections are told once (member_joined), and it gets what is published to the channel.
     *
     * @param array $member with "id", a string or an int; more as you like
     * @return bool false when it is a member already, or closed
     * @throws \ValueError without an id, or when the connection has joined as another member
     * @throws \JsonException when the member has no JSON
     */
    public function join(Connection $conn, array $member): bool {}

    /** False when it was no member. */
    public function leave(Connection $conn): bool {}

    /** @return array<string, array> by id, in the order they came */
    public function members(): array {}

    public function count(): int {}

    public function getIterator(): \Iterator {}

    /**
     * Calls (array $member) when somebody has come or gone, until the server ends.
     *
     * @param string $event "join" or "leave"
     */
    public function on(string $event, callable $handler): static {}
}
