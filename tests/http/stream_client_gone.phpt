--TEST--
Streamed answers: a client that goes is noticed, also between writes, and by a generator's finally
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/chunks.inc';

$server = TestServer::start('
    use Rtws\ResponseStream;
    $server->http("GET", "/idle", fn () => Response::stream(function (ResponseStream $out) {
        $out->write("begun");
        while ($out->isOpen()) {
            delay(0.02);
        }
        echo "idle noticed ", var_export($out->write("x"), true), "\n";
    }));
    $server->http("GET", "/stuck", fn () => Response::stream(function (ResponseStream $out) {
        $block = str_repeat("x", 100000);
        for ($i = 0; $out->write($block); $i++) {
        }
        echo "stuck noticed\n";
    }));
    $server->http("GET", "/generator", function () {
        try {
            for (;;) {
                yield "tick";
                delay(0.02);
            }
        } finally {
            echo "generator finished\n";
        }
    });
    $server->http("GET", "/", fn () => [$server->stats()["sockets"], $server->stats()["requests_pending"]]);
');
foreach (['/idle' => '/^idle noticed false$/m', '/stuck' => '/^stuck noticed$/m', '/generator' => '/^generator finished$/m'] as $target => $line) {
    foreach (['close', 'finish', 'abort'] as $how) {
        $client = new HttpClient($server->port);
        $client->send('GET', $target);
        $client->answer();
        $client->socket->bytes(5);
        $server->out = '';
        $client->socket->$how();
        Checks::is("$target $how", true, $server->await($line));
        $client->socket->close();
    }
}
$end = microtime(true) + 5;
do {
    $body = $server->http('GET', '/')->body;
} while ($body !== '[1,1]' && microtime(true) < $end);
Checks::is('nothing is left', '[1,1]', $body);
$server->stop();
Checks::is('nothing in the log', 0, preg_match('/error|exception/i', $server->err));
Checks::done();
?>
--EXPECT--
11 checks, 0 failed
