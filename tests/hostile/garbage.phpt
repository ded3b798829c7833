--TEST--
what is not HTTP gets 400 or 408 and is hung up on, TLS on the plain port too, and the server lives on
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/endings.inc';

$server = TestServer::start('$server->ws("/", ' . ECHO_ALL . ');', '["limits" => ["handshake_timeout" => 0.4]]');
mt_srand(20240101);
$random = static function (int $length, string $alphabet): string {
    for ($bytes = ''; strlen($bytes) < $length; $bytes .= $alphabet[mt_rand(0, strlen($alphabet) - 1)]) {
    }
    return $bytes;
};
$any = implode('', array_map(chr(...), range(0, 255)));
$hello = "\x01" . substr(pack('N', 200), 1) . "\x03\x03" . $random(32, $any) . "\x20" . $random(32, $any)
    . "\x00\x08\x13\x01\x13\x02\xc0\x2f\xc0\x30\x01\x00" . pack('n', 115) . str_repeat("\0", 115);
$cases = [
    'TLS ClientHello' => "\x16\x03\x01" . pack('n', strlen($hello)) . $hello,
    'SSLv2 hello' => "\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10" . $random(37, $any),
    'HTTP/2 preface' => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    'SSH' => "SSH-2.0-OpenSSH_9.2\r\n\r\n",
    'SMTP' => "EHLO example.org\r\n\r\n",
    'RDP' => "\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00",
    'a WebSocket frame' => WsClient::frame(WsClient::TEXT, 'hello'),
    'NULs' => str_repeat("\0", 300),
    'only line feeds' => str_repeat("\n", 300),
    'a line feed at each end' => "GET / HTTP/1.1\nHost: localhost\n\n",
    'spaces' => "   \r\n\r\n",
    'one letter' => 'G',
    'method only' => "GET\r\n\r\n",
    'PROXY' => "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
];
for ($i = 0; $i < 50; $i++) {
    $cases["random bytes $i"] = $random(mt_rand(1, 3000), $any) . ($i % 2 ? "\r\n\r\n" : '');
    $cases["random HTTP $i"] = $random(mt_rand(1, 300), "GET /:%?HTTP1.0\r\n\r\nHost\t\0") . "\r\n\r\n";
}
$clients = [];
foreach ($cases as $name => $bytes) {
    $clients[$name] = $server->connect();
    $clients[$name]->send($bytes);
}
foreach ($clients as $name => $socket) {
    $answer = $socket->rest();
    Checks::true($name, $answer === '' || preg_match('~^HTTP/1\.1 (400|408|414|431|505) ~', (string) $answer) === 1, $answer);
    Checks::is("$name, reset", false, $socket->reset);
}
foreach (['TLS ClientHello' => 408, 'HTTP/2 preface' => 505, 'SSH' => 400, 'spaces' => 400, 'method only' => 400, 'PROXY' => 400] as $name => $status) {
    $socket = $server->connect();
    $socket->send($cases[$name]);
    Checks::is("$name, status", "HTTP/1.1 $status", substr((string) $socket->rest(), 0, 12));
}
$client = $server->ws();
$client->text('alive');
Checks::is('echo', 'alive', $client->message());
unset($client, $clients, $socket);
$server->stop();
Checks::done();
?>
--EXPECT--
235 checks, 0 failed
