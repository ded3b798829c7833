--TEST--
Ratchet: what callbacks throw goes to onError, an \Error in an \ErrorException, and kills nothing; onClose comes once
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/ratchet.inc';

$server = ratchetServer('
    class Throwing extends Told {
        function onOpen(ConnectionInterface $conn) {
            echo "open\n";
            $conn->httpRequest->getUri()->getQuery() === "open" and throw new RuntimeException("in onOpen");
        }
        function onMessage(ConnectionInterface $from, $msg) {
            match ($msg) {
                "exception" => throw new DomainException("in onMessage"),
                "error" => strlen(),
                "type" => strlen([]),
                "onclose" => $from->throws = true,
                "gone" => $from->close(),
                default => $from->send($msg),
            };
        }
        function onClose(ConnectionInterface $conn) {
            echo "close $conn->resourceId\n";
            isset($conn->throws) and throw new RuntimeException("in onClose");
        }
        function onError(ConnectionInterface $conn, \Exception $e) {
            printf("error %s: %s%s\n", get_class($e), $e->getMessage(),
                $e->getPrevious() === null ? "" : ", " . get_class($e->getPrevious()) . " at " . basename($e->getFile()));
            $conn->send("sorry");
        }
    }
    Loop::addTimer(0.01, fn () => throw new LogicException("in a timer"));
    Loop::addTimer(0.01, fn () => strlen());
    $app = new App("localhost", 0);
    $app->route("/", new Throwing, ["*"]);
    $app->run();
');
$a = $server->ws('/?open');
echo 'onOpen: ', $a->message(), "\n";
foreach (['exception', 'error', 'type', 'still here'] as $text) {
    $a->text($text);
    echo "$text: ", $a->message(), "\n";
}
$a->text('onclose');
$a->text('a');
$a->message();
$a->socket->abort();
$server->await("/^error RuntimeException: in onClose/m");
$b = $server->ws('/');
$b->text('gone');
echo $b->closeCode(), "\n";
$server->await('/^close 2/m');
$c = $server->ws('/');
$c->close();
$server->await('/^close 3/m');
$server->awaitLog('/LogicException: in a timer(.|\n)*ArgumentCountError/');
$server->stop();
echo preg_replace('/rtws-test-\w+/', 'program', preg_replace('/^ready.*\n/m', '', $server->out));
echo implode("\n", array_unique(preg_match_all('/uncaught in [^:]*: \w+/', $server->err, $m) ? $m[0] : [])), "\n";
?>
--EXPECT--
onOpen: sorry
exception: sorry
error: sorry
type: sorry
still here: still here
1000
open
error RuntimeException: in onOpen
error DomainException: in onMessage
error ErrorException: strlen() expects exactly 1 argument, 0 given, ArgumentCountError at program
error ErrorException: strlen(): Argument #1 ($string) must be of type string, array given, TypeError at program
close 1
error RuntimeException: in onClose
open
close 2
open
close 3
uncaught in a callback of an event loop: LogicException
uncaught in a callback of an event loop: ArgumentCountError
