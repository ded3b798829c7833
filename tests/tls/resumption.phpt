--TEST--
option tls: sessions are resumed, with what is known of the client
--EXTENSIONS--
rtws
openssl
--SKIPIF--
<?php
exec("openssl version 2>&1", $out, $status);
if ($status !== 0) die("skip needs the openssl command");
?>
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$anna = $certs->issue('anna', 'anna');
$server = TestServer::start('$server->http("GET", "/", fn (Request $r) => "subject " . $r->certificateSubject() . " end");',
    $certs->options(['ca' => $certs->ca, 'verify_client' => true]));

/** One request with the command line tool: what it printed. */
function request(TestServer $server, string ...$arguments): string
{
    $process = proc_open(['openssl', 's_client', '-connect', "127.0.0.1:$server->port", '-ign_eof', ...$arguments],
        [['pipe', 'r'], ['pipe', 'w'], ['file', '/dev/null', 'w']], $pipes);
    fwrite($pipes[0], "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    $out = stream_get_contents($pipes[1]);
    proc_close($process);
    return $out;
}

foreach (['-tls1_2', '-tls1_3'] as $version) {
    $session = "$certs->dir/session";
    $first = request($server, $version, '-cert', "$anna.pem", '-key', "$anna.key", '-sess_out', $session);
    Checks::true("$version, at first", str_contains($first, 'New, TLSv1.') && !str_contains($first, 'Reused, '), $first);
    Checks::true("$version, served", str_contains($first, 'subject CN=anna end'), $first);
    $second = request($server, $version, '-cert', "$anna.pem", '-key', "$anna.key", '-sess_in', $session);
    Checks::true("$version, resumed", str_contains($second, 'Reused, TLSv1.'), $second);
    Checks::true("$version, served again", str_contains($second, 'subject CN=anna end'), $second);
}
$server->stop();
Checks::done();
?>
--EXPECT--
8 checks, 0 failed
