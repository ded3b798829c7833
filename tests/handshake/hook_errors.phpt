--TEST--
handshake hook: an exception or a wrong verdict is answered with 500 and logged, and the server lives on
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/endings.inc';

const CODE = '
    final class Plain {}
    $verdicts = [
        "exception" => fn () => throw new \RuntimeException("from the hook"),
        "error" => fn () => intdiv(1, 0),
        "null" => fn () => null,
        "string" => fn () => "yes",
        "float" => fn () => 1.0,
        "object" => fn () => new Plain(),
        "0" => fn () => 0,
        "200" => fn () => 200,
        "101" => fn () => 101,
        "600" => fn () => 600,
        "no-json" => fn () => ["\xff"],
        "good" => fn () => true,
    ];
    $server->ws("/{verdict}", onMessage: fn (Connection $c, string $m) => $c->send($m),
        handshake: fn (Request $r) => $verdicts[$r->params["verdict"]]());
';
$server = TestServer::start(CODE);
function check(TestServer $server, string $verdict): string
{
    $client = new WsClient($server->connect());
    $client->socket->send(WsClient::handshake("/$verdict"));
    $status = $client->readAnswer()->status;
    if ($status === 101) {
        $client->text('alive');
        return "101 {$client->message()}";
    }
    /* nothing of the reason is for the client */
    return $client->socket->rest() === "500 Internal Server Error\n" ? "$status" : 'leaks';
}
foreach (['exception', 'error', 'null', 'string', 'float', 'object', '0', '200', '101', '600', 'no-json', 'good'] as $verdict) {
    echo "$verdict: ", check($server, $verdict), "\n";
}
$server->stop();
echo preg_match_all('/ error: uncaught in the handshake hook: (RuntimeException: from the hook|DivisionByZeroError|TypeError: The handshake hook|ValueError: The handshake hook|\w+)/', $server->err, $match), "\n";
echo implode("\n", $match[1]), "\n";

/* on("error") takes them instead of the log */
$server = TestServer::start(CODE . '$server->on("error", fn (\Throwable $e) => print("caught " . $e->getMessage() . "\n"));');
echo check($server, 'exception'), ' ', check($server, 'good'), "\n";
var_dump($server->await('/^caught from the hook$/m'), str_contains($server->err, 'uncaught'));
$server->stop();
?>
--EXPECT--
exception: 500
error: 500
null: 500
string: 500
float: 500
object: 500
0: 500
200: 500
101: 500
600: 500
no-json: 500
good: 101 alive
11
RuntimeException: from the hook
DivisionByZeroError
TypeError: The handshake hook
TypeError: The handshake hook
TypeError: The handshake hook
TypeError
ValueError: The handshake hook
ValueError: The handshake hook
ValueError: The handshake hook
ValueError
JsonException
500 101 alive
bool(true)
bool(false)
