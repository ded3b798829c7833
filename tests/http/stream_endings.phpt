--TEST--
Streamed answers: exit() and fatal errors in a writer, while another one waits for its client
--EXTENSIONS--
rtws
--SKIPIF--
<?php
if (getenv('RTWS_TEST_VALGRIND')) die('skip a fatal error leaves memory to the end of the process');
?>
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/chunks.inc';

$stop = tempnam(sys_get_temp_dir(), 'rtws-stop-');
foreach (['exit(3);' => 3, 'trigger_error("broken", E_USER_ERROR);' => 255, 'delay(60);' => 0, 'Fiber::suspend();' => 0] as $code => $status) {
    unlink($stop);
    $server = TestServer::start('
        use Rtws\ResponseStream;
        $server->http("GET", "/stuck", fn () => Response::stream(function (ResponseStream $out) {
            try {
                while ($out->write(str_repeat("x", 100000))) {
                }
            } finally {
                echo "left\n";
            }
        }));
        $server->http("GET", "/end", fn () => Response::stream(function (ResponseStream $out) {
            $out->write("part");
            delay(0.05);
            echo "at the end\n";
            ' . $code . '
        }));
        ' . ($status === 0 ? '$server->every(0.1, fn () => file_exists(' . var_export($stop, true) . ') && $server->stop(0.3));' : '') . '
    ');
    $stuck = new HttpClient($server->port);
    $stuck->send('GET', '/stuck');
    Checks::is("$code stuck", 200, $stuck->answer()->status);
    Checks::is("$code first", 100000, strlen(next_chunk($stuck->socket) ?? ''));
    $client = new HttpClient($server->port);
    $client->send('GET', '/end');
    $client->answer();
    Checks::is("$code part", 'part', next_chunk($client->socket));
    Checks::true("$code at the end", $server->await('/^at the end/m'));
    touch($stop);
    Checks::true("$code end", in_array(all_chunks($client->socket), ['', '...'], true));
    all_chunks($stuck->socket);
    unset($client, $stuck);
    Checks::is("$code status", $status, $server->wait());
    Checks::true("$code left at most once", substr_count($server->out, "left\n") === ($status === 255 ? 0 : 1), $server->out);
}
unlink($stop);
Checks::done();
?>
--EXPECT--
28 checks, 0 failed
