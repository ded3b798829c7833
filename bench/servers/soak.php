<?php
// php -n -d extension=modules/rtws.so soak.php FILES [CERT KEY]: what bench/soak loads; says "ready HOST:PORT".

use Rtws\Connection;
use Rtws\Request;
use Rtws\RtServer;
use function Rtws\delay;

[, $files] = $argv;
$options = [
    'compression' => true,
    'heartbeat' => ['interval' => 5.0, 'timeout' => 5.0],
    'limits' => ['handshake_timeout' => 3.0, 'send_queue' => 2 << 20, 'message' => 2 << 20],
    'log' => 'off',
];
if (isset($argv[3])) {
    $options['tls'] = ['cert' => $argv[2], 'key' => $argv[3]];
}
$server = new RtServer('127.0.0.1', 0, $options);
$echo = fn (Connection $c, string $m, bool $binary) => $binary ? $c->sendBinary($m) : $c->send($m);

$server->ws('/', onMessage: $echo);
$server->ws('/later', onMessage: function (Connection $c, string $m): void {
    delay(0.02);
    $c->send($m);
});
$server->ws('/room', onMessage: function (Connection $from, string $m) use ($server): void {
    foreach ($server->connections('/room') as $c) {
        $c->send($m);
    }
});
// so many messages of 64 KiB
$flood = function (Connection $c, string $m): void {
    $block = str_repeat('0123456789abcdef', 4096);
    for ($i = (int) $m; $i > 0; $i--) {
        $c->send($block);
    }
};
$server->ws('/flood', onMessage: $flood);
$server->ws('/drop', onMessage: $flood, options: ['slow_consumer' => 'drop-oldest']);
$server->ws('/throws', onMessage: fn () => throw new RuntimeException('on purpose'), onError: fn (Connection $c) => $c->close(1011));

$server->http('GET', '/hello', fn () => 'hello');
$server->http('POST', '/sum', fn (Request $r) => ['length' => strlen($r->body()), 'crc' => crc32($r->body())]);
$server->http('GET', '/later', function (): string {
    delay(0.02);
    return 'later';
});
$server->http('GET', '/stats', fn () => $server->stats() + ['php' => memory_get_usage(), 'peak' => memory_get_peak_usage()]);
$server->files('/files', $files);
$server->every(0.5, fn () => gc_collect_cycles());
$server->run();
