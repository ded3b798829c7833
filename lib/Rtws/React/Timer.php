<?php

declare(strict_types=1);

namespace Rtws\React;

use React\EventLoop\TimerInterface;

/** @internal */
final class Timer implements TimerInterface
{
    private const SHORTEST = 0.000001;

    public readonly float $interval;

    /** When it is due, in the seconds of hrtime(). */
    public float $at = 0.0;

    /** Its place among those due at the same time; 0 while it does not run. */
    public int $number = 0;

    /** @var callable */
    private $callback;

    public function __construct(float $interval, callable $callback, private readonly bool $isPeriodic)
    {
        $this->interval = \max($interval, self::SHORTEST);
        $this->callback = $callback;
    }

    public function getInterval(): float
    {
        return $this->interval;
    }

    public function getCallback(): callable
    {
        return $this->callback;
    }

    public function isPeriodic(): bool
    {
        return $this->isPeriodic;
    }
}
