--TEST--
tls.verify_client: who shows a certificate of the authority is let in and known, others are not
--EXTENSIONS--
rtws
openssl
--FILE--
<?php
require __DIR__ . '/../inc/checks.inc';
require __DIR__ . '/../inc/tls.inc';

$certs = new TestCerts();
$others = new TestCerts();
$pem = fn (string $path) => ['local_cert' => "$path.pem", 'local_pk' => "$path.key"];
$anna = $pem($certs->issue('anna', ['countryName' => 'DE', 'organizationName' => 'Grüße, AG', 'commonName' => 'anna']));
$old = $pem($certs->issueExpired('old'));
$stranger = $pem($others->issue('stranger', 'anna'));
$code = '
    $server->http("GET", "/", fn (Request $r) => ["subject" => $r->certificateSubject()]);
    $server->ws("/", onMessage: fn (Connection $c) => $c->send((string) $c->request()->certificateSubject()));';
$subject = 'CN=anna,O=Grüße\, AG,C=DE';
$server = TestServer::start($code, $certs->options(['ca' => $certs->ca, 'verify_client' => true]));
foreach (['TLSv1.2' => STREAM_CRYPTO_METHOD_TLSv1_2_CLIENT, 'TLSv1.3' => STREAM_CRYPTO_METHOD_TLSv1_3_CLIENT] as $version => $method) {
    $with = ['crypto_method' => $method];
    Checks::is("$version, anna", $subject, json_decode(https($server, "/", $anna + $with)->body)?->subject);
    $client = tlsWs($server, ssl: $anna + $with);
    $client->text('who am I?');
    Checks::is("$version, anna's messages", $subject, $client->message());
    /* with 1.3 the client has finished before the server refuses */
    foreach (['nobody' => [], 'stranger' => $stranger, 'old' => $old] as $who => $certificate) {
        try {
            $status = https($server, '/', $certificate + $with)->status;
        } catch (RuntimeException) {
            $status = 0;
        }
        Checks::is("$version, $who", 0, $status);
    }
}
unset($client);
$server->stop();
/* without verify_client none is asked for */
$server = TestServer::start($code, $certs->options(['ca' => $certs->ca]));
Checks::is('not asked', '{"subject":null}', https($server, '/', $anna)->body);
Checks::is('none', '{"subject":null}', https($server, '/')->body);
$server->stop();
$server = TestServer::start($code);
Checks::is('plain', '{"subject":null}', $server->http('GET', '/')->body);
$server->stop();
Checks::done();
?>
--EXPECT--
13 checks, 0 failed
