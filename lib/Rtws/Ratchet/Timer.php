<?php

namespace Rtws\Ratchet;

use React\EventLoop\TimerInterface;
use Rtws\RtServer;

/** A timer of Loop. */
final class Timer implements TimerInterface
{
    private const SHORTEST = 0.001;
    private float $interval;
    /** @var callable */
    private $callback;
    private ?\Rtws\Timer $native = null;

    public function __construct(float $interval, callable $callback, private bool $isPeriodic)
    {
        $this->interval = max($interval, self::SHORTEST);
        $this->callback = $callback;
    }

    public function start(RtServer $server): void
    {
        $call = fn () => ($this->callback)($this);
        $this->native = $this->isPeriodic ? $server->every($this->interval, $call) : $server->after($this->interval, $call);
    }

    public function cancel(): void
    {
        $this->native?->cancel();
    }

    public function getInterval()
    {
        return $this->interval;
    }

    public function getCallback()
    {
        return $this->callback;
    }

    public function isPeriodic()
    {
        return $this->isPeriodic;
    }
}
