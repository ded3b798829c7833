<?php

namespace React\EventLoop;

/** For programs without react/event-loop. */
interface TimerInterface
{
    public function getInterval();

    public function getCallback();

    public function isPeriodic();
}
