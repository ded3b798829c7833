--TEST--
option tls: a backlog of 20 MB waits for who reads late, and arrives whole
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('
    $server->ws("/", onMessage: function (Connection $c, string $m) {
        [$count, $size] = explode(" ", $m);
        for ($n = 0; $n < $count; $n++) {
            $c->send(str_pad((string) $n, (int) $size, chr(97 + $n % 26)));
        }
    });
    $server->ws("/echo", ' . ECHO_ALL . ');
', $certs->options([], ['limits' => ['send_queue' => 64 << 20]]));
$other = tlsWs($server, '/echo');
foreach ([20000000, 300000, 60000, 1000] as $size) {
    $client = tlsWs($server);
    $count = intdiv(20000000, $size);
    $client->text("$count $size");
    barrier($other); /* it is not kept waiting */
    $good = 0;
    while ($good < $count && $client->message() === str_pad((string) $good, $size, chr(97 + $good % 26))) {
        $good++;
    }
    Checks::is("$size", $count, $good);
    Checks::is("$size, the end", 1000, $client->close());
}
unset($client);
$other->text('still there');
Checks::is('the other', 'still there', $other->message());
unset($other);
$server->stop();
Checks::done();
?>
--EXPECT--
9 checks, 0 failed
