--TEST--
Memory stays the same over 50,000 subscriptions, members and connections that come and go
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $server->channels(options: ["publish" => true]);
    $server->http("GET", "/memory", function () {
        gc_collect_cycles();
        preg_match("/VmRSS:\s+(\d+)/", file_get_contents("/proc/self/status"), $m);
        return [(int) $m[1], memory_get_usage()];
    });
');
$cycle = function (int $n) use ($server) {
    for ($i = 0; $i < $n; $i += 500) {
        $client = new ChannelClient($server);
        $requests = '';
        for ($k = 0; $k < 500; $k++) {
            $id = $i + $k;
            foreach (['{"action":"subscribe","channel":"c' . $id . '"}', '{"action":"publish","channel":"c' . $id . '","message":"text"}',
                '{"action":"join","channel":"c' . $id . '","member":{"id":' . $id . '}}',
                $k % 2 ? '{"action":"unsubscribe","channel":"c' . $id . '"}' : '{"action":"leave","channel":"c' . $id . '"}'] as $request) {
                $requests .= WsClient::frame(WsClient::TEXT, $request);
            }
        }
        $client->ws->socket->send($requests);
        $client->settle();
        $i % 1000 ? $client->ws->socket->abort() : $client->ws->close();
    }
};
$small = (bool) getenv('RTWS_TEST_VALGRIND');
$memory = fn () => json_decode($server->http('GET', '/memory')->body);
$cycle($small ? 500 : 20000);
[$rss, $php] = $memory();
$cycle($small ? 1000 : 50000);
[$rssAfter, $phpAfter] = $memory();
/* 50,000 of anything that stays would be 2 MB at 40 bytes each */
echo $small || $rssAfter - $rss < 2048 ? 'flat' : "grew from $rss to $rssAfter KB", "\n";
echo $phpAfter - $php < 10000 ? 'flat' : "PHP's grew from $php to $phpAfter", "\n";
$server->stop();
?>
--EXPECT--
flat
flat
