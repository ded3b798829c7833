--TEST--
handshake: pages of the same host may connect by default, others by list, host name or '*', and endpoints differ
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$list = '["https://example.org", "http://other.example:8080", "byname.example"]';
$servers = [
    'default' => TestServer::start('$server->ws("/", ' . ECHO_ALL . ');'),
    'list' => TestServer::start('
        $server->ws("/", ' . ECHO_ALL . ');
        $server->ws("/own", ' . ECHO_ALL . ', options: ["origins" => "https://own.example"]);
        $server->ws("/any", ' . ECHO_ALL . ', options: ["origins" => "*"]);
    ', "['origins' => $list]"),
    'any' => TestServer::start('$server->ws("/", ' . ECHO_ALL . ');', "['origins' => '*']"),
];
/* server, path, Host, Origin (null: none), allowed */
$cases = [
    ['default', '/', 'localhost', null, true],
    ['default', '/', 'localhost', 'http://localhost', true],
    ['default', '/', 'localhost', 'https://localhost', true],
    ['default', '/', 'LocalHost', 'http://localhost', true],
    ['default', '/', 'localhost:8080', 'http://localhost:8080', true],
    ['default', '/', '[::1]:8080', 'http://[::1]:8080', true],
    ['default', '/', 'localhost:8080', 'http://localhost', false],
    ['default', '/', 'localhost:8080', 'http://localhost:9090', false],
    ['default', '/', 'localhost', 'http://localhost.evil.example', false],
    ['default', '/', 'localhost', 'http://evil.example', false],
    ['default', '/', 'localhost', 'http://evil.example/localhost', false],
    ['default', '/', 'localhost', 'null', false],
    ['default', '/', 'localhost', '', false],
    ['list', '/', 'localhost', null, true],
    ['list', '/', 'localhost', 'https://example.org', true],
    ['list', '/', 'localhost', 'HTTPS://Example.ORG', true],
    ['list', '/', 'localhost', 'http://other.example:8080', true],
    ['list', '/', 'localhost', 'https://byname.example', true],
    ['list', '/', 'localhost', 'http://byname.example:81', true],
    ['list', '/', 'localhost', 'http://localhost', false],
    ['list', '/', 'localhost', 'http://example.org', false],
    ['list', '/', 'localhost', 'https://example.org:444', false],
    ['list', '/', 'localhost', 'https://example.org.evil.example', false],
    ['list', '/', 'localhost', 'https://evilexample.org', false],
    ['list', '/', 'localhost', 'http://other.example', false],
    ['list', '/', 'localhost', 'https://sub.byname.example', false],
    ['list', '/', 'localhost', 'https://byname.example.evil.example', false],
    ['list', '/', 'localhost', 'https://byname.example@evil.example', false],
    ['list', '/', 'localhost', 'https://byname.example:80@evil.example', false],
    ['list', '/', 'localhost', 'null', false],
    ['list', '/own', 'localhost', 'https://own.example', true],
    ['list', '/own', 'localhost', 'https://example.org', false],
    ['list', '/any', 'localhost', 'https://evil.example', true],
    ['list', '/any', 'localhost', 'null', true],
    ['any', '/', 'localhost', 'https://evil.example', true],
    ['any', '/', 'localhost', null, true],
];
foreach ($cases as [$which, $path, $host, $origin, $allowed]) {
    $client = new WsClient($servers[$which]->connect());
    $client->socket->send(WsClient::handshake($path, ['Host' => $host, 'Origin' => $origin]));
    Checks::is("$which $path, $host, " . ($origin ?? 'no origin'), $allowed ? 101 : 403, $client->readAnswer()->status);
}
unset($client);
array_map(static fn (TestServer $server) => $server->stop(), $servers);
Checks::done();
?>
--EXPECT--
36 checks, 0 failed
