<?php
/*
 * traffic.php PORT TLS_PORT SECONDS SEED: talks to servers/soak.php in all ways that clients have, decent ones and others, one
 * after the other, and checks every answer. bench/soak runs several of these. TLS_PORT 0: no TLS.
 *
 * Prints "wrong <way>: <what>" for what was wrong, and "way <name> <times>" at the end.
 */

require __DIR__ . '/../../tests/inc/server.inc';
require __DIR__ . '/../../tests/inc/deflate.inc';
require __DIR__ . '/../../tests/inc/tls.inc';

final class Traffic
{
    private TestServer $server;
    private TestServer $tls;

    public function __construct(int $port, int $tlsPort)
    {
        $this->server = new TestServer();
        $this->server->port = $port;
        $this->tls = new TestServer();
        $this->tls->port = $tlsPort;
    }

    /** @return array<string, int> the ways, and how often each is taken in a hundred-odd */
    public function ways(): array
    {
        $plain = ['small' => 14, 'large' => 4, 'fragmented' => 8, 'later' => 4, 'room' => 4, 'flood' => 2, 'drop' => 2,
            'throws' => 4, 'badFrames' => 14, 'httpKept' => 10, 'post' => 8, 'chunked' => 6, 'files' => 6, 'badHttp' => 12, 'gone' => 6];
        $deflate = extension_loaded('zlib') ? ['compressed' => 10, 'badDeflate' => 4] : [];
        $tls = $this->tls->port === 0 ? [] : ['tlsEcho' => 8, 'tlsHttp' => 4, 'tlsGarbage' => 3, 'tlsHalf' => 3];
        return $plain + $deflate + $tls;
    }

    public function small(): void
    {
        $this->echoes($this->server->ws('/'), 50, 200);
    }

    public function large(): void
    {
        $this->echoes($this->server->ws('/'), 3, 1 << 20);
    }

    /** Back and forth, and a closing handshake. */
    private function echoes(WsClient $client, int $times, int $max): void
    {
        for ($i = 0; $i < $times; $i++) {
            $message = bin2hex(random_bytes(mt_rand(1, $max >> 1)));
            $client->send(mt_rand(1, 2), $message);
            same($message, $client->message(), 'echo');
        }
        same(1000, $client->close(), 'Close');
        same('', $client->socket->rest(), 'the end');
    }

    public function fragmented(): void
    {
        $client = $this->server->ws('/');
        $message = str_repeat('0123456789abcdef', mt_rand(1, 8192));
        $pieces = str_split($message, mt_rand(1 + (strlen($message) >> 5), strlen($message)));
        foreach ($pieces as $i => $piece) {
            $client->send($i === 0 ? WsClient::TEXT : WsClient::CONTINUATION, $piece, $i === count($pieces) - 1);
            $client->ping("$i");
        }
        $pongs = 0;
        $got = null;
        while (($pongs < count($pieces) || $got === null) && ($frame = $client->read()) !== null) {
            $frame->opcode === WsClient::PONG ? $pongs++ : $got = $frame->payload;
        }
        same($message, $got, 'message in pieces');
        same(1000, $client->close(), 'Close');
    }

    public function later(): void
    {
        $client = $this->server->ws('/later');
        for ($i = 0; $i < 5; $i++) {
            $client->text("message $i");
        }
        for ($i = 0; $i < 5; $i++) {
            same("message $i", $client->message(), 'order');
        }
        $client->close();
    }

    /** Some leave in peace, others without a word. */
    public function room(): void
    {
        $clients = [];
        for ($i = 0; $i < 8; $i++) {
            $clients[] = $this->server->ws('/room');
        }
        $word = bin2hex(random_bytes(8));
        $clients[0]->text($word);
        foreach ($clients as $client) {
            while (($heard = $client->message()) !== null && $heard !== $word) { /* others speak there too */
            }
            same($word, $heard, 'in the room');
        }
        foreach ($clients as $i => $client) {
            $i % 2 === 0 ? $client->close() : $client->socket->abort();
        }
    }

    /** 16 MB for who does not read: 1013. */
    public function flood(): void
    {
        $client = $this->server->ws('/flood');
        $client->text('256');
        usleep(200000);
        same(1013, $client->closeCode(), 'slow consumer');
    }

    public function drop(): void
    {
        $client = $this->server->ws('/drop');
        $client->text('256');
        usleep(200000);
        for ($n = 0; $n < 3; $n++) {
            same(65536, strlen((string) $client->message()), 'what was not dropped');
        }
        $client->socket->close();
    }

    public function throws(): void
    {
        $client = $this->server->ws('/throws');
        $client->text('now');
        same(1011, $client->closeCode(), 'after an exception');
    }

    public function badFrames(): void
    {
        [$bytes, $code] = pick([
            ["\x81\x04ping", 1002],                       /* not masked */
            ["\xc1\x80\0\0\0\0", 1002],                   /* RSV1 without the extension */
            ["\x83\x80\0\0\0\0", 1002],                   /* a reserved opcode */
            ["\x80\x80\0\0\0\0", 1002],                   /* nothing to continue */
            ["\x09\x80\0\0\0\0", 1002],                   /* a ping in pieces */
            ["\x89\xfe\0\x80\0\0\0\0", 1002],             /* a ping too long */
            ["\x88\x81\0\0\0\0x", 1002],                  /* half a code */
            ["\x88\x82\0\0\0\0\x03\xed", 1002],           /* 1005 */
            ["\x81\x82\0\0\0\0\xc3\x28", 1007],           /* no UTF-8 */
            ["\x82\xff\0\0\0\0\x40\0\0\0\0\0\0\0", 1009], /* a GiB to come */
        ]);
        $client = $this->server->ws('/');
        $client->socket->send($bytes);
        same($code, $client->closeCode(), 'for ' . bin2hex($bytes));
        same('', $client->socket->rest(), 'the end');
    }

    public function compressed(): void
    {
        $client = new DeflateClient($this->server, '/');
        for ($i = 0; $i < 10; $i++) {
            $message = json_encode(array_fill(0, mt_rand(1, 500), ['id' => $i, 'name' => 'somebody', 'x' => mt_rand()]));
            $client->text($message);
            same($message, $client->message(), 'compressed echo');
        }
        same(1000, $client->ws->close(), 'Close');
    }

    public function badDeflate(): void
    {
        $client = new DeflateClient($this->server, '/');
        $client->sendPacked(WsClient::BINARY, "\x07\xff\xff" . random_bytes(20));
        same(1007, $client->ws->closeCode(), 'no deflate data');
    }

    public function httpKept(): void
    {
        $client = new HttpClient($this->server->port);
        for ($i = 0; $i < 10; $i++) {
            $client->send('GET', $path = pick(['/hello', '/later']));
            $answer = $client->answer();
            same([200, ltrim($path, '/')], [$answer?->status, $answer?->body], "GET $path");
        }
        $client->send('GET', '/nowhere');
        same(404, $client->answer()?->status, 'GET /nowhere');
    }

    public function post(): void
    {
        $body = random_bytes(mt_rand(1, 300000));
        $answer = $this->server->http('POST', '/sum', [], $body);
        same(['length' => strlen($body), 'crc' => crc32($body)], json_decode($answer->body, true), 'POST');
    }

    public function chunked(): void
    {
        $body = random_bytes(mt_rand(1, 100000));
        $client = new HttpClient($this->server->port);
        $client->socket->send("POST /sum HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        foreach (str_split($body, mt_rand(1 + (strlen($body) >> 4), strlen($body))) as $chunk) {
            $client->socket->send(dechex(strlen($chunk)) . "\r\n$chunk\r\n");
        }
        $client->socket->send("0\r\n\r\n");
        same(['length' => strlen($body), 'crc' => crc32($body)], json_decode((string) $client->answer()?->body, true), 'chunked POST');
    }

    public function files(): void
    {
        $answer = $this->server->http('GET', '/files/large.bin');
        same([200, 3000000], [$answer->status, strlen($answer->body)], 'a file');
        same(206, $this->server->http('GET', '/files/large.bin', ['Range' => 'bytes=100-200'])->status, 'a range');
        same(404, $this->server->http('GET', '/files/none')->status, 'no file');
        $client = new HttpClient($this->server->port); /* goes while the file comes */
        $client->send('GET', '/files/large.bin');
        $client->socket->bytes(1000);
        $client->socket->close();
    }

    public function badHttp(): void
    {
        [$request, $status] = pick([
            ["GET / HTTP/1.1\nHost: x\r\n\r\n", 400],
            ["GET / HTTP/1.1\r\n\r\n", 400],
            ["GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505],
            ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", 426],
            ["POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 405],
            ["POST /sum HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400],
            ["POST /sum HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501],
            ["POST /sum HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400],
            ["POST /sum HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", 413],
            ['GET /' . str_repeat('a', 20000) . " HTTP/1.1\r\nHost: x\r\n\r\n", 414],
            ["GET / HTTP/1.1\r\nHost: x\r\nX: " . str_repeat('a', 20000) . "\r\n\r\n", 431],
        ]);
        $client = new HttpClient($this->server->port);
        $client->socket->send($request);
        same($status, $client->answer()?->status, 'for ' . substr($request, 0, 60));
    }

    /** Clients that have gone when the answer is made. */
    public function gone(): void
    {
        $client = $this->server->ws('/later');
        $client->text('nobody will hear');
        $client->socket->abort();
        $http = new HttpClient($this->server->port);
        $http->send('GET', '/later');
        $http->socket->close();
    }

    public function badTls(string $bytes): void
    {
        $socket = $this->tls->connect();
        $socket->send($bytes);
        $socket->rest();
        same(true, $socket->eof, 'hung up');
    }

    public function tlsEcho(): void
    {
        $version = pick([STREAM_CRYPTO_METHOD_TLSv1_2_CLIENT, STREAM_CRYPTO_METHOD_TLSv1_3_CLIENT]);
        $this->echoes(tlsWs($this->tls, '/', ssl: ['crypto_method' => $version]), 10, pick([100, 100, 100000]));
    }

    public function tlsHttp(): void
    {
        $client = tlsHttp($this->tls);
        for ($i = 0; $i < 5; $i++) {
            $client->send('GET', '/hello');
            same('hello', $client->answer()?->body, 'https');
        }
    }

    public function tlsGarbage(): void
    {
        $this->badTls(pick(["GET / HTTP/1.1\r\nHost: x\r\n\r\n", random_bytes(100)]));
    }

    public function tlsHalf(): void
    {
        static $hello;
        $hello ??= clientHello();
        $socket = $this->tls->connect();
        $socket->send(substr($hello, 0, mt_rand(1, strlen($hello))));
        $socket->close();
    }
}

function pick(array $of): mixed
{
    return $of[mt_rand(0, count($of) - 1)];
}

function same(mixed $expected, mixed $got, string $what): void
{
    if ($expected !== $got) {
        throw new RuntimeException("$what: " . substr(var_export($got, true), 0, 100) . ' instead of ' . substr(var_export($expected, true), 0, 100));
    }
}

[, $port, $tlsPort, $seconds, $seed] = $argv;
mt_srand((int) $seed);
$traffic = new Traffic((int) $port, (int) $tlsPort);
$bag = [];
foreach ($traffic->ways() as $way => $times) {
    array_push($bag, ...array_fill(0, $times, $way));
}
$done = [];
for ($end = microtime(true) + $seconds; microtime(true) < $end;) {
    $way = pick($bag);
    try {
        $traffic->$way();
        $done[$way] = ($done[$way] ?? 0) + 1;
    } catch (Throwable $error) {
        echo "wrong $way: {$error->getMessage()}\n";
    }
}
foreach ($done as $way => $times) {
    echo "way $way $times\n";
}
