--TEST--
react/http: its client in handlers, and its server beside ours on the same loop
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('react/http', 'react/async');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$server = vendor_server('
    use function React\Async\await;
    $socket = new React\Socket\SocketServer("127.0.0.1:0");
    (new React\Http\HttpServer(fn ($request) => React\Http\Message\Response::plaintext(
        "react " . $request->getUri()->getPath())))->listen($socket);
    $server->http("GET", "/slow/{n}", function (Request $r) { delay(0.02); return $r->params["n"]; });
    $server->http("GET", "/ours", function () use ($server) {
        $browser = new React\Http\Browser();
        $answers = [];
        for ($i = 0; $i < 50; $i++) {
            $answers[] = $browser->get("http://127.0.0.1:$server->port/slow/$i")->then(fn ($r) => (int) (string) $r->getBody());
        }
        return json_encode(array_sum(await(React\Promise\all($answers))));
    });
    $server->http("GET", "/theirs", function () use ($socket) {
        return (string) await((new React\Http\Browser())->get(str_replace("tcp:", "http:", $socket->getAddress()) . "/path"))->getBody();
    });
', ini: ['memory_limit=256M']);
echo $server->http('GET', '/ours')->body, "\n", $server->http('GET', '/theirs')->body, "\n";
$server->stop();
echo preg_match('/error|warning/', $server->err) ? $server->err : 'nothing in the log';
?>
--EXPECT--
1225
react /path
nothing in the log
