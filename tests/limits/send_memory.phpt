--TEST--
limits.send_memory: beyond it the longest queues are hit, by the policy of their endpoints, and not who sends next
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/load.inc';

/* "tag count": so many messages of 64 KiB for the client with this tag */
$server = TestServer::start('
    $byTag = [];
    $remember = function ($c, $r) use (&$byTag) { $byTag[$r->query["tag"]] = $c; };
    $server->ws("/close", onOpen: $remember, ' . TELL_END . ');
    $server->ws("/oldest", onOpen: $remember, ' . TELL_END . ', options: ["slow_consumer" => "drop-oldest"]);
    $server->ws("/control", onMessage: function ($c, $m) use (&$byTag, $server) {
        [$tag, $count] = explode(" ", $m);
        while ($count-- > 0) {
            $byTag[$tag]->send(str_repeat("x", 65536));
        }
        $c->send(json_encode($server->stats() + ["buffered" => array_map(fn ($c) => $c->bufferedBytes(), $byTag)]));
    });
    $server->http("GET", "/big", fn () => str_repeat("y", 30 << 20));
', '["limits" => ["send_queue" => 64 << 20, "send_memory" => 32 << 20]]');
$control = $server->ws('/control');
$ask = function (string $what) use ($control) {
    $control->text($what);
    return json_decode($control->message(20), true);
};
$clients = [];
foreach (['small' => 'close', 'long' => 'close', 'longer' => 'oldest'] as $tag => $path) {
    $clients[$tag] = $server->ws("/$path?tag=$tag");
}
/* what the kernel holds is not counted: fill it up first, until the queue grows */
foreach (array_keys($clients) as $tag) {
    for ($i = 0; $ask("$tag 8")['buffered'][$tag] === 0 && $i < 200; $i++) {
    }
}
$ask('long 140');   /* 9 MB */
$stats = $ask('longer 300'); /* 19 MB */
Checks::is('within the limit', 0, $stats['send_memory_hits']);
Checks::true('counted', $stats['send_memory'] > 26 << 20 && $stats['send_memory'] < 32 << 20, $stats['send_memory']);
$stats = $ask('small 64'); /* 4 MB more: the longest goes */
$stats = $ask('small 16');
Checks::is('one was hit', 1, $stats['send_memory_hits']);
Checks::true('the longest', $stats['buffered']['longer'] < 1 << 20, $stats['buffered']);
Checks::true('its messages', $stats['messages_dropped'] >= 290, $stats['messages_dropped']);
Checks::true('not the second', $stats['buffered']['long'] > 8 << 20, $stats['buffered']);
Checks::true('not the sender', $stats['buffered']['small'] > 4 << 20, $stats['buffered']);
$stats = $ask('longer 230'); /* 15 MB: over it again */
$stats = $ask('longer 100');
Checks::true('again', $stats['send_memory_hits'] >= 2 && $stats['send_memory'] <= 36 << 20, $stats);

/* a policy that closes: the longest left is one of these */
$ask('long 200');
$ask('long 200');
Checks::is('long', '1013 too slow: send memory full', ending($server, 'long'));
Checks::is('last words', '1013 too slow: send memory full', lastWords($clients['long']));
Checks::is('small lives', 0, endings($server, 'small'));

/* answers count as well: three of 30 MB that nobody reads */
$readers = [];
for ($i = 0; $i < 3; $i++) {
    $readers[] = $reader = $server->connect();
    $reader->send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
}
for ($i = 0; $i < 50; $i++) {
    $stats = $ask('small 0');
}
Checks::true('answers', $stats['send_memory'] <= 68 << 20, $stats['send_memory']);
$clients['small']->socket->close();
Checks::is('its end', '1006', ending($server, 'small'));
unset($clients, $readers, $reader, $control);
$server->stop();
Checks::is('log', 1, substr_count($server->err, 'limits.send_memory is'));
Checks::done();
?>
--EXPECT--
14 checks, 0 failed
