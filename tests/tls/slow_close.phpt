--TEST--
slow_consumer close and drop-newest over TLS: what comes is whole, and the Close behind it
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
foreach (['close', 'drop-newest'] as $policy) {
    foreach ([1000, 60000] as $size) {
        $server = TestServer::start('
            $server->ws("/", onMessage: function (Connection $c, string $m) {
                for ($n = $taken = 0; $n < 30000000 / ' . $size . '; $n++) {
                    $taken += $c->send(str_pad((string) $taken, ' . $size . ', chr(97 + $taken % 26)));
                }
                echo "taken $taken\n";
            }, ' . TELL_END . ');
            $server->ws("/echo", ' . ECHO_ALL . ');
        ', $certs->options([], ['slow_consumer' => $policy, 'limits' => ['send_queue' => 400000]]));
        $client = tlsWs($server, '/?tag=slow');
        $client->text('go');
        Checks::true("$policy $size: told", $server->await('/^taken (\d+)/m', 10, $match));
        $good = 0;
        while (($frame = $client->read()) !== null && $frame->payload === str_pad((string) $good, $size, chr(97 + $good % 26))) {
            $good++;
            if ($policy === 'drop-newest' && $good === (int) $match[1]) {
                break;
            }
        }
        if ($policy === 'close') {
            Checks::is("$size: the Close", 1013, $frame?->code());
            Checks::is("$size: onClose", true, str_starts_with((string) ending($server, 'slow'), '1013 '));
            Checks::true("$size: some came", $good > 0 && $good <= $match[1], $good);
        } else {
            Checks::is("$size: all that was taken", (int) $match[1], $good);
            Checks::is("$size: the end", 1000, $client->close());
            Checks::is("$size: onClose", true, str_starts_with((string) ending($server, 'slow'), '1000'));
        }
        unset($client);
        $server->stop();
    }
}
Checks::done();
?>
--EXPECT--
16 checks, 0 failed
