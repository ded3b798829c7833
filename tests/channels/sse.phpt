--TEST--
sse(): publications as events, recovery by Last-Event-ID over several channels, refusals, comments in silence
--EXTENSIONS--
rtws
--FILE--
<?php
require __DIR__ . '/../inc/channels.inc';

$server = TestServer::start('
    $server->channel("news")->options(["history" => 100]);
    $server->channel("sport")->options(["history" => 100]);
    $server->sse("/events", fn (Request $r) => match ($r->query["who"] ?? "") {
        "nobody" => null, "teapot" => 418, "both" => ["news", "sport"], "broken" => 1.5, "bad" => "a\nb", default => "news" }, ["retry" => 1.5, "keep_alive" => 0.2]);
    $server->sse("/room/{name}", "room:{name}", ["envelope" => true, "cors" => true]);
    $server->http("POST", "/publish/{channel}", fn (Request $r) => ["reached" => $server->channel($r->params["channel"])->publish(
        $r->header("x-json") ? $r->json() : $r->body(), $r->query["event"] ?? null)]);
    $server->http("GET", "/streams", fn () => [$server->stats()["event_streams"], count($server->channel("news"))]);
');

final class EventReader
{
    private HttpClient $http;
    public string $head;

    public function __construct(TestServer $server, string $target, array $headers = [])
    {
        $this->http = new HttpClient($server->port);
        $this->http->send('GET', $target, $headers + ['Accept' => 'text/event-stream']);
        $this->head = $this->http->socket->until("\r\n\r\n");
    }

    /** The next event that is not a comment, or that is, as one line. */
    public function next(bool $comments = false): ?string
    {
        do {
            $event = $this->http->socket->until("\n\n");
        } while ($event === ":\n\n" && !$comments);
        return $event === null ? null : str_replace("\n", '|', preg_replace('/\b[0-9a-f]{8}-\d+|\d{10}\.\d{6}/', '*', $event));
    }

    public function raw(): string
    {
        return $this->http->socket->until("\n\n");
    }

    public function close(): void
    {
        $this->http->socket->close();
    }
}

$publish = fn (string $channel, string $body, string $query = '', array $headers = []) =>
    json_decode($server->http('POST', "/publish/$channel$query", $headers, $body)->body)->reached;

$a = new EventReader($server, '/events');
echo preg_replace('/Date: .*\r\n/', '', $a->head);
echo $a->next(), "\n";
echo $publish('news', 'hello'), "\n", $a->next(), "\n";
echo $publish('news', "two\nlines\r\nthree\rfour\n", '?event=poem'), "\n", $a->next(), "\n";
echo $publish('news', '{"a":[1]}', '', ['X-Json' => '1']), "\n", $a->next(), "\n";
echo $publish('news', "\xff\xfe"), "\n", $a->next(), "\n";
echo $publish('sport', 'nobody hears'), "\n";
echo $a->next(true), "\n";

/* where it had been: what came after, of all channels, in the order of all */
$publish('news', 'last seen');
preg_match('/id: (\S+)/', $a->raw(), $id);
$a->close();
foreach ([['news', '1'], ['sport', '2'], ['news', '3'], ['sport', '4']] as [$channel, $text]) {
    $publish($channel, $text);
}
$a = new EventReader($server, '/events?who=both', ['Last-Event-ID' => $id[1]]);
for ($i = 0; $i < 5; $i++) {
    echo $a->next(), "\n";
}
$publish('sport', '5');
echo $a->next(), "\n";
/* the same, said in the address */
$d = new EventReader($server, "/events?lastEventId=$id[1]&who=both");
$d->next();
echo $d->next(), "\n";
$d->close();
/* who is new is told where he begins */
$d = new EventReader($server, "/events");
echo $d->next(), ' ', $d->next(), "\n";
$d->close();
/* of another life of the server */
$b = new EventReader($server, '/events', ['Last-Event-ID' => '00000000-1']);
echo $b->next(), ' ', $b->next(), "\n";

$c = new EventReader($server, '/room/blue%20one', ['Origin' => 'https://example.org']);
echo preg_match('/^Access-Control-Allow-Origin: .*$/mi', $c->head, $m) ? trim($m[0]) : 'no CORS', "\n", $c->next(), "\n";
echo $publish('room:blue%20one', 'hi', '?event=chat'), ' ', $c->next(), "\n";

foreach (['nobody', 'teapot', 'broken', 'bad'] as $who) {
    echo $server->http('GET', "/events?who=$who")->status, "\n";
}
echo $server->http('POST', '/events')->status, ' ', $server->http('HEAD', '/events')->status, ' ', $server->http('GET', '/room/a%01b')->status, "\n";
$a->close();
$b->close();
while (json_decode($server->http('GET', '/streams')->body)[0] > 1) {
}
echo $server->http('GET', '/streams')->body, "\n";
ob_start();
$server->stop();
ob_end_clean();
echo preg_match_all('/error: .*an event stream/', $server->err), "\n";
var_dump($c->next());
?>
--EXPECT--
HTTP/1.1 200 OK
Content-Type: text/event-stream
Cache-Control: no-cache
X-Accel-Buffering: no
Connection: close

retry: 1500||
1
id: *|data: hello||
1
id: *|event: poem|data: two|data: lines|data: three|data: four|data: ||
1
id: *|data: {"a":[1]}||
1
id: *|data: //4=||
0
:||
retry: 1500||
id: *|data: 1||
id: *|data: 2||
id: *|data: 3||
id: *|data: 4||
id: *|data: 5||
id: *|data: 1||
retry: 1500|| id: *||
retry: 1500|| event: gap|data: {"recovered":false}||
Access-Control-Allow-Origin: *
retry: 3000||
1 event: chat|data: {"type":"message","channel":"room:blue one","data":"hi","timestamp":*,"event":"chat"}||
403
418
500
500
405 200 404
[1,0]
2
NULL
