--TEST--
Request: method, path, uri, params, remoteAddress and secure; it cannot be changed
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    $server->http("*", "/room/{name}/{id}", fn (Request $r) => [$r->method, $r->path, $r->uri, $r->params, $r->remoteAddress, $r->secure,
        $r->isEstablished(), $r->body()]);
    $server->http("GET", "/change", function (Request $r) {
        foreach ([fn () => $r->path = "x", fn () => $r->other = 1, fn () => clone $r, fn () => serialize($r), fn () => new Request] as $try) {
            try { $try(); $said[] = "done"; } catch (Throwable $e) { $said[] = $e->getMessage(); }
        }
        return $said;
    });
');
$options = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE;
echo json_encode(json_decode($server->http('GET', '/room/blue/7?x=1&y')->body), $options), "\n";
echo json_encode(json_decode($server->http('PATCH', '/room/gr%C3%BCn/a%2Fb%20c+d')->body), $options), "\n";
echo json_encode(json_decode($server->http('GET', 'http://example.org/room/a/b?c')->body), $options), "\n";
echo implode("\n", json_decode($server->http('GET', '/change')->body)), "\n";
$server->stop();
?>
--EXPECT--
["GET","/room/blue/7","/room/blue/7?x=1&y",{"name":"blue","id":"7"},"127.0.0.1",false,false,""]
["PATCH","/room/grün/a/b c+d","/room/gr%C3%BCn/a%2Fb%20c+d",{"name":"grün","id":"a/b c+d"},"127.0.0.1",false,false,""]
["GET","/room/a/b","/room/a/b?c",{"name":"a","id":"b"},"127.0.0.1",false,false,""]
Cannot modify readonly property Rtws\Request::$path
Cannot create dynamic property Rtws\Request::$other
Trying to clone an uncloneable object of class Rtws\Request
Serialization of 'Rtws\Request' is not allowed
Call to private Rtws\Request::__construct() from global scope
