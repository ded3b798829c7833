--TEST--
limits.connections_per_ip: an IPv4 client of a socket for both counts by its IPv4 address, an IPv6 one by its /64
--EXTENSIONS--
rtws
--SKIPIF--
<?php if (!@stream_socket_server('tcp://[::1]:0')) die('skip no IPv6 here'); ?>
--FILE--
<?php
require __DIR__ . '/../inc/from.inc';

$server = TestServer::script('<?php
    $server = new Rtws\RtServer("::", 0, ["limits" => ["connections_per_ip" => 1], "trusted_proxies" => "::1", "log" => "off"]);
    $server->ws("/", onOpen: fn ($c) => $c->send($c->remoteAddress));
    $server->run();
');
$a = wsFrom($server, '127.0.0.2');
echo $a->message(), ' ', wsFrom($server, '127.0.0.2')->answer->status, ' ', wsFrom($server, '127.0.0.3')->message(), "\n";

$six = function (string $for) use ($server) {
    $client = new WsClient((new ReflectionClass(TestSocket::class))->newInstanceWithoutConstructor());
    $client->socket->stream = stream_socket_client("tcp://[::1]:$server->port");
    stream_set_blocking($client->socket->stream, false);
    $client->socket->send(WsClient::handshake('/', ['X-Forwarded-For' => $for]));
    $client->readAnswer();
    return $client;
};
$b = $six('2001:db8:0:1::1');
echo $b->message(), ' ', $six('2001:db8:0:1:ffff::7')->answer->status, ' ', $six('2001:db8:0:2::1')->message(), "\n";
unset($a, $b);
$server->stop();
?>
--EXPECT--
127.0.0.2 503 127.0.0.3
2001:db8:0:1::1 503 2001:db8:0:2::1
