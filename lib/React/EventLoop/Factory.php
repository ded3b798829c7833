<?php

namespace React\EventLoop;

/** Also for programs with react/event-loop, of which the Factory would make another loop. */
final class Factory
{
    public static function create()
    {
        return Loop::get();
    }
}
