--TEST--
Request::header() and headers(): in any case, several of one name joined
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("GET", "/", fn (Request $r) => [$r->header("X-A"), $r->header("x-a"), $r->header("X-NONE"), $r->header("X-Many"),
        $r->header("X-Empty"), $r->header(""), $r->headers()]);
');
$client = new HttpClient($server->port);
$client->socket->send("GET / HTTP/1.1\r\nHost: h\r\nX-a:  one \t\r\nX-Many: 1\r\nx-MANY: 2\r\nX-Empty:\r\n7: seven\r\n\r\n");
echo $client->answer()->body, "\n";
$server->stop();
?>
--EXPECT--
["one","one",null,"1, 2","",null,{"host":"h","x-a":"one","x-many":"1, 2","x-empty":"","7":"seven"}]
