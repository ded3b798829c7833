<?php

namespace Rtws\Ratchet;

use React\EventLoop\LoopInterface;
use React\EventLoop\TimerInterface;
use Rtws\RtServer;

/**
 * React's loop as far as timers go, for programs without react/event-loop: timers are the server's. What was added before
 * the server runs waits for it. What a timer throws goes to the log.
 */
final class Loop implements LoopInterface
{
    private static ?Loop $the = null;
    private ?RtServer $server = null;
    /** @var array<int, Timer> that wait for the server */
    private array $timers = [];
    /** @var callable[] likewise */
    private array $ticks = [];

    private function __construct()
    {
    }

    public static function get(): self
    {
        return self::$the ??= new self();
    }

    /** @internal */
    public function attach(RtServer $server): void
    {
        $this->server = $server;
        foreach ($this->ticks as $listener) {
            $server->defer($listener);
        }
        foreach ($this->timers as $timer) {
            $timer->start($server);
        }
        $this->ticks = $this->timers = [];
    }

    /** @internal */
    public function detach(): void
    {
        $this->server = null;
    }

    public function addTimer($interval, $callback)
    {
        return $this->add(new Timer((float) $interval, $callback, false));
    }

    public function addPeriodicTimer($interval, $callback)
    {
        return $this->add(new Timer((float) $interval, $callback, true));
    }

    private function add(Timer $timer): Timer
    {
        if ($this->server !== null) {
            $timer->start($this->server);
        } else {
            $this->timers[spl_object_id($timer)] = $timer;
        }
        return $timer;
    }

    public function cancelTimer(TimerInterface $timer)
    {
        if ($timer instanceof Timer) {
            unset($this->timers[spl_object_id($timer)]);
            $timer->cancel();
        }
    }

    public function futureTick($listener)
    {
        if ($this->server !== null) {
            $this->server->defer($listener);
        } else {
            $this->ticks[] = $listener;
        }
    }

    public function run()
    {
        Loops::runExpected();
    }

    public function stop()
    {
        $this->server?->stop(1.0);
    }

    public function addReadStream($stream, $listener)
    {
        $this->refuse(__FUNCTION__);
    }

    public function addWriteStream($stream, $listener)
    {
        $this->refuse(__FUNCTION__);
    }

    public function removeReadStream($stream)
    {
    }

    public function removeWriteStream($stream)
    {
    }

    public function addSignal($signal, $listener)
    {
        $this->refuse(__FUNCTION__);
    }

    public function removeSignal($signal, $listener)
    {
    }

    private function refuse(string $what): void
    {
        throw new NotSupported("Loop::$what() is not supported without react/event-loop: install that");
    }
}
