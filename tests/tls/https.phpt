--TEST--
option tls: routes and files are served over https, Request::$secure is true, and the connection is kept
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
file_put_contents("$certs->dir/large.bin", $large = random_bytes(5000000));
$server = TestServer::start('
    $server->http("GET", "/", fn (Request $r) => ["secure" => $r->secure, "address" => $r->remoteAddress, "subject" => $r->certificateSubject()]);
    $server->http("POST", "/", fn (Request $r) => strlen($r->body()) . " " . md5($r->body()));
    $server->http("GET", "/slow", function () { delay(0.1); return str_repeat("slow", 300000); });
    $server->files("/files", ' . var_export($certs->dir, true) . ');
', $certs->options());
$client = tlsHttp($server);
for ($i = 0; $i < 3; $i++) {
    $client->send('GET', '/');
    Checks::is('the request', ['secure' => true, 'address' => '127.0.0.1', 'subject' => null], json_decode($client->answer()->body, true));
    $body = random_bytes(10 ** (2 * $i + 2));
    $client->send('POST', '/', [], $body);
    Checks::is('the body', strlen($body) . ' ' . md5($body), $client->answer()?->body);
    $client->send('GET', '/slow');
    Checks::is('a large answer', md5(str_repeat('slow', 300000)), md5((string) $client->answer()?->body));
    $client->send('GET', '/files/large.bin');
    Checks::is('a file', md5($large), md5((string) $client->answer()?->body));
    $client->send('HEAD', '/files/large.bin');
    Checks::is('its head', '5000000', $client->answer(false)?->headers['content-length']);
}
$client->send('GET', '/nothing', ['Connection' => 'close']);
Checks::is('not found', 404, $client->answer()?->status);
Checks::is('and the end', '', $client->socket->rest());
unset($client);
$server->stop();
Checks::done();
?>
--EXPECT--
17 checks, 0 failed
