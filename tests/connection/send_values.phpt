--TEST--
send(): strings as they are, arrays and JsonSerializable as JSON, numbers and Stringable as PHP makes strings of them
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::start('
    class Json implements JsonSerializable { public function jsonSerialize(): mixed { return ["x" => "é"]; } }
    class Text { public function __toString(): string { return "text"; } }
    class Both extends Json { public function __toString(): string { return "text"; } }
    class Throws implements JsonSerializable { public function jsonSerialize(): mixed { throw new DomainException("mine"); } }
    $server->ws("/", onMessage: function ($c) {
        $loop = []; $loop["a"] = &$loop;
        foreach (["", "grün", ["a" => [1, null]], [], new Json, new Text, new Both, 5, 1.5, true, false,
            ["\xff"], $loop, ["n" => NAN], "\xff", "caf\xc3", new stdClass, fn () => 0, STDIN, new Throws] as $value) {
            try { if (!$c->send($value)) { $c->send("false"); } } catch (Throwable $e) { $c->send(get_class($e) . ": " . $e->getMessage()); }
        }
        $c->send("end");
    });
');
$client = $server->ws();
$client->text('');
do {
    $frame = $client->read(3);
    echo $frame?->opcode, ' ', $frame?->payload, "\n";
} while ($frame !== null && $frame->payload !== 'end');
unset($client);
$server->stop();
?>
--EXPECT--
1 
1 grün
1 {"a":[1,null]}
1 []
1 {"x":"\u00e9"}
1 text
1 {"x":"\u00e9"}
1 5
1 1.5
1 1
1 
1 JsonException: Cannot send as JSON: Malformed UTF-8 characters, possibly incorrectly encoded
1 JsonException: Cannot send as JSON: Recursion detected
1 JsonException: Cannot send as JSON: Inf and NaN cannot be JSON encoded
1 ValueError: Rtws\Connection::send(): Argument #1 ($data) must be UTF-8, as text messages are; use sendBinary() for other bytes
1 ValueError: Rtws\Connection::send(): Argument #1 ($data) must be UTF-8, as text messages are; use sendBinary() for other bytes
1 TypeError: Rtws\Connection::send(): Argument #1 ($data) must be of type JsonSerializable|array|string, stdClass given
1 TypeError: Rtws\Connection::send(): Argument #1 ($data) must be of type JsonSerializable|array|string, Closure given
1 TypeError: Rtws\Connection::send(): Argument #1 ($data) must be of type JsonSerializable|array|string, resource given
1 DomainException: mine
1 end
