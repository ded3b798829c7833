--TEST--
Routes: exact before placeholders, percent-encoded alike, trailing slash and empty parts count
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    foreach (["/", "/a/{x}", "/a/b", "/{y}/b", "/s/", "/caf%C3%A9/ö", "/café"] as $path) {
        $server->http("GET", $path, fn (Request $r) => "$path " . json_encode($r->params));
    }
');
foreach (['/', '/a/b', '/a/%62', '/a/c', '/z/b', '/a/', '/a', '/s', '/s/', '/s//', '/A/b', '//', '/caf%C3%A9', '/caf%c3%a9', '/a/b/c', '/a//b'] as $path) {
    $answer = $server->http('GET', $path);
    echo "$path: ", $answer->status === 200 ? $answer->body : $answer->status, "\n";
}
$server->stop();
?>
--EXPECT--
/: / []
/a/b: /a/b []
/a/%62: /a/b []
/a/c: /a/{x} {"x":"c"}
/z/b: /{y}/b {"y":"z"}
/a/: 404
/a: 404
/s: 404
/s/: /s/ []
/s//: 404
/A/b: /{y}/b {"y":"A"}
//: 404
/caf%C3%A9: /café []
/caf%c3%a9: /café []
/a/b/c: 404
/a//b: 404
