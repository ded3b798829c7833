--TEST--
Streamed answers: the end of the server ends them in order, without waiting for their writers to have more to say
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/chunks.inc';

$server = TestServer::start('
    use Rtws\ResponseStream;
    $server->http("GET", "/ticks", fn () => Response::stream(function (ResponseStream $out) {
        for ($i = 0; $out->write("tick"); $i++) {
            delay(0.02);
        }
        echo "ticks ended\n";
    }));
    $server->http("GET", "/full", fn () => Response::stream(function (ResponseStream $out) {
        while ($out->write(str_repeat("x", 100000))) {
        }
        echo "full ended\n";
    }));
');
$ticks = new HttpClient($server->port);
$ticks->send('GET', '/ticks');
$ticks->answer();
Checks::is('ticks', 'tick', next_chunk($ticks->socket));
$full = new HttpClient($server->port);
$full->send('GET', '/full');
$full->answer();
Checks::is('full', 100000, strlen(next_chunk($full->socket)));
$begin = microtime(true);
$server->signal(SIGTERM_NUMBER);
Checks::is("ticks end with their last chunk", 1, preg_match("~^(tick\\|?)*$~D", all_chunks($ticks->socket)));
Checks::is('and the connection', '', $ticks->socket->rest());
Checks::is('full ends with its last chunk', 1, preg_match('/^x[x|]*x$/D', all_chunks($full->socket)));
Checks::is('status', 0, $server->wait());
Checks::true('quickly', microtime(true) - $begin < patience(4), microtime(true) - $begin);
Checks::is('writers were told', [1, 1], [substr_count($server->out, 'ticks ended'), substr_count($server->out, 'full ended')]);
Checks::done();
?>
--EXPECT--
8 checks, 0 failed
