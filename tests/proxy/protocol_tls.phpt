--TEST--
proxy_protocol: with TLS the header comes before it
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/from.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('$server->ws("/", onOpen: fn ($c, $r) => $c->send("$c->remoteAddress " . json_encode($r->secure)),
    onMessage: fn ($c, $m) => $c->send($m));',
    $certs->options([], ['trusted_proxies' => '127.0.0.1', 'proxy_protocol' => true, 'limits' => ['connections_per_ip' => 1]]));

$open = function (string ...$pieces) use ($server) {
    $client = new WsClient(new TlsSocket($server->port, first: implode('', $pieces)));
    $client->socket->send(WsClient::handshake('/'));
    $client->readAnswer();
    return $client;
};
$a = $open("PROXY TCP4 192.0.2.1 127.0.0.1 4711 443\r\n");
$b = $open(proxyHeader('2001:db8::2', "\x04\0\x02xy"));
echo $a->message(), "\n", $b->message(), "\n";
$a->text(str_repeat('large', 20000));
echo strlen($a->message()), "\n";
foreach (["PROXY TCP4 192.0.2.1 127.0.0.1 4711 443\r\n", ''] as $first) { /* one too many; no header */
    try {
        $open($first);
        echo "let in\n";
    } catch (RuntimeException $e) {
        echo $e->getMessage(), "\n";
    }
}
unset($a, $b);
$server->stop();
warnings($server);
?>
--EXPECT--
192.0.2.1 true
2001:db8::2 true
100000
no handshake
no handshake
warning: limits.connections_per_ip is 1: 192.0.2.1 was refused another
warning: proxy_protocol is on, and trusted_proxies must send its header: 127.0.0.1 did not, and was closed
