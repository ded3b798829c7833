<?php
// A counter that is the same in every tab: php examples/counter.php [[host:]port]
require __DIR__ . '/inc/cli.php';

use Rtws\{Connection, RtServer};

[$host, $port] = address($argv);
$server = new RtServer($host, $port);
$counter = $server->channel('counter');
$value = 0;

// A late tab gets the present value first, then every change: nothing can come between these two lines.
$server->ws('/ws/counter', onOpen: function (Connection $conn) use ($counter, &$value) {
    $counter->subscribe($conn);
    $conn->send(['value' => $value]);
});

$server->http('POST', '/api/counter/bump', function () use ($counter, &$value) {
    $counter->publish(['value' => ++$value]);
    return ['value' => $value];
});
$server->http('GET', '/api/counter', function () use ($counter, &$value) {
    return ['value' => $value, 'tabs' => count($counter)];
});

$server->files('/', __DIR__ . '/counter');
$server->files('/shared', __DIR__ . '/shared');
serve($server, 'in two tabs');
