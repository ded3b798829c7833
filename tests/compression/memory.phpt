--TEST--
without takeover an idle connection costs hardly more than one without compression
--EXTENSIONS--
rtws
zlib
--INI--
memory_limit=-1
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/deflate.inc';

function residentMemory(int $pid): float
{
    return preg_match('/^VmRSS:\s*(\d+) kB/m', file_get_contents("/proc/$pid/status"), $match) ? (float) $match[1] : 0.0;
}

/** KB for each of so many connections that have sent and been sent a message. */
function each(TestServer $server, ?string $offer): float
{
    $clients = [];
    for ($i = 0; $i < 400; $i++) {
        if ($i === 100) { /* what is there once is there */
            $before = residentMemory($server->pid);
        }
        $clients[] = $client = new DeflateClient($server, offer: $offer);
        $client->ws->text(str_repeat('hello', 50));
        $client->message();
    }
    return (residentMemory($server->pid) - $before) / 300;
}

$bound = getenv('RTWS_TEST_VALGRIND') ? INF : 1;
$each = [];
foreach (['none' => ['[]', null], 'off' => ['["compression" => true]', null], 'on' => ['["compression" => true]', 'permessage-deflate'],
    'takeover' => ['["compression" => ["takeover" => true]]', 'permessage-deflate']] as $what => [$options, $offer]) {
    $server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ');', $options);
    $each[$what] = each($server, $offer);
    $server->stop();
}
Checks::true('not agreed to', $each['off'] < $each['none'] + 1 * $bound, $each);
Checks::true('without takeover', $each['on'] < $each['none'] + 1 * $bound, $each);
Checks::true('in all', $each['on'] < 8 * $bound, $each);
Checks::true('with takeover', $each['takeover'] < 350 * $bound, $each);
Checks::true('which it has to cost', $each['takeover'] > 20, $each);
Checks::done();
?>
--EXPECT--
5 checks, 0 failed
