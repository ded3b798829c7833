--TEST--
Ratchet: the connection: its properties, those of the program's own, identity, send() after the end
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/ratchet.inc';

$server = ratchetServer('
    class Looking extends Told {
        private ?ConnectionInterface $first = null;
        function onOpen(ConnectionInterface $conn) {
            if ($this->first === null) {
                $this->first = $conn;
                echo get_class($conn), " ", gettype($conn->resourceId), " ", $conn->remoteAddress, "\n";
                $request = $conn->httpRequest;
                var_dump($conn->httpRequest === $request, isset($conn->httpRequest), $request instanceof Psr\Http\Message\RequestInterface);
                echo $request->getMethod(), " ", $request->getUri()->getPath(), " ", $request->getUri()->getQuery(), " ",
                    $request->getUri()->getHost(), " ", $request->getRequestTarget(), "\n";
                echo json_encode([$request->getHeader("Cookie"), $request->getHeader("cookie"), $request->getHeaderLine("X-A"),
                    $request->getHeader("X-None"), $request->hasHeader("host"), $request->getHeaders()["User-Agent"]]), "\n";
                echo json_encode([isset($conn->lastPong), $conn->lastPong ?? "none", $conn->lastPong]), "\n";
                $conn->lastPong = 5;
                $conn->lastPong++;
                $conn->list = [];
                $conn->list["a"] = 1;
                echo json_encode([isset($conn->lastPong), $conn->lastPong, $conn->list]), "\n";
                foreach (["id", "userId", "protocol", "data"] as $name) { /* declared in Rtws\Connection, not here */
                    $conn->$name = [$name];
                    $conn->$name[] = 1;
                    echo json_encode($conn->$name), "\n";
                }
                $conn->userId = 5;
                $conn->userId .= "x";
                unset($conn->id);
                var_dump($conn->userId, isset($conn->id));
                unset($conn->lastPong);
                var_dump(isset($conn->lastPong), $conn->WebSocket->closing);
                try { $conn->WebSocket->request->getQuery(); } catch (LogicException $e) { echo $e->getMessage(), "\n"; }
                var_dump($conn->send("1")->send(2)->send(3.5)->send(true) === $conn);
                $conn->send(new class { function __toString() { return "stringable"; } });
                foreach ([[], new stdClass] as $bad) {
                    try { $conn->send($bad); } catch (TypeError $e) { echo $e->getMessage(), "\n"; }
                }
            } else {
                var_dump($conn == $this->first, $conn != $this->first, $conn === $conn);
                $set = new SplObjectStorage;
                $set->attach($conn);
                $set->attach($this->first);
                $set->attach($conn);
                echo count($set), " ", $conn->resourceId > $this->first->resourceId ? "grows" : "?", "\n";
            }
        }
        function onMessage(ConnectionInterface $from, $msg) {
            var_dump($from === $this->first);
        }
        function onClose(ConnectionInterface $conn) {
            var_dump($conn === $this->first, $conn->send("late") === $conn, $conn->close(), $conn->WebSocket->closing, $conn->httpRequest->getUri()->getPath());
        }
    }
    $app = new App("localhost", 0);
    $app->route("/", new Looking, ["*"]);
    $app->run();
');
$a = $server->ws('/?token=t%20x', ['Cookie' => 'a=1; b=2', 'X-A' => '1', 'User-Agent' => 'test']);
for ($i = 0; $i < 5; $i++) {
    echo $a->message(), "\n";
}
$b = $server->ws('/');
$a->text('x');
$server->await('/bool\(true\)\nbool\(true\)\n$/');
$a->close();
$server->await('/"\/"\n/');
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECTF--
1
2
3.5
1
stringable
Ratchet\WebSocket\WsConnection integer 127.0.0.1
bool(true)
bool(true)
bool(true)
GET / token=t%20x localhost /?token=t%20x
[["a=1; b=2"],["a=1; b=2"],"1",[],true,["test"]]

Warning: Undefined property: Ratchet\WebSocket\WsConnection::$lastPong in %s on line %d
[false,"none",null]
[true,6,{"a":1}]
["id",1]
["userId",1]
["protocol",1]
["data",1]
string(2) "5x"
bool(false)
bool(false)
bool(false)
$conn->WebSocket->request is of Ratchet 0.3: $conn->httpRequest is the PSR-7 request of 0.4
bool(true)
Rtws\Ratchet\Connection::send(): Argument #1 ($data) must be a string or an object that stands for one, array given; use json_encode()
stdClass cannot be sent: it is no string, Frame or Stringable; use json_encode()
bool(false)
bool(true)
bool(true)
2 grows
bool(true)
bool(true)
bool(true)
NULL
bool(true)
string(1) "/"
bool(false)
bool(true)
NULL
bool(true)
string(1) "/"
