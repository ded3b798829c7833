<?php

/** @generate-class-entries */

namespace Rtws;

/**
 * A table of typed columns that all workers share, if it was made before run(): they are processes that run() forks. One
 * that a worker makes is its own, and so is each made by another call of the constructor, whatever its name.
 *
 * The number of rows is fixed. Calls take constant time unless said otherwise, well below a microsecond; reading takes no
 * lock. Each call is atomic: nobody sees half a row, and a worker that is killed leaves each row as it was before its
 * call or as it was to be after it. What other workers change between two calls is for compareAndSet() and increment().
 *
 *     $scores = new Store('scores', 4096, ['name' => Store::string(32), 'points' => Store::INT]);
 *     $scores['ann'] = ['name' => 'Ann'];
 *     $scores->increment('ann', 'points', 10);
 *
 * Iterating yields key and row. Rows that are there all the time come exactly once, each as it was at one moment; of those
 * that come and go meanwhile some do. Keys are strings, also "12"; as a key, an int counts as its decimal string.
 *
 * @strict-properties
 * @not-serializable
 */
final class Store implements \Countable, \ArrayAccess, \IteratorAggregate
{
    /**
     * A column of ints, as PHP has them on this machine. 8 bytes of a row.
     *
     * @var string
     */
    public const INT = 'int';

    /**
     * A column of floats. 8 bytes of a row.
     *
     * @var string
     */
    public const FLOAT = 'float';

    public readonly string $name;

    /**
     * A column of strings.
     *
     * @param int $bytes of the longest, 1 to 65536; each row takes these, and 8 for the length
     * @throws \ValueError for another number
     */
    public static function string(int $bytes): string {}

    /**
     * @param string $name for messages: 1 to 64 bytes
     * @param int $rows at most, 1 to 67108864; memory is taken as rows come to be used
     * @param array $columns 1 to 64: from the name to Store::INT, Store::FLOAT or Store::string()
     * @param array $options
     *   key (int): bytes of the longest key, 1 to 1024; 64. Each row takes these, and 24 more.
     * @throws \ValueError for a name, number or column that cannot be, and for more than the memory of the machine
     * @throws InvalidOption
     */
    public function __construct(string $name, int $rows, array $columns, array $options = []) {}

    /**
     * Sets columns of a row. Others keep their values; in a new row they are 0 and "".
     *
     * @param array $row from the names of columns to values: an int; a float or int; a string
     * @return bool false when there is no room for a new row
     * @throws \ValueError for an unknown column, a string or key that is too long; nothing is changed then
     * @throws \TypeError for a value of another type
     */
    public function set(string $key, array $row): bool {}

    /**
     * @param string|null $column only this one's value
     * @return mixed the row, with all columns; null when there is none
     * @throws \ValueError for an unknown column
     */
    public function get(string $key, ?string $column = null): mixed {}

    /** False when there was none. */
    public function delete(string $key): bool {}

    /**
     * Adds to a number. A row that is not there is made.
     *
     * @param int|float $by an int in a column of ints
     * @return int|float the new value
     * @throws \ArithmeticError when the result is no int; the value stays. Floats become INF.
     * @throws \ValueError for an unknown column, one of strings, or a key that is too long
     * @throws \TypeError for a float in a column of ints
     * @throws StoreFull when there is no room for a new row
     */
    public function increment(string $key, string $column, int|float $by = 1): int|float {}

    /**
     * Sets a column if it is what is expected.
     *
     * @return bool false when it is something else, or there is no such row; nothing is changed then
     * @throws \ValueError for an unknown column, or a string that is too long
     * @throws \TypeError for values of another type
     */
    public function compareAndSet(string $key, string $column, mixed $expected, mixed $value): bool {}

    public function exists(string $key): bool {}

    /** Deletes all rows that are there, one after the other; those set meanwhile may stay. Time grows with $rows. */
    public function clear(): void {}

    public function count(): int {}

    public function getIterator(): \Iterator {}

    /** @throws \TypeError for a key that is neither string nor int */
    public function offsetExists(mixed $key): bool {}

    /** The row, or null. */
    public function offsetGet(mixed $key): mixed {}

    /** @throws StoreFull when there is no room for a new row */
    public function offsetSet(mixed $key, mixed $row): void {}

    public function offsetUnset(mixed $key): void {}
}
