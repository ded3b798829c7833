<?php
// php -n -d extension=modules/rtws.so chaos.php OPTIONS: what bench/chaos starts. OPTIONS is JSON: port, workers, redis (a
// port), id, files (what names of its log and journals begin with).

use Rtws\BrokerUnavailable;
use Rtws\Request;
use Rtws\Response;
use Rtws\RtServer;
use function Rtws\delay;

$o = json_decode($argv[1]);
$server = new RtServer('127.0.0.1', $o->port, [
    'workers' => $o->workers,
    'worker_timeout' => 2.0,
    'server_id' => $o->id,
    'heartbeat' => ['interval' => 2.0, 'timeout' => 2.0],
    'log' => "$o->files.log",
    'redis' => ['dsn' => "redis://127.0.0.1:$o->redis", 'lease' => 2.0, 'command_timeout' => 1.0, 'connect_timeout' => 1.0, 'retry_max' => 0.5],
]);
$server->channels('/channels', options: [
    'publish' => true, 'subscribe' => true, 'presence' => true,
    'namespaces' => ['h:' => ['history' => [50000, 3600.0]]],
]);

$note = fn (string $file, string|int|float ...$words) => file_put_contents("$o->files.$file", implode(' ', $words) . "\n", FILE_APPEND);
$server->on('workerStart', fn () => $note('workers', $server->workerId, getmypid()));
$server->on('brokerDown', fn (string $why) => $note('broker', microtime(true), getmypid(), 'down', $why));
$server->on('brokerUp', fn () => $note('broker', microtime(true), getmypid(), 'up'));

$jobs = $server->stream('jobs', ['length' => 1000000]);
$server->http('POST', '/append', function (Request $request) use ($jobs) {
    $job = json_decode($request->body(), true);
    try {
        return ['id' => $jobs->append($job, id: "job-{$job['n']}", key: $job['key'])];
    } catch (BrokerUnavailable $error) {
        return Response::json(['error' => $error->getMessage()], 503);
    }
});
$server->http('GET', '/info', function () use ($jobs) {
    try {
        return $jobs->info();
    } catch (BrokerUnavailable $error) {
        return Response::json(['error' => $error->getMessage()], 503);
    }
});
// every seventh fails at first; some take longer than the blink in which nothing can happen
$jobs->consume('all', function (array $job, string $id, int $attempt) use ($note): bool {
    $n = $job['n'];
    $note('jobs', 'begin', $n, $attempt, getmypid(), microtime(true));
    delay(($n % 5) * 0.01);
    if ($n % 7 === 0 && $attempt === 1) {
        return false;
    }
    $note('jobs', 'end', $n, $attempt, getmypid(), microtime(true));
    return true;
}, ['concurrency' => 4, 'attempts' => 1000, 'backoff' => 0.2, 'lease' => 2.0]);
$server->run();
