--TEST--
workers: SIGHUP to the master has all of them take new certificates; nobody is closed
--EXTENSIONS--
rtws
openssl
--SKIPIF--
<?php if (PHP_ZTS) die('skip not with ZTS'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/tls.inc';
require __DIR__ . '/../inc/workers.inc';

$certs = new TestCerts();
$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ');
    $server->http("GET", "/who", fn () => (string) $server->workerId);',
    $certs->options(others: ['workers' => 2]));
$client = tlsWs($server);
$names = function () use ($server): string {
    $seen = [];
    for ($i = 0; $i < 100 && count($seen) < 2; $i++) {
        $socket = new TlsSocket($server->port, ['capture_peer_cert' => true]);
        $name = $socket->peerName();
        $socket->send("GET /who HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        $seen[substr($socket->rest(), -1)] = $name;
    }
    ksort($seen);
    return json_encode($seen);
};
echo $names(), "\n";
$certs->issue('server', 'second');
$server->signal(1);
var_dump($server->awaitLog('/(worker [01]: took new certificates.*){2}/s'));
echo $names(), "\n";
$client->text('still here');
echo $client->message(), "\n";
$client->close();
unset($client);
$server->stop();
?>
--EXPECT--
["localhost","localhost"]
bool(true)
["second","second"]
still here
