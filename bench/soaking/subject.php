<?php
/** A server that bench/soak has started, and what it takes: looked at from outside, and through a client that stays. */

require_once __DIR__ . '/../../tests/inc/server.inc';
require_once __DIR__ . '/../../tests/inc/tls.inc';

final class Subject
{
    const PATIENCE_S = 30;

    public int $port;
    private TestServer $address;
    private WsClient $probe;
    private int $pid;
    /** @var resource */
    private $process;

    /** $arguments are those of servers/soak.php. */
    public function __construct(public string $name, string $module, private bool $tls, array $arguments)
    {
        $command = [PHP_BINARY, '-n', '-d', "extension=$module", dirname(__DIR__) . '/servers/soak.php', ...$arguments];
        $this->process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w']], $pipes);
        $this->pid = proc_get_status($this->process)['pid'];
        if (!preg_match('/^ready .*:(\d+)$/', rtrim((string) fgets($pipes[1])), $match)) {
            throw new RuntimeException("the server \"$name\" did not start");
        }
        $this->address = new TestServer();
        $this->address->port = $this->port = (int) $match[1];
        $this->probe = $tls ? tlsWs($this->address) : $this->address->ws('/');
    }

    /** Resident KiB, descriptors, and the milliseconds that a message took. Throws when none comes back. */
    public function look(): array
    {
        $begin = microtime(true);
        $this->probe->text('probe');
        while (($frame = $this->probe->read(self::PATIENCE_S)) !== null && $frame->opcode === WsClient::PING) {
            $this->probe->send(WsClient::PONG, $frame->payload);
        }
        if ($frame?->payload !== 'probe') {
            throw new RuntimeException("the server \"$this->name\" does not answer");
        }
        $ms = (microtime(true) - $begin) * 1000;
        preg_match('/^Rss:\s+(\d+) kB/m', file_get_contents("/proc/$this->pid/smaps_rollup"), $match);
        return ['rss' => (int) $match[1], 'fds' => count(scandir("/proc/$this->pid/fd")) - 2, 'ms' => $ms];
    }

    /** The same when all clients but ours have gone, with what the server says of itself under "stats". */
    public function lookAtRest(): array
    {
        $end = microtime(true) + self::PATIENCE_S;
        do {
            usleep(100000);
            $look = $this->look();
            $stats = $this->stats();
        } while ($stats['sockets'] > 2 && microtime(true) < $end); /* the probe's, and that of this question */
        return $look + ['stats' => $stats];
    }

    private function stats(): array
    {
        $client = $this->tls ? tlsHttp($this->address) : new HttpClient($this->port);
        $client->send('GET', '/stats', ['Connection' => 'close']);
        return json_decode((string) $client->answer()?->body, true);
    }

    /** Seconds of processor time so far. */
    public function cpu(): float
    {
        return processorTime($this->pid);
    }

    /** Its exit status; null when it had to be killed. */
    public function stop(): ?int
    {
        $this->probe->close();
        proc_terminate($this->process);
        $end = microtime(true) + self::PATIENCE_S;
        while (($status = proc_get_status($this->process))['running'] && microtime(true) < $end) {
            usleep(20000);
        }
        if ($status['running']) {
            proc_terminate($this->process, 9);
        }
        return $status['running'] ? null : $status['exitcode'];
    }

    public function __destruct()
    {
        if (proc_get_status($this->process)['running']) {
            proc_terminate($this->process, 9);
        }
    }
}
