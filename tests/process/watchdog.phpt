--TEST--
watchdog: a handler that keeps the loop from turning is logged with its place, again at doubling intervals; a suspended one is not
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/server.inc';

$server = TestServer::script(<<<'PHP'
    <?php
    use function Rtws\delay;
    final class Chat
    {
        public function onMessage($conn, string $how): void
        {
            match ($how) {
                'loop' => $this->loop(),
                'sleep' => usleep(1500000),
                'callback' => array_map(fn ($n) => usleep($n), [1500000]),
                'delay' => delay(1.5),
            };
            $conn->send("$how done");
        }

        private function loop(): void
        {
            for ($end = microtime(true) + 3.5; microtime(true) < $end;) {
            }
        }
    }
    $server = new Rtws\RtServer('127.0.0.1', 0, ['watchdog' => 0.8]);
    $server->ws('/', new Chat());
    $server->run();
    PHP);
foreach (['delay', 'sleep', 'callback', 'loop'] as $how) {
    $client = $server->ws();
    $client->text($how);
    echo $client->message(), "\n";
    $client->close();
}
unset($client);
$server->stop();
preg_match_all('/ warning: (.*)$/m', $server->err, $matches);
$lines = preg_replace(['/\/[^ ]*\/rtws-test-\w+/', '/for (\d)\.\d s/'], ['FILE', 'for $1 s'], $matches[1]);
/* the interrupt of a loop comes before or after its call */
echo implode("\n", preg_replace('/microtime\(\), called by /', '', $lines)), "\n";
?>
--EXPECTREGEX--
delay done
sleep done
callback done
loop done
a handler has kept the loop from turning for [01] s, in usleep\(\), called by Chat::onMessage\(\) at FILE:9
a handler has kept the loop from turning for [01] s, in usleep\(\), called by Chat::\{closure.*?\}\(\) at FILE:10
a handler has kept the loop from turning for [01] s, in Chat::loop\(\) at FILE:18
a handler has kept the loop from turning for [12] s, in Chat::loop\(\) at FILE:18
a handler has kept the loop from turning for 3 s, in Chat::loop\(\) at FILE:18
