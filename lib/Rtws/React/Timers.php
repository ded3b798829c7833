<?php

declare(strict_types=1);

namespace Rtws\React;

use React\EventLoop\TimerInterface;

/**
 * The timers of a loop, the next one first. One whose callback is suspended is not due again before that has ended.
 *
 * @internal
 */
final class Timers
{
    /** Cancelled timers stay in the heap until they are due, or until they are most of it and this many. */
    private const WASTE = 1000;

    /** @var \SplMinHeap<array{float, int, Timer}> */
    private \SplMinHeap $heap;

    /** @var array<int, Timer> those that run, by their number */
    private array $running = [];

    private int $lastNumber = 0;

    public function __construct()
    {
        $this->heap = new \SplMinHeap();
    }

    /** Starts it. Whether it is the next one now. */
    public function add(Timer $timer): bool
    {
        $this->schedule($timer, self::now());

        return $this->heap->top()[2] === $timer;
    }

    public function cancel(TimerInterface $timer): void
    {
        if ($timer instanceof Timer) {
            unset($this->running[$timer->number]);
            $timer->number = 0;
            if (\count($this->heap) > 2 * \count($this->running) + self::WASTE) {
                $this->sweep();
            }
        }
    }

    /** Seconds until the next one is due; negative: there is none. */
    public function timeLeft(): float
    {
        $timer = $this->next();

        return $timer === null ? -1.0 : \max(0.0, $timer->at - self::now());
    }

    /** Calls those that are due now. */
    public function run(): void
    {
        $now = self::now();
        while (($timer = $this->next()) !== null && $timer->at <= $now) {
            $this->heap->extract();
            $this->call($timer, $now);
        }
    }

    private function call(Timer $timer, float $now): void
    {
        $number = $timer->number;
        if (!$timer->isPeriodic()) {
            $this->cancel($timer);
        }
        try {
            ($timer->getCallback())($timer);
        } finally {
            if ($timer->number === $number) { // not cancelled meanwhile
                unset($this->running[$number]);
                $this->schedule($timer, $now);
            }
        }
    }

    private function schedule(Timer $timer, float $now): void
    {
        $timer->at = $now + $timer->interval;
        $timer->number = ++$this->lastNumber;
        $this->running[$timer->number] = $timer;
        $this->heap->insert([$timer->at, $timer->number, $timer]);
    }

    private function next(): ?Timer
    {
        while (!$this->heap->isEmpty()) {
            [, $number, $timer] = $this->heap->top();
            if (isset($this->running[$number])) {
                return $timer;
            }
            $this->heap->extract();
        }

        return null;
    }

    private function sweep(): void
    {
        $this->heap = new \SplMinHeap();
        foreach ($this->running as $number => $timer) {
            $this->heap->insert([$timer->at, $number, $timer]);
        }
    }

    private static function now(): float
    {
        return \hrtime(true) / 1_000_000_000;
    }
}
