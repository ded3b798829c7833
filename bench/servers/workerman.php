<?php
// php workerman.php PORT echo|fanout|idle|open
// Workerman, one worker. WORKERMAN_AUTOLOAD names Composer's autoload.php. It does not say whether a message was
// binary, and answers with text.

error_reporting(E_ALL & ~E_DEPRECATED);
require getenv('WORKERMAN_AUTOLOAD') ?: __DIR__ . '/../build/workerman/vendor/autoload.php';

use Workerman\Connection\TcpConnection;
use Workerman\Worker;

$port = (int) ($argv[1] ?? 9001);
$mode = $argv[2] ?? 'echo';
$argv = [$argv[0], 'start']; // what Workerman looks for

Worker::$pidFile = sys_get_temp_dir() . "/workerman-$port.pid";
Worker::$logFile = sys_get_temp_dir() . "/workerman-$port.log";

$worker = new Worker("websocket://127.0.0.1:$port");
$worker->count = 1;
$members = [];

switch ($mode) {
    case 'echo':
        $worker->onMessage = fn (TcpConnection $c, $m) => $c->send($m);
        break;

    case 'fanout':
        $worker->onWebSocketConnect = function (TcpConnection $c) use (&$members): void {
            $members[$c->id] = $c;
        };
        $worker->onMessage = function (TcpConnection $from, $m) use (&$members): void {
            foreach ($members as $c) {
                $c->send($m);
            }
        };
        $worker->onClose = function (TcpConnection $c) use (&$members): void {
            unset($members[$c->id]);
        };
        break;

    case 'idle':
        break;

    case 'open':
        $worker->onWebSocketConnect = function (TcpConnection $c): void {
        };
        break;

    default:
        fwrite(STDERR, "mode: echo, fanout, idle or open\n");
        exit(2);
}

Worker::runAll();
