<?php

/** @generate-class-entries */

namespace Rtws;

/**
 * A number that all workers share, if it was made before run(): they are processes that run() forks. One that a worker
 * makes is its own, and so is one made by another call of the constructor, whatever its name. Steps are atomic, and take
 * some nanoseconds; none is lost when a worker is killed. It holds an int of this machine and takes 4 KiB.
 *
 * @strict-properties
 * @not-serializable
 */
final class Counter
{
    public readonly ?string $name;

    /**
     * @param int $initial
     * @param string|null $name for messages: 1 to 64 bytes
     * @param array $options none yet
     * @throws \ValueError for a name that cannot be one
     * @throws InvalidOption
     */
    public function __construct(int $initial = 0, ?string $name = null, array $options = []) {}

    /**
     * @return int the new value, which no other call has got
     * @throws \ArithmeticError when the result is no int; the value stays
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
     * @return int the new value
     * @throws \ArithmeticError when the result is no int; nothing is published
     * @throws IllegalState with more than one worker, outside of a handler: this has to wait for an answer
     * @throws BrokerUnavailable
     * @throws \Error with the option redis, for now
     */
    public function publish(Channel $channel, int $by = 1): int {}
}
