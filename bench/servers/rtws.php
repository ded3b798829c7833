<?php
// php -n -d extension=modules/rtws.so rtws.php PORT echo|fanout|loop|idle|open

use Rtws\Connection;
use Rtws\RtServer;

$port = (int) ($argv[1] ?? 9001);
$mode = $argv[2] ?? 'echo';
$server = new RtServer('127.0.0.1', $port);

switch ($mode) {
    case 'echo':
        $server->ws(
            '/',
            onMessage: fn (Connection $c, string $m, bool $binary) => $binary ? $c->sendBinary($m) : $c->send($m),
        );
        break;

    case 'fanout': // one publication for each message
        $channel = $server->channel('all');
        $server->ws(
            '/',
            onOpen: fn (Connection $c) => $channel->subscribe($c),
            onMessage: fn (Connection $from, string $m) => $channel->publish($m),
        );
        break;

    case 'loop': // the same by a loop in PHP
        $members = [];
        $server->ws(
            '/',
            onOpen: function (Connection $c) use (&$members): void {
                $members[$c->resourceId] = $c;
            },
            onMessage: function (Connection $from, string $m, bool $binary) use (&$members): void {
                if ($binary) {
                    foreach ($members as $c) {
                        $c->sendBinary($m);
                    }
                } else {
                    foreach ($members as $c) {
                        $c->send($m);
                    }
                }
            },
            onClose: function (Connection $c) use (&$members): void {
                unset($members[$c->resourceId]);
            },
        );
        break;

    case 'idle': // nothing in PHP per connection
        $server->ws('/');
        break;

    case 'open':
        $server->ws('/', onOpen: function (Connection $c): void {
        });
        break;

    default:
        fwrite(STDERR, "mode: echo, fanout, loop, idle or open\n");
        exit(2);
}

$server->run();
