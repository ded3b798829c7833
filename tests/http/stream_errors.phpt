--TEST--
Streamed answers: what goes wrong before the first byte is a 500, after it the connection is cut
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/chunks.inc';

$server = TestServer::start('
    use Rtws\ResponseStream;
    $server->http("GET", "/before", fn () => Response::stream(fn () => throw new DomainException("too early")));
    $server->http("GET", "/after", fn () => Response::stream(function (ResponseStream $out) {
        $out->write("part");
        throw new DomainException("too late");
    }));
    $server->http("GET", "/ended", fn () => Response::stream(function (ResponseStream $out) {
        $out->write("all");
        $out->end();
        throw new DomainException("after the end");
    }));
    $server->http("GET", "/argument", fn () => Response::stream(fn (int $out) => 1));
    $server->http("GET", "/generator/before", function () { throw new DomainException("not one"); yield "x"; });
    $server->http("GET", "/generator/after", function () { yield "x"; throw new DomainException("only one"); });
    $server->http("GET", "/generator/wrong", function () { yield "x"; yield 5; });
    $server->http("GET", "/generator/at-once", function () { yield []; });
    $server->http("GET", "/iterator", fn () => new class implements IteratorAggregate {
        public function getIterator(): Iterator { throw new DomainException("no iterator"); }
    });
    $server->http("GET", "/fine", fn () => "fine");
    $server->ws("/ws", onMessage: fn () => 0, handshake: fn () => Response::stream(fn () => 0));
');
foreach (['/before', '/argument', '/generator/before', '/generator/at-once', '/iterator'] as $target) {
    $answer = $server->http('GET', $target);
    Checks::is($target, [500, "500 Internal Server Error\n"], [$answer->status, $answer->body]);
}
foreach (['/after' => 'part...', '/generator/after' => 'x...', '/generator/wrong' => 'x...', '/ended' => 'all'] as $target => $chunks) {
    $client = new HttpClient($server->port);
    $client->send('GET', $target);
    Checks::is($target, 200, $client->answer()->status);
    Checks::is($target, $chunks, all_chunks($client->socket));
    if ($target !== '/ended') {
        Checks::is($target, '', $client->socket->rest());
    }
    unset($client);
}
Checks::is('handshake', 500, $server->http('GET', '/ws', ['Upgrade' => 'websocket', 'Connection' => 'Upgrade',
    'Sec-WebSocket-Version' => '13', 'Sec-WebSocket-Key' => WsClient::KEY])->status);
Checks::is('and the server lives', 'fine', $server->http('GET', '/fine')->body);
$server->stop();
foreach (['too early', 'too late', 'after the end', 'not one', 'only one', 'no iterator',
    'A streamed answer is made of strings, int given', 'A streamed answer is made of strings, array given',
    'must be of type int, Rtws\ResponseStream given', 'and not with a stream'] as $text) {
    Checks::is($text, 1, substr_count($server->err, $text));
}
foreach ([
    fn () => Rtws\Response::stream('no_such_function'),
    fn () => Rtws\Response::stream(fn () => 1, 99),
    fn () => Rtws\Response::stream(fn () => 1, 200, ['Content-Length' => '5']),
] as $attempt) {
    try {
        var_dump($attempt());
    } catch (Throwable $e) {
        echo get_class($e), ': ', $e->getMessage(), "\n";
    }
}
Checks::done();
?>
--EXPECT--
TypeError: Rtws\Response::stream(): Argument #1 ($writer) must be a valid callback, function "no_such_function" not found or invalid function name
ValueError: Rtws\Response::stream(): Argument #2 ($status) must be between 200 and 599, 99 given
ValueError: Header "Content-Length" cannot be sent: its name must be a token, its value free of control characters; Content-Length, Connection, Date and Transfer-Encoding are set by the server
28 checks, 0 failed
