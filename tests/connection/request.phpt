--TEST--
request(): the request that opened it, from any handler and after the end; isEstablished() tells which
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $about = fn ($c) => json_encode([($r = $c->request())->method, $r->uri, $r->params, $r->query, $r->cookies, $r->header("x-a"), $r->isEstablished()]);
    $server->ws("/room/{name}",
        handshake: function ($r) use (&$first) { $first = $r; echo "handshake ", var_export($r->isEstablished(), true), "\n"; return true; },
        onOpen: function ($c, $r) use ($about, &$first) { echo "open ", $about($c), " ", var_export($r->isEstablished() && $first->isEstablished(), true), "\n"; },
        onMessage: function ($c) use ($about) { echo "message ", $about($c), "\n"; },
        onClose: function ($c) use ($about, &$kept) { $kept = $c; echo "close ", $about($c), "\n"; });
    $server->http("GET", "/", function () use (&$kept, $about) { return $about($kept); });
');
$client = $server->ws('/room/b%20c?x=1', ['Cookie' => 'k=v', 'X-A' => 'b']);
$client->text('');
$server->await('/^message.*\n/m');
$client->close();
$server->await('/^close.*\n/m');
echo $server->http('GET', '/')->body, "\n";
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
["GET","\/room\/b%20c?x=1",{"name":"b c"},{"x":"1"},{"k":"v"},"b",false]
handshake false
open ["GET","\/room\/b%20c?x=1",{"name":"b c"},{"x":"1"},{"k":"v"},"b",true] true
message ["GET","\/room\/b%20c?x=1",{"name":"b c"},{"x":"1"},{"k":"v"},"b",true]
close ["GET","\/room\/b%20c?x=1",{"name":"b c"},{"x":"1"},{"k":"v"},"b",false]
