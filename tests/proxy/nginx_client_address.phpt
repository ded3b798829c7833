--TEST--
A trusted nginx tells the real address of its clients, over a Unix socket and over TCP
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/nginx.inc';
TestNginx::skipIfMissing();
?>
--FILE--
<?php
require __DIR__ . '/../inc/nginx.inc';

$path = socketPath();
$cases = [
    'unix, trusted' => ["unix://$path", "['trusted_proxies' => 'unix']"],
    'unix' => ["unix://$path", '[]'],
    'tcp, trusted' => ['127.0.0.1', "['trusted_proxies' => '127.0.0.2']"],
    'tcp, another one trusted' => ['127.0.0.1', "['trusted_proxies' => ['10.0.0.0/8', 'unix']]"],
];
foreach ($cases as $name => [$host, $options]) {
    $server = TestServer::script(<<<PHP
        <?php
        \$server = new Rtws\RtServer('$host', 0, $options);
        \$server->http('GET', '/', fn (\$request) => \$request->remoteAddress);
        \$server->ws('/ws', onOpen: fn (\$conn, \$request) => \$conn->send("\$conn->remoteAddress \$request->remoteAddress"));
        \$server->run();
        PHP);
    /* nginx is 127.0.0.2 to the server, and its clients are 127.0.0.1 */
    $replace = $server->address === '' ? ['proxy_pass http://rtws;' => 'proxy_bind 127.0.0.2; proxy_pass http://rtws;'] : [];
    $nginx = TestNginx::start($server->address ?: $server->port, $replace);
    $client = WsClient::open($nginx->port, '/ws');
    printf("%s: %s, %s\n", $name, HttpClient::once($nginx->port, 'GET', '/')->body, $client->message());
    /* what a client claims is not what nginx says */
    echo HttpClient::once($nginx->port, 'GET', '/', ['X-Forwarded-For' => '203.0.113.7'])->body, "\n";
    unset($client);
    $nginx->stop();
    $server->stop();
}
?>
--EXPECT--
unix, trusted: 127.0.0.1, 127.0.0.1 127.0.0.1
127.0.0.1
unix: unix:, unix: unix:
unix:
tcp, trusted: 127.0.0.1, 127.0.0.1 127.0.0.1
127.0.0.1
tcp, another one trusted: 127.0.0.2, 127.0.0.2 127.0.0.2
127.0.0.2
