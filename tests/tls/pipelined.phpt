--TEST--
option tls: requests with bodies, sent ahead in one go and in records of any length, are all answered
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$server = TestServer::start('
    $server->http("POST", "/", fn (Request $r) => strlen($r->body()) . " " . md5($r->body()));
    $server->http("POST", "/slow", function (Request $r) { delay(0.001); return strlen($r->body()) . " " . md5($r->body()); });
', $certs->options());
foreach ([1000, 16000, 70000, 100000] as $size) {
    foreach ([5003, 16384] as $record) {
        foreach (['/', '/slow'] as $path) {
            $wire = new TlsWire($server);
            $client = tlsHttp($server, wire: $wire);
            $all = '';
            $bodies = [];
            for ($i = 0; $i < 10; $i++) {
                $bodies[$i] = random_bytes($size + $i);
                $all .= "POST $path HTTP/1.1\r\nHost: a\r\nContent-Length: " . strlen($bodies[$i]) . "\r\n\r\n$bodies[$i]";
            }
            $wire->holds = true;
            foreach (str_split($all, $record) as $piece) {
                $client->socket->send($piece);
            }
            $wire->holds = false;
            $wire->release();
            foreach ($bodies as $i => $body) {
                $answer = $client->answer();
                Checks::is("$path $size in $record, body $i", strlen($body) . ' ' . md5($body), $answer?->body);
                if ($answer === null) {
                    break;
                }
            }
        }
    }
}
Checks::is('the end of it', true, $client->socket->isSilent(0.05));
unset($client);
$server->stop();
Checks::is('nothing is wrong in the log', 0, preg_match('/error|warning/', $server->err));
Checks::done();
?>
--EXPECT--
162 checks, 0 failed
