<?php
// php -d extension=swoole swoole.php PORT echo|fanout|idle|open
// BASE mode, one process, no coroutines: Swoole's cheapest way to serve WebSocket.

use Swoole\WebSocket\Frame;
use Swoole\WebSocket\Server;

$port = (int) ($argv[1] ?? 9001);
$mode = $argv[2] ?? 'echo';
ini_set('memory_limit', '-1');

$server = new Server('127.0.0.1', $port, SWOOLE_BASE);
$server->set([
    'worker_num' => 1,
    'enable_coroutine' => false,
    'log_level' => SWOOLE_LOG_ERROR,
    'backlog' => 1024,
]);
$members = [];

switch ($mode) {
    case 'echo':
        $server->on('message', fn (Server $s, Frame $f) => $s->push($f->fd, $f->data, $f->opcode));
        break;

    case 'fanout':
        $server->on('open', function (Server $s, $request) use (&$members): void {
            $members[$request->fd] = $request->fd;
        });
        $server->on('message', function (Server $s, Frame $f) use (&$members): void {
            foreach ($members as $fd) {
                $s->push($fd, $f->data, $f->opcode);
            }
        });
        $server->on('close', function (Server $s, int $fd) use (&$members): void {
            unset($members[$fd]);
        });
        break;

    case 'idle': // a message handler is compulsory
        $server->on('message', function (): void {
        });
        break;

    case 'open':
        $server->on('open', function (Server $s, $request): void {
        });
        $server->on('message', function (): void {
        });
        break;

    default:
        fwrite(STDERR, "mode: echo, fanout, idle or open\n");
        exit(2);
}

$server->start();
