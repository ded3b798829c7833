--TEST--
Ratchet: SessionProvider reads the PHP session of a cookie, with symfony/http-foundation
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/ratchet_packages.inc';
skipWithoutPackages();
if (!extension_loaded('session')) die('skip needs ext-session');
?>
--FILE--
<?php
require __DIR__ . '/../inc/ratchet.inc';
require __DIR__ . '/../inc/ratchet_packages.inc';

foreach (['php', 'php_serialize'] as $format) {
    $server = TestServer::script('<?php
    require ' . var_export(RATCHET_VENDOR, true) . ';
    use Ratchet\ConnectionInterface;
    use Ratchet\Http\HttpServer;
    use Ratchet\Server\{EchoServer, IoServer};
    use Ratchet\Session\SessionProvider;
    use Ratchet\WebSocket\WsServer;
    class Stored implements SessionHandlerInterface {
        public array $data = [];
        function open($path, $name): bool { return true; }
        function close(): bool { return true; }
        function read($id): string { echo "read $id\n"; return $this->data[$id] ?? ""; }
        function write($id, $data): bool { $this->data[$id] = $data; return true; }
        function destroy($id): bool { return true; }
        function gc($age): int { return 0; }
    }
    class Known extends EchoServer {
        function onOpen(ConnectionInterface $conn) { $conn->Session->start(); }
        function onMessage(ConnectionInterface $from, $msg) {
            $session = $from->Session;
            if ($msg === "save") {
                $session->set("seen", $session->get("seen", 0) + 1);
                $session->save();
                $from->send($GLOBALS["stored"]->data[$session->getId()]);
                return;
            }
            $from->send(json_encode([$session->getName(), $session->getId() !== "", $session->get("user"), $session->get("list"), $session->get("none", "default")]));
        }
    }
    $values = ["user" => "Al|ice", "list" => [1, "a|b" => false]];
    $stored = new Stored;
    $data = ["_sf2_attributes" => $values, "other" => null];
    $stored->data["abc"] = "' . $format . '" === "php" ? "_sf2_attributes|" . serialize($data["_sf2_attributes"]) . "other|N;" : serialize($data);
    IoServer::factory(new HttpServer(new SessionProvider(new WsServer(new Known), $stored,
        ["name" => "SID", "serialize_handler" => "' . $format . '"])), 0, "127.0.0.1")->run();
    ', ['pcre.jit=0']);
    foreach (['a=1; SID=abc', 'SID=unknown', 'SID=../../etc', null] as $cookie) {
        $client = $server->ws('/', ['Cookie' => $cookie]);
        $client->text('what');
        echo $client->message(), "\n";
    }
    $client = $server->ws('/', ['Cookie' => 'SID=abc']);
    $client->text('save');
    echo 'seen ', (int) str_contains($client->message(), '"seen";i:1'), "\n";
    $again = $server->ws('/', ['Cookie' => 'SID=abc']);
    $again->text('save');
    echo 'seen ', preg_match('/"seen";i:(\d)/', $again->message(), $match) ? $match[1] : '?', "\n";
    $server->stop();
    echo implode(' ', preg_match_all('/^read (.*)$/m', $server->out, $match) ? $match[1] : []), "\n";
}
?>
--EXPECT--
["SID",true,"Al|ice",{"0":1,"a|b":false},"default"]
["SID",true,null,null,"default"]
["SID",true,null,null,"default"]
["SID",true,null,null,"default"]
seen 1
seen 2
abc unknown abc abc
["SID",true,"Al|ice",{"0":1,"a|b":false},"default"]
["SID",true,null,null,"default"]
["SID",true,null,null,"default"]
["SID",true,null,null,"default"]
seen 1
seen 2
abc unknown abc abc
