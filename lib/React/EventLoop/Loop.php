<?php

namespace React\EventLoop;

/** For programs without react/event-loop: the loop of the server. */
final class Loop
{
    private static ?LoopInterface $instance = null;

    public static function get()
    {
        if (self::$instance === null) {
            \Rtws\React\Loop::install();
        }
        return self::$instance;
    }

    public static function set(LoopInterface $loop)
    {
        self::$instance = $loop;
    }

    public static function addTimer($interval, $callback)
    {
        return self::get()->addTimer($interval, $callback);
    }

    public static function addPeriodicTimer($interval, $callback)
    {
        return self::get()->addPeriodicTimer($interval, $callback);
    }

    public static function cancelTimer(TimerInterface $timer)
    {
        self::get()->cancelTimer($timer);
    }

    public static function futureTick($listener)
    {
        self::get()->futureTick($listener);
    }

    public static function addReadStream($stream, $listener)
    {
        self::get()->addReadStream($stream, $listener);
    }

    public static function addWriteStream($stream, $listener)
    {
        self::get()->addWriteStream($stream, $listener);
    }

    public static function removeReadStream($stream)
    {
        self::get()->removeReadStream($stream);
    }

    public static function removeWriteStream($stream)
    {
        self::get()->removeWriteStream($stream);
    }

    public static function addSignal($signal, $listener)
    {
        self::get()->addSignal($signal, $listener);
    }

    public static function removeSignal($signal, $listener)
    {
        self::get()->removeSignal($signal, $listener);
    }

    public static function run()
    {
        self::get()->run();
    }

    public static function stop()
    {
        self::get()->stop();
    }
}
