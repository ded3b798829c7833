--TEST--
Rtws\Redis: TLS, with the certificates checked
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/redis.inc';
TestRedis::skipIfMissing();
if (!extension_loaded('openssl')) die('skip needs openssl');
?>
--FILE--
<?php
require __DIR__ . '/../inc/redis_kinds.inc';
require __DIR__ . '/../inc/tls.inc';
$certs = new TestCerts();
$own = $certs->issue('redis');
$client = $certs->issue('client');
$socket = stream_socket_server('tcp://127.0.0.1:0');
$port = (int) substr(strrchr(stream_socket_get_name($socket, false), ':'), 1);
fclose($socket);
$redis = TestRedis::start(['--tls-port' => "$port", '--tls-cert-file' => "$own.pem", '--tls-key-file' => "$own.key", '--tls-ca-cert-file' => $certs->ca, '--tls-auth-clients' => 'optional', '--bind' => '127.0.0.1 127.0.0.2']);
$server = redisServer("rediss://localhost:$port", var_export(['tls' => ['ca' => $certs->ca]], true), '
    $big = str_repeat("0123456789abcdef", 40000);
    $try = fn ($dsn, $options) => attempt(fn () => (new Redis($dsn, ["connect_timeout" => 2] + $options))->ping());
    $server->http("GET", "/", fn () => [
        $redis->ping(), $redis->set("big", $big), $redis->get("big") === $big,
        Rtws\concurrently(...array_fill(0, 5, fn () => $redis->get("big") === $big)),
        attempt(fn () => $redis->bLPop("none", 0.05)),
        $try("rediss://127.0.0.1:' . $port . '", ["tls" => ["ca" => "' . $certs->ca . '", "cert" => "' . $client . '.pem", "key" => "' . $client . '.key"]]),
        $try("rediss://127.0.0.1:' . $port . '", ["tls" => ["insecure" => true]]),
        $try("rediss://127.0.0.1:' . $port . '", []),
        $try("rediss://127.0.0.2:' . $port . '", ["tls" => ["ca" => "' . $certs->ca . '"]]),
        $try("redis://127.0.0.1:' . $port . '", []),
    ]);
');
foreach (json_decode($server->http('GET', '/')->body) as $answer) {
    echo preg_replace('/127\.0\.0\.(\d+):\d+/', 'ADDRESS \1', json_encode($answer, JSON_UNESCAPED_SLASHES)), "\n";
}
$server->stop();
?>
--EXPECT--
"PONG"
true
true
[true,true,true,true,true]
null
"PONG"
"PONG"
"RedisUnavailable no: PING: rediss://ADDRESS 1: TLS: its certificate is not accepted: self-signed certificate in certificate chain; it has not been executed"
"RedisUnavailable no: PING: rediss://ADDRESS 2: TLS: its certificate is not accepted: IP address mismatch; it has not been executed"
"RedisUnavailable no: PING: redis://ADDRESS 1: Connection reset by peer; it has not been executed"
