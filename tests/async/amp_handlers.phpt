--TEST--
Amp in handlers: delay(), async(), futures and cancellation suspend the handler and nobody else
--EXTENSIONS--
rtws
--SKIPIF--
<?php
require __DIR__ . '/../inc/vendor.inc';
skip_without('amphp/amp');
?>
--FILE--
<?php
require __DIR__ . '/../inc/vendor.inc';

$server = vendor_server('
    $server->ws("/", onMessage: function ($c, $m) {
        switch ($m) {
            case "driver":
                $c->send(get_class(EventLoop::getDriver()));
                break;
            case "delay":
                $start = hrtime(true);
                Amp\delay(0.05);
                $c->send(hrtime(true) - $start >= 49e6 ? "delayed" : "too early");
                break;
            case "futures":
                $futures = [];
                foreach ([3, 1, 2] as $i) {
                    $futures[] = Amp\async(function () use ($i) { Amp\delay($i / 100); return $i; });
                }
                $c->send(json_encode([Amp\Future\awaitFirst($futures), array_sum(Amp\Future\await($futures))]));
                break;
            case "deferred":
                $deferred = new DeferredFuture();
                EventLoop::defer(fn () => $deferred->complete("completed"));
                $c->send($deferred->getFuture()->await());
                break;
            case "cancel":
                $cancellation = new Amp\DeferredCancellation();
                EventLoop::delay(0.01, fn () => $cancellation->cancel());
                try {
                    Amp\delay(60, cancellation: $cancellation->getCancellation());
                } catch (Amp\CancelledException) {
                    $c->send("cancelled");
                }
                break;
            case "timeout":
                try {
                    Amp\async(fn () => Amp\delay(60))->ignore()->await(new Amp\TimeoutCancellation(0.01));
                } catch (Amp\CancelledException $e) {
                    $c->send(get_class($e->getPrevious()));
                }
                break;
            case "exception":
                try {
                    Amp\async(function () { Amp\delay(0); throw new LogicException("thrown"); })->await();
                } catch (LogicException $e) {
                    $c->send($e->getMessage());
                }
                break;
        }
    });
', ini: ['zend.assertions=1']); /* Revolt makes sure then that no handler is on the Fiber of its loop */
$client = $server->ws();
foreach (['driver', 'delay', 'futures', 'deferred', 'cancel', 'timeout', 'exception'] as $what) {
    $client->text($what);
    echo "$what: ", $client->message(), "\n";
}

/* one connection's handlers keep their order, others do not wait for them */
$other = $server->ws();
$client->text('delay');
$client->text('driver');
$other->text('deferred');
echo $other->message(), ', ', $client->message(), ', ', $client->message(), "\n";
unset($client, $other);
$server->stop();
echo preg_match('/error|warning/', $server->err) ? $server->err : 'nothing in the log';
?>
--EXPECT--
driver: Rtws\Revolt\Driver
delay: delayed
futures: [1,6]
deferred: completed
cancel: cancelled
timeout: Amp\TimeoutException
exception: thrown
completed, delayed, Rtws\Revolt\Driver
nothing in the log
