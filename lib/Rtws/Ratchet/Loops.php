<?php

namespace Rtws\Ratchet;

use React\EventLoop\LoopInterface;
use Rtws\RtServer;

/** There is one loop in a process, the server's; this is where it meets those that a program names. */
final class Loops
{
    /** @var Service[] made with a socket of their own, which Loop::run() serves as well */
    private static array $expected = [];

    /** A loop that a program brings along has to be the one that the server turns. */
    public static function check(?LoopInterface $loop): void
    {
        if ($loop !== null && !$loop instanceof Loop) {
            throw new NotSupported(sprintf('A loop of %s would not turn beside the server: use the one of React\EventLoop\Loop::get()',
                get_class($loop)));
        }
    }

    public static function expect(Service $service): void
    {
        self::$expected[] = $service;
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
        Loop::get()->attach($server);
        try {
            $server->run();
        } finally {
            Loop::get()->detach();
        }
    }
}
