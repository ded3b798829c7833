--TEST--
Streamed answers: whoever writes faster than the client reads waits, and nobody with him
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/chunks.inc';

$server = TestServer::start('
    use Rtws\ResponseStream;
    $written = 0;
    $block = str_repeat("0123456789abcdef", 4096);
    $writer = function (ResponseStream $out) use (&$written, $block) {
        for ($i = 0; $i < 1024 && $out->write($block); $i++) {
            $written++;
        }
    };
    $server->http("GET", "/many", fn () => Response::stream($writer));
    $server->http("GET", "/generator", function () use ($block) {
        for ($i = 0; $i < 256; $i++) {
            yield $block;
        }
    });
    $server->http("GET", "/state", function () use (&$written) { return [$written, memory_get_usage()]; });
');
$client = new HttpClient($server->port);
$client->send('GET', '/many');
Checks::is('status', 200, $client->answer()->status);
/* the writer comes to a standstill */
$end = microtime(true) + 10;
do {
    [$before] = json_decode($server->http('GET', '/state')->body);
    usleep(50000);
    [$now, $memory] = json_decode($server->http('GET', '/state')->body);
} while (($now === 0 || $now !== $before) && microtime(true) < $end);
Checks::true('waits', $now > 0 && $now < 1024, $now);
Checks::true('little memory', $memory < 4e6, $memory);
/* others are served meanwhile, streams too */
$other = new HttpClient($server->port);
$other->send('GET', '/generator');
$other->answer();
Checks::is('another stream', 256 * 65536, strlen(str_replace('|', '', all_chunks($other->socket))));
Checks::is('still waiting', $now, json_decode($server->http('GET', '/state')->body)[0]);
$hash = hash_init('sha256');
for ($len = 0; ($chunk = next_chunk($client->socket)) != ''; $len += strlen($chunk)) {
    hash_update($hash, $chunk);
}
Checks::is('all of it', 1024 * 65536, $len);
Checks::is('the end of it', '', $chunk);
Checks::is('as it was written', hash('sha256', str_repeat('0123456789abcdef', 4096 * 1024)), hash_final($hash));
Checks::is('kept', 1024, json_decode($server->http('GET', '/state')->body)[0]);
/* who takes nothing and goes wakes the writer */
$gone = new HttpClient($server->port);
$gone->send('GET', '/many');
$gone->answer();
$gone->socket->abort();
unset($client, $other, $gone);
$server->stop();
Checks::done();
?>
--EXPECT--
9 checks, 0 failed
