<?php

namespace React\EventLoop;

use Rtws\React\Loop as NativeLoop;

/** Also in the place of that of react/event-loop, which would make a loop beside the server's. */
final class Factory
{
    public static function create()
    {
        if (!class_exists(StreamSelectLoop::class)) {
            return Loop::get();
        }
        $the = \Closure::bind(static fn () => self::$instance, null, Loop::class)();
        if ($the instanceof NativeLoop) {
            return $the;
        }
        Loop::set($loop = new StreamSelectLoop()); /* without a server: as React does */
        return $loop;
    }
}
