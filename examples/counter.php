<?php
// A counter that is the same in every tab: php examples/counter.php [[host:]port]
//
// By the environment: RTWS_WORKERS=2, processes of this server; RTWS_REDIS=redis://localhost, where the number lies for
// several servers. nginx.php prints what nginx needs to spread clients over them.
require __DIR__ . '/inc/cli.php';

use Rtws\{Connection, Counter, RtServer};

[$host, $port] = address($argv);
$redis = getenv('RTWS_REDIS') ?: null;
$workers = (int) (getenv('RTWS_WORKERS') ?: 1);
$server = new RtServer($host, $port, ['redis' => $redis, 'workers' => $workers]);
$counter = new Counter(0, 'counter', ['redis' => $redis]);
$channel = $server->channel('counter')->options(['history' => 1]);

// A late tab gets the present value first, which the channel keeps, then every change: nothing falls between.
$server->ws('/ws/counter', onOpen: function (Connection $conn) use ($channel, $counter) {
    $channel->history(1) ?: $counter->publish($channel, 0, 'value'); // for the first tab of all
    $channel->subscribe($conn, recent: 1);
});

// Counted and published in one step: whoever else does so meanwhile, no tab ever sees the value go back.
$server->http('POST', '/api/counter/bump', fn () => ['value' => $counter->publish($channel, as: 'value')]);
$server->http('GET', '/api/counter', fn () => ['value' => $counter->get(), 'tabs' => count($channel)]);

$server->files('/', __DIR__ . '/counter');
$server->files('/shared', __DIR__ . '/shared');
serve($server, 'in two tabs');
