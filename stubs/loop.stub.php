<?php

/** @generate-class-entries */

namespace Rtws\Internal;

/**
 * The native loop for event loops written in PHP: Rtws\Revolt\Driver and Rtws\React\Loop. Not for direct use.
 *
 * While RtServer::run() runs, it turns the loop and calls $pass when there may be something to do. Otherwise the PHP
 * loop turns it itself, with poll().
 *
 * @internal
 * @strict-properties
 * @not-serializable
 */
final class Loop
{
    /**
     * @param \Closure $pass Does what is due, without waiting
     * @param bool $onFiber Whether a running server calls it on a Fiber of the pool, when something is due; else in
     *        {main}, in each turn
     */
    public function __construct(\Closure $pass, bool $onFiber) {}

    /**
     * The descriptor of a stream.
     *
     * @param resource $stream
     * @throws \ValueError when it has none
     */
    public static function descriptor($stream): int {}

    /**
     * Exchanges what is watched of a descriptor.
     *
     * @param int $events 1 readable, 2 writable, 3 both, 0 nothing
     */
    public function watch(int $descriptor, int $events): void {}

    /**
     * Takes a signal over, or gives it back.
     *
     * @throws \ValueError when there is no such signal, or it cannot be caught
     */
    public function signal(int $signal, bool $catch): void {}

    /** Whether RtServer::run() turns the loop. */
    public function isHosted(): bool {}

    /**
     * One turn. Returns as take() does; possibly nothing, also before the time is over.
     *
     * @param float $seconds How long it may wait; negative: for ever
     * @throws \Rtws\IllegalState while a server runs
     */
    public function poll(float $seconds): array {}

    /** What has happened: descriptor => 1 readable, 2 writable, 3 both; -signal => 1. */
    public function take(): array {}

    /**
     * When a running server calls $pass again if nothing happens.
     *
     * @param float $seconds 0: in the next turn; negative: not at all
     */
    public function rest(float $seconds): void {}

    /** What nobody has caught: to on('error') of the running server or its log; thrown again where none runs. */
    public static function report(\Throwable $error): void {}
}
