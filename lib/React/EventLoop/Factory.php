<?php

namespace React\EventLoop;

/** For programs without react/event-loop. */
final class Factory
{
    public static function create()
    {
        return Loop::get();
    }
}
