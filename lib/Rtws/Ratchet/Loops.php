<?php

namespace Rtws\Ratchet;

use React\EventLoop\LoopInterface;
use Rtws\React\Loop as NativeLoop;
use Rtws\RtServer;

/**
 * There is one loop in a process, the server's; this is where it meets those that a program names: with react/event-loop
 * Rtws\React\Loop, which the extension has made the one of React\EventLoop\Loop::get(), and without it our Loop.
 */
final class Loops
{
    /** @var Service[] made with a socket of their own, which the loop's run() serves as well */
    private static array $expected = [];

    /** A loop that a program brings along has to be the one that the server turns. */
    public static function check(?LoopInterface $loop): void
    {
        if ($loop !== null && !$loop instanceof Loop && !$loop instanceof NativeLoop) {
            throw new NotSupported(sprintf('A loop of %s would not turn beside the server: use the one of React\EventLoop\Loop::get()',
                get_class($loop)));
        }
    }

    public static function expect(Service $service, ?LoopInterface $loop): void
    {
        self::$expected[] = $service;
        if ($loop instanceof NativeLoop) {
            $loop->futureTick(static fn () => $service->isRunning() || $service->run());
        }
    }

    /** Loop::run(): serves what was made to be served. */
    public static function runExpected(): void
    {
        if (self::$expected === []) {
            throw new NotSupported('The loop runs with a server: construct an IoServer or App, and run that');
        }
        self::$expected[0]->run();
    }

    public static function run(RtServer $server, Service $service): void
    {
        foreach (self::$expected as $other) {
            if ($other !== $service) {
                throw new NotSupported('Two servers on one loop are not supported: run one in a process of its own');
            }
        }
        $loop = Loop::get();
        $loop->attach($server);
        try {
            $server->run();
        } finally {
            $loop->detach();
        }
    }
}
