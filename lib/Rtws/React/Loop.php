<?php

declare(strict_types=1);

namespace Rtws\React;

use React\EventLoop\Loop as ReactLoop;
use React\EventLoop\LoopInterface;
use React\EventLoop\TimerInterface;
use Rtws\Internal\Loop as NativeLoop;

/**
 * React's loop on the native loop. The extension makes it the one that React\EventLoop\Loop::get() returns.
 *
 * While RtServer::run() runs, the server turns the loop and calls pass() on a Fiber of its own when something is due.
 * A callback may suspend there (React\Async\await()), so nothing of a pass is kept in local variables: what is left of
 * it is done by the next one.
 *
 * Without a server run() turns it, and a program that only registers callbacks has it run at its end.
 */
final class Loop implements LoopInterface
{
    private const READ = 1;
    private const WRITE = 2;

    private readonly NativeLoop $native;
    private readonly Timers $timers;

    /** @var \SplQueue<callable> */
    private readonly \SplQueue $ticks;

    /** @var \SplQueue<array{int, int, callable|null}> what has happened: 1, 2 or 0; stream or signal; its listener */
    private readonly \SplQueue $events;

    /** @var array<int, array<int, array{resource, callable}>> 1 or 2 => stream => stream, listener */
    private array $streams = [self::READ => [], self::WRITE => []];

    /** @var array<int, int> stream => descriptor, still known when the stream is closed */
    private array $descriptors = [];

    /** @var array<int, array<int, resource>> descriptor => its streams */
    private array $sharers = [];

    /** @var array<int, list<callable>> */
    private array $signals = [];

    private bool $isRunning = false;
    private bool $hasRun = false;
    private bool $isStopped = false;
    private bool $isServed = false;

    /** Makes it the loop of React, where there is none yet. */
    public static function install(): void
    {
        if (self::current() === null) {
            $loop = new self();
            ReactLoop::set($loop);
            if ($loop->native->isHosted()) {
                $loop->enterServer();
            }
            \register_shutdown_function($loop->runAtEnd(...));
        }
    }

    /** A server begins to run: says so if React's loop will not. */
    public static function serve(): void
    {
        $current = self::current();
        if ($current !== null && !$current instanceof self) {
            NativeLoop::report(new \LogicException('React has the loop ' . $current::class . ', which does not run while '
                . 'RtServer::run() does: use React\EventLoop\Loop::get() instead of a factory'));
        }
    }

    private static function current(): ?LoopInterface
    {
        return \Closure::bind(static fn () => self::$instance, null, ReactLoop::class)();
    }

    public function __construct()
    {
        $self = \WeakReference::create($this);
        $this->native = new NativeLoop(static fn () => $self->get()?->pass(), onFiber: true);
        $this->timers = new Timers();
        $this->ticks = new \SplQueue();
        $this->events = new \SplQueue();
    }

    public function addReadStream($stream, $listener): void
    {
        $this->addStream(self::READ, $stream, $listener);
    }

    public function addWriteStream($stream, $listener): void
    {
        $this->addStream(self::WRITE, $stream, $listener);
    }

    public function removeReadStream($stream): void
    {
        $this->removeStream(self::READ, (int) $stream);
    }

    public function removeWriteStream($stream): void
    {
        $this->removeStream(self::WRITE, (int) $stream);
    }

    public function addTimer($interval, $callback): TimerInterface
    {
        return $this->startTimer(new Timer((float) $interval, $callback, false));
    }

    public function addPeriodicTimer($interval, $callback): TimerInterface
    {
        return $this->startTimer(new Timer((float) $interval, $callback, true));
    }

    public function cancelTimer(TimerInterface $timer): void
    {
        $this->timers->cancel($timer);
    }

    public function futureTick($listener): void
    {
        $this->ticks->enqueue($listener);
        if (\count($this->ticks) === 1) {
            $this->native->rest(0.0);
        }
    }

    public function addSignal($signal, $listener): void
    {
        if (!\in_array($listener, $this->signals[$signal] ?? [], true)) {
            $this->native->signal($signal, true);
            $this->signals[$signal][] = $listener;
        }
    }

    public function removeSignal($signal, $listener): void
    {
        $index = \array_search($listener, $this->signals[$signal] ?? [], true);
        if ($index === false) {
            return;
        }
        unset($this->signals[$signal][$index]);
        if ($this->signals[$signal] === []) {
            unset($this->signals[$signal]);
            $this->native->signal($signal, false);
        }
    }

    /**
     * Turns the loop until nothing is left to wait for, or stop().
     *
     * @throws \LogicException while RtServer::run() does it
     */
    public function run(): void
    {
        if ($this->native->isHosted()) {
            throw new \LogicException('RtServer::run() runs the loop: nothing else can. To wait for a promise in a '
                . 'handler, use React\Async\await(), which suspends its Fiber');
        }
        $this->hasRun = true;
        $this->isRunning = true;
        try {
            while ($this->isRunning) {
                $this->runTicks();
                $this->timers->run();
                $wait = $this->isRunning ? $this->timeToWait() : 0.0;
                if ($wait < 0 && $this->descriptors === [] && $this->signals === []) {
                    break;
                }
                $this->queue($this->native->poll($wait));
                $this->runEvents();
            }
        } finally {
            while (!$this->events->isEmpty()) { // after an exception: what is still so is told again
                $this->events->dequeue();
            }
        }
    }

    /** Ends run(). While a server runs the loop, it has no effect. */
    public function stop(): void
    {
        $this->isRunning = false;
        $this->isStopped = true;
    }

    /** What is due, for the server. */
    private function pass(): void
    {
        if (!$this->isServed) {
            $this->enterServer();
        }
        $this->queue($this->native->take());
        $this->runTicks();
        $this->timers->run();
        $this->runEvents();
        $this->native->rest($this->timeToWait());
    }

    private function enterServer(): void
    {
        $this->isServed = $this->hasRun = true;
        $this->reportRejections();
    }

    /** As React does it: at the end of a program that has not run the loop, unless it dies of an error. */
    private function runAtEnd(): void
    {
        $fatal = \E_ERROR | \E_CORE_ERROR | \E_COMPILE_ERROR | \E_USER_ERROR | \E_RECOVERABLE_ERROR;
        if (!$this->hasRun && !$this->isStopped && ((\error_get_last()['type'] ?? 0) & $fatal) === 0) {
            $this->run();
        }
    }

    /** Promises that are rejected and that nobody looks at: to the server's log, unless the program wants them. */
    private function reportRejections(): void
    {
        $set = 'React\Promise\set_rejection_handler';
        if (!\function_exists($set)) {
            return;
        }
        $own = $set(function (\Throwable $reason): void {
            if ($this->native->isHosted()) {
                NativeLoop::report($reason);
            } else {
                \error_log("Unhandled promise rejection with $reason");
            }
        });
        if ($own !== null) {
            $set($own);
        }
    }

    /** Those that are there now; those that they add have to wait. */
    private function runTicks(): void
    {
        for ($left = \count($this->ticks); $left > 0 && !$this->ticks->isEmpty(); $left--) {
            ($this->ticks->dequeue())();
        }
    }

    /** Seconds; negative: for ever. */
    private function timeToWait(): float
    {
        return $this->ticks->isEmpty() ? $this->timers->timeLeft() : 0.0;
    }

    private function startTimer(Timer $timer): Timer
    {
        if ($this->timers->add($timer)) {
            $this->native->rest($this->timeToWait());
        }

        return $timer;
    }

    /** @param array<int, int> $happened */
    private function queue(array $happened): void
    {
        foreach ($happened as $key => $mask) {
            if ($key < 0) {
                foreach ($this->signals[-$key] ?? [] as $listener) {
                    $this->events->enqueue([0, -$key, $listener]);
                }
                continue;
            }
            foreach ([self::READ, self::WRITE] as $direction) {
                foreach ($mask & $direction ? $this->sharers[$key] ?? [] : [] as $id => $stream) {
                    $this->events->enqueue([$direction, $id, null]);
                }
            }
        }
    }

    private function runEvents(): void
    {
        while (!$this->events->isEmpty()) {
            [$direction, $key, $listener] = $this->events->dequeue();
            if ($listener !== null) {
                $listener($key);
            } elseif (isset($this->streams[$direction][$key])) {
                [$stream, $listener] = $this->streams[$direction][$key];
                $listener($stream);
            }
        }
    }

    /** @param resource $stream */
    private function addStream(int $direction, $stream, callable $listener): void
    {
        $id = (int) $stream;
        if (isset($this->streams[$direction][$id])) {
            return;
        }
        $fd = $this->descriptors[$id] ?? NativeLoop::descriptor($stream);
        foreach ($this->sharers[$fd] ?? [] as $other => $itsStream) {
            if (!\is_resource($itsStream)) { // closed without a word, and its descriptor is another's now
                $this->removeStream(self::READ, $other);
                $this->removeStream(self::WRITE, $other);
            }
        }
        $this->descriptors[$id] = $fd;
        $this->sharers[$fd][$id] = $stream;
        $this->streams[$direction][$id] = [$stream, $listener];
        $this->watch($fd);
    }

    private function removeStream(int $direction, int $id): void
    {
        if (!isset($this->streams[$direction][$id])) {
            return;
        }
        unset($this->streams[$direction][$id]);
        $fd = $this->descriptors[$id];
        if (!isset($this->streams[self::READ][$id]) && !isset($this->streams[self::WRITE][$id])) {
            unset($this->descriptors[$id], $this->sharers[$fd][$id]);
        }
        $this->watch($fd);
    }

    /** One native watcher serves both directions of a descriptor, and all who share it. */
    private function watch(int $fd): void
    {
        $mask = 0;
        foreach ($this->sharers[$fd] as $id => $stream) {
            $mask |= isset($this->streams[self::READ][$id]) ? self::READ : 0;
            $mask |= isset($this->streams[self::WRITE][$id]) ? self::WRITE : 0;
        }
        if ($mask === 0) {
            unset($this->sharers[$fd]);
        }
        $this->native->watch($fd, $mask);
    }
}
