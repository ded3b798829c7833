--TEST--
delay(): negative, infinite and NaN are ValueErrors; outside of a handler it is an IllegalState
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';
require __DIR__ . '/../inc/attempt.inc';

use function Rtws\delay;

attempt(fn () => delay(-1));
attempt(fn () => delay(NAN));
attempt(fn () => delay(INF));
attempt(fn () => delay('x'));
attempt(fn () => delay(0.01));
$fiber = new Fiber(fn () => attempt(fn () => delay(0.01)));
$fiber->start();
$server = TestServer::start('
    $server->http("GET", "/", function () {
        foreach ([-0.001, NAN, INF, 1e10] as $seconds) {
            try { delay($seconds); $said[] = "slept"; } catch (ValueError $e) { $said[] = "refused"; }
        }
        return $said;
    });
    $server->ws("/", handshake: function () { try { delay(0); } catch (Rtws\IllegalState $e) { return [$e->getMessage()]; } });
');
echo $server->http('GET', '/')->body, "\n";
$client = new WsClient($server->connect());
$client->socket->send(WsClient::handshake('/'));
$answer = $client->readAnswer();
echo $answer->status, ' ', $client->socket->bytes((int) $answer->headers['content-length']), "\n";
unset($client);
$server->stop();
?>
--EXPECT--
ValueError: Rtws\delay(): Argument #1 ($seconds) must be a number of seconds between 0 and 1e9
ValueError: Rtws\delay(): Argument #1 ($seconds) must be a number of seconds between 0 and 1e9
ValueError: Rtws\delay(): Argument #1 ($seconds) must be a number of seconds between 0 and 1e9
TypeError: Rtws\delay(): Argument #1 ($seconds) must be of type float, string given
Rtws\IllegalState: Rtws\delay() suspends a handler: it needs a running server and a Fiber
Rtws\IllegalState: Rtws\delay() suspends a handler: it needs a running server and a Fiber
["refused","refused","refused","refused"]
403 ["Rtws\\delay() cannot suspend here: a handshake hook or a destructor must answer at once"]
