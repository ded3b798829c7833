--TEST--
Connection: the same object in every callback, in connections() and in connection()
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    class Same
    {
        private array $seen = [];
        public function __construct(private RtServer $server) {}
        private function say(string $where, Connection $c): void
        {
            $this->seen[$c->resourceId] ??= $c;
            echo "$where ", var_export($this->seen[$c->resourceId] === $c && $this->seen[$c->resourceId] == $c, true), "\n";
        }
        public function onOpen($c) { $this->say("open", $c); $c->ping(); }
        public function onPong($c) { $this->say("pong", $c); }
        public function onMessage($c)
        {
            $this->say("message", $c);
            $this->say("found by id", $this->server->connection($c->id));
            $this->say("found in all", $this->server->connections()[$c->id]);
            delay(0.001);
            throw new Exception;
        }
        public function onError($c) { $this->say("error", $c); }
        public function onClose($c) { $this->say("close", $c); }
    }
    $server->ws("/", new Same($server));
');
$client = $server->ws();
$client->read();
$client->send(WsClient::PONG);
$client->text('hi');
$server->await('/^error/m');
$client->close();
$server->await('/^close/m');
unset($client);
$server->stop();
echo preg_replace('/^ready.*\n/', '', $server->out);
?>
--EXPECT--
open true
pong true
message true
found by id true
found in all true
error true
close true
