--TEST--
Streams of Amp in handlers: connections to a real Redis, TCP servers, pipes of child processes
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
require __DIR__ . '/../inc/redis.inc';
skip_without('amphp/socket');
if (!function_exists('filter_var')) die('skip league/uri, which it uses, needs ext-filter');
TestRedis::skipIfNoServer();
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';
require __DIR__ . '/../inc/redis.inc';

$redis = TestRedis::start();
$server = vendor_server('
    const REDIS = "tcp://127.0.0.1:' . $redis->port . '";
    $server->ws("/incr", onMessage: function ($c, $m) { /* a connection of its own for each */
        $socket = Amp\Socket\connect(REDIS);
        $socket->write("INCR n\r\n");
        $answer = trim($socket->read(), ":\r\n");
        $socket->close();
        $c->send($answer);
    }, options: ["concurrent" => true]);
    $server->http("GET", "/blocking", function () {
        $socket = Amp\Socket\connect(REDIS);
        $socket->write("BLPOP list 0\r\n");
        Amp\async(function () {
            Amp\delay(0.01);
            $other = Amp\Socket\connect(REDIS);
            $other->write("RPUSH list pushed\r\n");
            $other->read();
        })->ignore();
        return explode("\r\n", $socket->read())[4];
    });
    $server->http("GET", "/listen", function () {
        $listening = Amp\Socket\listen("127.0.0.1:0");
        $served = Amp\async(function () use ($listening) {
            $client = $listening->accept();
            $text = Amp\ByteStream\buffer($client);
            $client->write(strtoupper($text));
            $client->end();
        });
        $socket = Amp\Socket\connect($listening->getAddress()->toString());
        $socket->write(str_repeat("shout ", 50000));
        $socket->end();
        $answer = Amp\ByteStream\buffer($socket);
        $served->await();
        $listening->close();
        return strlen($answer) . " " . trim(substr($answer, -6));
    });
    $server->http("GET", "/process", function () {
        $process = proc_open(["sh", "-c", "sleep 0.01; echo from the child"], [1 => ["pipe", "w"]], $pipes);
        $text = Amp\ByteStream\buffer(new Amp\ByteStream\ReadableResourceStream($pipes[1]));
        proc_close($process);
        return trim($text);
    });
');
$client = $server->ws('/incr');
for ($i = 0; $i < 200; $i++) {
    $client->text('incr');
}
$got = [];
for ($i = 0; $i < 200; $i++) {
    $got[] = (int) $client->message();
}
sort($got);
var_dump($got === range(1, 200));
foreach (['blocking', 'listen', 'process'] as $what) {
    echo "$what: ", $server->http('GET', "/$what")->body, "\n";
}
unset($client);
$server->stop();
$redis->stop();
echo preg_match('/error|warning/', $server->err) ? $server->err : 'nothing in the log';
?>
--EXPECT--
bool(true)
blocking: pushed
listen: 300000 SHOUT
process: from the child
nothing in the log
