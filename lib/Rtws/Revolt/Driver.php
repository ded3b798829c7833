<?php

declare(strict_types=1);

namespace Rtws\Revolt;

use Revolt\EventLoop;
use Revolt\EventLoop\Internal\AbstractDriver;
use Revolt\EventLoop\Internal\DriverCallback;
use Revolt\EventLoop\Internal\SignalCallback;
use Revolt\EventLoop\Internal\StreamCallback;
use Revolt\EventLoop\Internal\StreamReadableCallback;
use Revolt\EventLoop\Internal\TimerCallback;
use Revolt\EventLoop\Internal\TimerQueue;
use Revolt\EventLoop\UnsupportedFeatureException;
use Rtws\Internal\Loop;

/**
 * Revolt on the native loop. The extension installs it when Revolt is loaded; REVOLT_DRIVER in the environment wins.
 *
 * While RtServer::run() runs, Revolt's loop is a guest there: it does one tick in each turn of the server, and
 * dispatch() goes back to the server instead of waiting. {main} is the server's then, and cannot be suspended.
 */
final class Driver extends AbstractDriver
{
    private const READ = 1;
    private const WRITE = 2;
    /** Seconds. Revolt's loop ends when nothing is left to wait for, a server's does not. */
    private const KEEP_ALIVE = 86400.0;

    private readonly Loop $loop;
    private readonly TimerQueue $timers;
    private readonly \Closure $backToServer;
    private readonly \Closure $report;

    /** @var array<int, array<string, StreamCallback>> descriptor => callbacks */
    private array $readers = [];

    /** @var array<int, array<string, StreamCallback>> descriptor => callbacks */
    private array $writers = [];

    /** @var array<string, int> callback => descriptor, still known when the stream is closed */
    private array $descriptors = [];

    /** @var array<int, array<string, SignalCallback>> */
    private array $signals = [];

    private ?string $keepAlive = null;

    /** Makes it the driver, where nobody has chosen another. */
    public static function install(): void
    {
        if (!\getenv('REVOLT_DRIVER') && self::current() === null) {
            EventLoop::setDriver(new self());
        }
    }

    /** A server begins to run: says so if Revolt will not. */
    public static function serve(): void
    {
        $current = self::current();
        if ($current !== null && !$current instanceof self) {
            Loop::report(new \LogicException('Revolt has the driver ' . $current::class . ', which does not run while '
                . 'RtServer::run() does: leave the choice to the extension'));
        }
    }

    private static function current(): ?EventLoop\Driver
    {
        return \Closure::bind(static fn () => self::$driver ?? null, null, EventLoop::class)();
    }

    public function __construct()
    {
        parent::__construct();
        $self = \WeakReference::create($this);
        $this->loop = new Loop(static fn () => $self->get()?->pass(), onFiber: false);
        $this->timers = new TimerQueue();
        $this->backToServer = static fn () => throw new Parked();
        $this->report = Loop::report(...);
    }

    public function getHandle(): mixed
    {
        return null;
    }

    public function onSignal(int $signal, \Closure $closure): string
    {
        if ($signal < 1 || $signal > 64) {
            throw new UnsupportedFeatureException("There is no signal $signal");
        }

        return parent::onSignal($signal, $closure);
    }

    protected function now(): float
    {
        return \hrtime(true) / 1_000_000_000;
    }

    protected function activate(array $callbacks): void
    {
        foreach ($callbacks as $callback) {
            if ($callback instanceof StreamCallback) {
                try {
                    $this->watch($callback);
                } catch (\Throwable $error) { // closed, or nothing to wait for: that is only its owner's trouble
                    $this->cancel($callback->id);
                    $this->error($callback->closure, $error);
                }
            } elseif ($callback instanceof TimerCallback) {
                $this->timers->insert($callback);
            } elseif ($callback instanceof SignalCallback) {
                $this->catchSignal($callback);
            }
        }
    }

    protected function deactivate(DriverCallback $callback): void
    {
        if ($callback instanceof StreamCallback) {
            $this->unwatch($callback);
        } elseif ($callback instanceof TimerCallback) {
            $this->timers->remove($callback);
        } elseif ($callback instanceof SignalCallback) {
            unset($this->signals[$callback->signal][$callback->id]);
            if (empty($this->signals[$callback->signal])) {
                unset($this->signals[$callback->signal]);
                $this->loop->signal($callback->signal, false);
            }
        }
    }

    protected function dispatch(bool $blocking): void
    {
        if ($this->loop->isHosted()) {
            $this->loop->rest($blocking ? $this->timeout() : 0.0);
            \Fiber::suspend($this->backToServer);
            $events = $this->loop->take();
        } else {
            $hasLeft = $this->leaveServer();
            $events = $this->loop->poll($blocking && !$hasLeft ? $this->timeout() : 0.0);
        }

        foreach ($events as $key => $mask) {
            if ($key < 0) {
                $this->enqueueAll($this->signals[-$key] ?? []);
                continue;
            }
            if ($mask & self::READ) {
                $this->enqueueAll($this->readers[$key] ?? []);
            }
            if ($mask & self::WRITE) {
                $this->enqueueAll($this->writers[$key] ?? []);
            }
        }

        $now = $this->now();
        while ($timer = $this->timers->extract($now)) {
            $this->enqueueCallback($timer);
        }
    }

    /** One tick, for the server. */
    private function pass(): void
    {
        if ($this->keepAlive === null) {
            $this->enterServer();
        }
        try {
            $this->run();
        } catch (Parked) {
        }
    }

    private function enterServer(): void
    {
        $this->keepAlive = $this->repeat(self::KEEP_ALIVE, static function (): void {
        });
        if ($this->getErrorHandler() === null) {
            $this->setErrorHandler($this->report);
        }
    }

    /** Whether this is the first time without the server that was there before. */
    private function leaveServer(): bool
    {
        if ($this->keepAlive === null) {
            return false;
        }
        $this->cancel($this->keepAlive);
        $this->keepAlive = null;
        if ($this->getErrorHandler() === $this->report) {
            $this->setErrorHandler(null);
        }

        return true;
    }

    /** Seconds until the next timer; negative: for ever. */
    private function timeout(): float
    {
        $expiration = $this->timers->peek();

        return $expiration === null ? -1.0 : \max(0.0, $expiration - $this->now());
    }

    /** @param array<string, DriverCallback> $callbacks */
    private function enqueueAll(array $callbacks): void
    {
        foreach ($callbacks as $callback) {
            $this->enqueueCallback($callback);
        }
    }

    private function catchSignal(SignalCallback $callback): void
    {
        try {
            $this->loop->signal($callback->signal, true);
        } catch (\ValueError $error) {
            throw new UnsupportedFeatureException($error->getMessage(), 0, $error);
        }
        $this->signals[$callback->signal][$callback->id] = $callback;
    }

    private function watch(StreamCallback $callback): void
    {
        $fd = $this->descriptors[$callback->id] ??= Loop::descriptor($callback->stream);

        if ($callback instanceof StreamReadableCallback) {
            $this->readers[$fd][$callback->id] = $callback;
        } else {
            $this->writers[$fd][$callback->id] = $callback;
        }
        $this->sync($fd);
    }

    private function unwatch(StreamCallback $callback): void
    {
        $fd = $this->descriptors[$callback->id] ?? null;
        if ($fd !== null) {
            unset(
                $this->descriptors[$callback->id],
                $this->readers[$fd][$callback->id],
                $this->writers[$fd][$callback->id],
            );
            $this->sync($fd);
        }
    }

    /** One native watcher serves all callbacks of a descriptor. */
    private function sync(int $fd): void
    {
        $mask = 0;
        if (empty($this->readers[$fd])) {
            unset($this->readers[$fd]);
        } else {
            $mask |= self::READ;
        }
        if (empty($this->writers[$fd])) {
            unset($this->writers[$fd]);
        } else {
            $mask |= self::WRITE;
        }
        $this->loop->watch($fd, $mask);
    }
}
