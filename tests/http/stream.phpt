--TEST--
Streamed answers: in chunks as they are written, on a connection that is kept
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/chunks.inc';

$server = TestServer::start('
    use Rtws\ResponseStream;
    final class Writer { public function __invoke(ResponseStream $out): void { $out->write("invoked"); } }
    $server->http("GET", "/two", fn () => Response::stream(function (ResponseStream $out) {
        $out->write("one");
        delay(0.05);
        $out->write("");
        var_dump($out->isOpen(), $out->write("two"));
    }, 201, ["X-Mine" => "yes"]));
    $server->http("GET", "/ended", fn () => Response::stream(function (ResponseStream $out) {
        $out->write("all");
        $out->end();
        $out->end();
        var_dump($out->isOpen(), $out->write("more"));
    }));
    $server->http("GET", "/nothing", fn () => Response::stream(function (ResponseStream $out) { }));
    $server->http("GET", "/invokable", fn () => Response::stream(new Writer(), headers: ["content-type" => "text/x"]));
    $server->http("GET", "/generator", function (Request $r) {
        yield "a";
        delay(0.05);
        yield from ["b", "c"];
    });
    $server->http("GET", "/iterator", fn () => new ArrayIterator(["x", "", "y"]));
    $server->http("GET", "/empty", fn () => new EmptyIterator());
    $server->http("GET", "/none", fn () => Response::stream(fn ($out) => $out->write("not to be seen"), 204));
');
$client = new HttpClient($server->port);
foreach ([
    '/two' => [201, 'one|two'], '/ended' => [200, 'all'], '/nothing' => [200, ''], '/invokable' => [200, 'invoked'],
    '/generator' => [200, 'a|b|c'], '/iterator' => [200, 'x|y'], '/empty' => [200, ''],
] as $target => [$status, $chunks]) {
    $client->send('GET', $target);
    $answer = $client->answer();
    Checks::is($target, $status, $answer->status);
    Checks::is($target, 'chunked', $answer->headers['transfer-encoding'] ?? null);
    Checks::is($target, false, isset($answer->headers['content-length']) || isset($answer->headers['connection']));
    Checks::is($target, $target === '/invokable' ? 'text/x' : 'text/html; charset=utf-8', $answer->headers['content-type']);
    Checks::is($target, $target === '/two' ? 'yes' : null, $answer->headers['x-mine'] ?? null);
    Checks::is($target, $chunks, all_chunks($client->socket));
}
/* nothing but the head, and then the next request */
$client->send('HEAD', '/ended');
$client->send('GET', '/none');
$client->send('GET', '/generator');
$answer = $client->answer();
Checks::is('HEAD', [200, 'chunked'], [$answer->status, $answer->headers['transfer-encoding']]);
Checks::is('no content', 204, $client->answer()->status);
Checks::is('after them', 200, $client->answer()->status);
Checks::is('after them', 'a|b|c', all_chunks($client->socket));

/* HTTP/1.0 knows no chunks */
$client = new HttpClient($server->port);
$client->socket->send("GET /two HTTP/1.0\r\n\r\n");
$answer = $client->answer();
Checks::is('1.0', 'close', $answer->headers['connection']);
Checks::is('1.0', false, isset($answer->headers['transfer-encoding']));
Checks::is('1.0', 'onetwo', $client->socket->rest());
unset($client);
$server->stop();
Checks::is('what write() said', 0, preg_match('/Warning|Error/', $server->out));
Checks::is('of an ended one', 1, substr_count($server->out, "bool(false)\nbool(false)\n"));
Checks::is('of an open one', 2, substr_count($server->out, "bool(true)\nbool(true)\n"));
Checks::done();
?>
--EXPECT--
52 checks, 0 failed
