--TEST--
An answer of 20 MB reaches a slow reader intact; others are served meanwhile
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $large = ""; for ($i = 0; $i < 320; $i++) { $large .= str_repeat(pack("N", $i), 16384); }
    $server->http("GET", "/large", fn () => $large);
    $server->http("GET", "/md5", fn () => md5($large));
');
$client = new HttpClient($server->port);
$client->send('GET', '/large');
$client->socket->bytes(1000);
$md5 = $server->http('GET', '/md5')->body;
$context = hash_init('md5');
$client = new HttpClient($server->port);
$client->send('GET', '/large');
$head = HttpAnswer::parse($client->socket->until("\r\n\r\n"));
$left = (int) $head->headers['content-length'];
var_dump($left);
while ($left > 0 && ($piece = $client->socket->bytes(min($left, 50000))) !== null) {
    hash_update($context, $piece);
    $left -= strlen($piece);
    if ($left % 1000000 < 50000) {
        $server->http('GET', '/none'); /* it has to wait for us again and again */
    }
}
var_dump($left, hash_final($context) === $md5);
$client->send('GET', '/md5');
var_dump($client->answer()->body === $md5);
$server->stop();
?>
--EXPECT--
int(20971520)
int(0)
bool(true)
bool(true)
