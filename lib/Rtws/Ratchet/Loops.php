<?php

namespace Rtws\Ratchet;

use React\EventLoop\LoopInterface;
use Rtws\React\Loop as NativeLoop;

/** There is one loop in a process, the server's: that of React\EventLoop\Loop::get(). */
final class Loops
{
    /** @var Service[] made with a socket of their own, which the loop's run() serves as well */
    private static array $expected = [];

    /** A loop that a program brings along has to be the one that the server turns. */
    public static function check(?LoopInterface $loop): void
    {
        if ($loop !== null && !$loop instanceof NativeLoop) {
            throw new NotSupported(sprintf('A loop of %s would not turn beside the server: use the one of React\EventLoop\Loop::get()',
                get_class($loop)));
        }
    }

    public static function expect(Service $service, LoopInterface $loop): void
    {
        self::$expected[] = $service;
        $loop->futureTick(static function () use ($service, $loop) {
            if (!$service->isRunning()) { /* Loop::run() it is, and not the server's */
                $service->run();
                $loop->stop();
            }
        });
    }

    /** Before a server runs: it is the only one. */
    public static function enter(Service $service): void
    {
        foreach (self::$expected as $other) {
            if ($other !== $service) {
                throw new NotSupported('Two servers on one loop are not supported: run one in a process of its own');
            }
        }
    }
}
