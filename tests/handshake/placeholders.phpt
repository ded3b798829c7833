--TEST--
ws(): {placeholders} match one part of the path, percent-decoded, and literal paths come first
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('
    $tell = fn (string $route) => fn (Connection $c, Request $r) => $c->send([$route, $r->params]);
    foreach (["/room/{name}", "/room/lobby", "/room/{name}/seat/{seat}", "/{any}", "/with space/{x}", "/dir/{x}/"] as $route) {
        $server->ws($route, onOpen: $tell($route));
    }
');
foreach (['/room/blue', '/room/lobby', '/room/l%6Fbby', '/room/gr%C3%BCn%20und%2Fblau', '/room/a%2520b', '/room/a+b?name=c',
    '/room/x/seat/7', '/room/.', '/with%20space/%7Bx%7D', '/dir/x/', '/%2F', '/room', '/room/', '/room//', '/room/a/', '/room//seat/7',
    '/room/x/seat', '/room/x/seat/7/8', '/', '//', '/dir/x', '/with+space/x'] as $path) {
    $client = new WsClient($server->connect());
    $client->socket->send(WsClient::handshake($path));
    $status = $client->readAnswer()->status;
    echo $path, ' ', $status === 101 ? $client->message() : $status, "\n";
}
unset($client);
$server->stop();
?>
--EXPECT--
/room/blue ["\/room\/{name}",{"name":"blue"}]
/room/lobby ["\/room\/lobby",[]]
/room/l%6Fbby ["\/room\/lobby",[]]
/room/gr%C3%BCn%20und%2Fblau ["\/room\/{name}",{"name":"gr\u00fcn und\/blau"}]
/room/a%2520b ["\/room\/{name}",{"name":"a%20b"}]
/room/a+b?name=c ["\/room\/{name}",{"name":"a+b"}]
/room/x/seat/7 ["\/room\/{name}\/seat\/{seat}",{"name":"x","seat":"7"}]
/room/. ["\/room\/{name}",{"name":"."}]
/with%20space/%7Bx%7D ["\/with space\/{x}",{"x":"{x}"}]
/dir/x/ ["\/dir\/{x}\/",{"x":"x"}]
/%2F ["\/{any}",{"any":"\/"}]
/room ["\/{any}",{"any":"room"}]
/room/ 404
/room// 404
/room/a/ 404
/room//seat/7 404
/room/x/seat 404
/room/x/seat/7/8 404
/ 404
// 404
/dir/x 404
/with+space/x 404
