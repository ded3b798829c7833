--TEST--
Ratchet: decorators that a program writes, around components and connections; arguments of one's own stay one's own
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/ratchet.inc';

$server = ratchetServer('
    class Loud extends Ratchet\AbstractConnectionDecorator {
        function send($data) { $this->getConnection()->send(strtoupper($data)); return $this; }
        function close($code = 1000) { $this->getConnection()->close($code); }
    }
    class Louder implements MessageComponentInterface {
        private SplObjectStorage $loud;
        function __construct(private MessageComponentInterface $inner) { $this->loud = new SplObjectStorage; }
        function onOpen(ConnectionInterface $conn) { $this->loud[$conn] = new Loud($conn); $this->inner->onOpen($this->loud[$conn]); }
        function onMessage(ConnectionInterface $from, $msg) { $this->inner->onMessage($this->loud[$from], $msg); }
        function onClose(ConnectionInterface $conn) { $this->inner->onClose($this->loud[$conn]); unset($this->loud[$conn]); }
        function onError(ConnectionInterface $conn, \Exception $e) { $this->inner->onError($this->loud[$conn], $e); }
    }
    class Inner extends Told {
        function onOpen(ConnectionInterface $conn, $request = "mine", ...$more) {
            $conn->name = "n";
            echo json_encode([$request, $more, $conn->name, isset($conn->nick), $conn->resourceId, $conn->httpRequest->getMethod()]), "\n";
            unset($conn->name);
            var_dump(isset($conn->name));
        }
        function onMessage(ConnectionInterface $from, $msg, bool $isLast = false) {
            var_dump($isLast);
            if ($msg === "throw") throw new Exception("thrown");
            $msg === "close" ? $from->close(4000) : $from->send($msg);
        }
        function onClose(ConnectionInterface $conn, ?string $why = null) { var_dump($why); }
    }
    $app = new App("localhost", 0);
    $app->route("/loud", new Louder(new Inner), ["*"]);
    $app->route("/quiet", new Inner, ["*"]);
    $app->run();
');
foreach (['loud', 'quiet'] as $path) {
    $client = $server->ws("/$path");
    $client->text('throw');
    $client->text('hello');
    echo $client->message(), "\n";
    $client->text('close');
    echo $client->closeCode(), "\n";
    $server->await('/NULL\n$/');
}
$server->stop();
echo preg_replace('/^ready.*\n/m', '', $server->out);
?>
--EXPECT--
HELLO
4000
hello
4000
["mine",[],"n",false,1,"GET"]
bool(false)
bool(false)
error Exception: thrown
bool(false)
bool(false)
NULL
["mine",[],"n",false,2,"GET"]
bool(false)
bool(false)
error Exception: thrown
bool(false)
bool(false)
NULL
