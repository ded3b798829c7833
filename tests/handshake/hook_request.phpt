--TEST--
handshake hook: it sees method, path, query, params, headers, cookies and address of the request
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('
    $tell = fn (Request $r) => [
        "method" => $r->method, "path" => $r->path, "uri" => $r->uri, "query" => $r->query, "params" => $r->params,
        "cookies" => $r->cookies, "address" => $r->remoteAddress, "secure" => $r->secure, "established" => $r->isEstablished(),
        "host" => $r->header("HOST"), "double" => $r->header("x-double"), "none" => $r->header("x-none"),
        "key" => $r->headers()["sec-websocket-key"], "body" => $r->body(),
    ];
    $server->ws("/room/{name}/{seat}", onOpen: function (Connection $c, Request $r) use ($tell) {
        $c->send($tell($r));
        $c->send($tell($c->request()));
    }, handshake: fn (Request $r) => isset($r->query["refuse"]) ? $tell($r) : true);
');
$target = '/room/bl%75e%20%C3%BC/4?a=1&b[]=x&b[]=y%20z&c';
$headers = ['Cookie' => 'sid=abc; theme=dark%20red; sid=second; odd', 'X-Double' => 'one', 'x-double' => 'two'];

$client = new WsClient($server->connect());
$client->socket->send(WsClient::handshake("$target&refuse=1", $headers));
$answer = $client->readAnswer();
$body = $client->socket->bytes((int) $answer->headers['content-length']);
echo $answer->status, ' ', str_replace('","', "\",\n\"", $body), "\n";

/* the same, but for the query and being open, is seen by onOpen and later */
$client = $server->ws($target, $headers);
$open = $client->message();
var_dump($open === str_replace(['&refuse=1', ',"refuse":"1"', '"established":false'], ['', '', '"established":true'], $body));
var_dump($client->message() === $open);
unset($client);
$server->stop();
?>
--EXPECT--
403 {"method":"GET",
"path":"\/room\/blue \u00fc\/4",
"uri":"\/room\/bl%75e%20%C3%BC\/4?a=1&b[]=x&b[]=y%20z&c&refuse=1",
"query":{"a":"1",
"b":["x",
"y z"],"c":"",
"refuse":"1"},"params":{"name":"blue \u00fc",
"seat":"4"},"cookies":{"sid":"abc",
"theme":"dark red"},"address":"127.0.0.1",
"secure":false,"established":false,"host":"localhost",
"double":"one, two",
"none":null,"key":"dGhlIHNhbXBsZSBub25jZQ==",
"body":""}
bool(true)
bool(true)
