--TEST--
Rtws\Redis, option redis: an rtws that was built without Redis says what to install, and serves all else
--EXTENSIONS--
rtws
--SKIPIF--
<?php
try {
    new Rtws\Redis('redis://127.0.0.1');
    die('skip this rtws was built with Redis');
} catch (Rtws\IllegalState) {
}
?>
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

use Rtws\RtServer;

foreach ([fn () => new Rtws\Redis('redis://127.0.0.1'), fn () => new RtServer('127.0.0.1', 0, ['redis' => 'redis://127.0.0.1'])] as $use) {
    try {
        $use();
        echo "taken\n";
    } catch (Rtws\Exception $e) {
        echo $e::class, ': ', $e->getMessage(), "\n";
    }
}
$server = TestServer::start('$server->http("GET", "/", fn () => "served");', '["redis" => null]');
echo $server->http('GET', '/')->body, "\n";
$server->stop();
?>
--EXPECT--
Rtws\IllegalState: Rtws\Redis cannot be used: this rtws was built without Redis: install hiredis (Debian, Ubuntu: apt-get install libhiredis-dev; Fedora, RHEL: dnf install hiredis-devel; Alpine: apk add hiredis-dev) and build rtws again with ./configure --with-rtws-redis
Rtws\InvalidOption: Option "redis": this rtws was built without Redis: install hiredis (Debian, Ubuntu: apt-get install libhiredis-dev; Fedora, RHEL: dnf install hiredis-devel; Alpine: apk add hiredis-dev) and build rtws again with ./configure --with-rtws-redis
served
