--TEST--
handshake hook: true lets in; false, a status, an array or a Response refuses with just that
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('
    $answers = [
        "true" => true,
        "false" => false,
        "401" => 401,
        "302" => 302,
        "503" => 503,
        "599" => 599,
        "array" => ["error" => "no", "of" => ["many"]],
        "list" => [],
        "response" => new Response("tea only", 418, ["X-Why" => "teapot", "Set-Cookie" => ["a=1", "b=2"], "Content-Type" => "text/tea"]),
        "json" => Response::json(["wait" => 5], 429, ["Retry-After" => "5"]),
        "redirect" => new Response("", 307, ["Location" => "/elsewhere"]),
    ];
    $server->ws("/{verdict}", onOpen: function (Connection $c) {
        echo "opened ", $c->request()->params["verdict"], "\n";
        $c->send("in");
    }, handshake: fn (Request $r) => $answers[$r->params["verdict"]]);
');
function attempt(TestServer $server, string $verdict): HttpAnswer
{
    $client = new WsClient($server->connect());
    $client->socket->send(WsClient::handshake("/$verdict"));
    $answer = $client->readAnswer();
    if ($answer->status === 101) {
        $answer->body = $client->message() ?? '';
        return $answer;
    }
    $answer->body = $client->socket->bytes((int) $answer->headers['content-length']) ?? '';
    $client->socket->finish();
    Checks::is("$verdict, then", '', $client->socket->rest());
    return $answer;
}

Checks::is('true', [101, 'in'], [($a = attempt($server, 'true'))->status, $a->body]);
foreach ([false => 403, 401 => 401, 302 => 302, 503 => 503, 599 => 599] as $name => $status) {
    $a = attempt($server, $name ?: 'false');
    Checks::is("$status", [$status, 'text/plain; charset=utf-8'], [$a->status, $a->headers['content-type'] ?? '']);
    Checks::true("$status, body", str_starts_with($a->body, "$status "), $a->body);
}
$a = attempt($server, 'array');
Checks::is('array', [403, 'application/json', '{"error":"no","of":["many"]}'], [$a->status, $a->headers['content-type'] ?? '', $a->body]);
$a = attempt($server, 'list');
Checks::is('empty array', [403, 'application/json', '[]'], [$a->status, $a->headers['content-type'] ?? '', $a->body]);
$a = attempt($server, 'response');
Checks::is('Response', [418, 'text/tea', 'teapot', 'a=1, b=2', 'tea only'],
    [$a->status, $a->headers['content-type'] ?? '', $a->headers['x-why'] ?? '', $a->headers['set-cookie'] ?? '', $a->body]);
$a = attempt($server, 'json');
Checks::is('Response::json', [429, 'application/json', '5', '{"wait":5}'],
    [$a->status, $a->headers['content-type'] ?? '', $a->headers['retry-after'] ?? '', $a->body]);
$a = attempt($server, 'redirect');
Checks::is('redirect', [307, '/elsewhere', ''], [$a->status, $a->headers['location'] ?? '', $a->body]);
Checks::is('true again', 101, attempt($server, 'true')->status);
$server->stop();
Checks::is('onOpen', "opened true\nopened true\n", preg_replace('/^(?!opened).*\n/m', '', $server->out));
Checks::done();
?>
--EXPECT--
28 checks, 0 failed
