<?php
/**
 * A client that goes on connecting until its standard input ends: HTTP requests on new connections and on kept ones,
 * and WebSockets. Prints how often each went well, and what did not. Arguments: host:port, or unix://path.
 */
require __DIR__ . '/server.inc';

$at = str_contains($argv[1], '://') ? $argv[1] : (int) substr(strrchr($argv[1], ':'), 1);
stream_set_blocking(STDIN, false);
$count = ['http' => 0, 'kept' => 0, 'ws' => 0, 'restart' => 0];
$errors = [];
$answers = [];
$kept = null;
echo "begun\n";
while (!feof(STDIN) && fread(STDIN, 1) === '') {
    try {
        $answer = HttpClient::once($at, 'GET', '/');
        if ($answer->status !== 200) {
            throw new RuntimeException("status $answer->status");
        }
        $answers[$answer->body] = ($answers[$answer->body] ?? 0) + 1;
        $count['http']++;

        $kept ??= new HttpClient($at);
        $kept->send('GET', '/');
        $answer = $kept->answer() ?? throw new RuntimeException('a kept connection ended without an answer');
        if ($answer->status !== 200) {
            throw new RuntimeException("status $answer->status on a kept connection");
        }
        $count['kept']++;
        if (($answer->headers['connection'] ?? '') === 'close') {
            $kept = null;
        }

        $ws = WsClient::open($at);
        $ws->text('x');
        $frame = $ws->read() ?? throw new RuntimeException('a WebSocket ended without a Close');
        $isRestart = $frame->opcode === WsClient::CLOSE && $frame->code() === 1012;
        if (!$isRestart && $frame->opcode !== WsClient::TEXT) {
            throw new RuntimeException("a WebSocket was closed with {$frame->code()}");
        }
        $count[$isRestart ? 'restart' : 'ws']++;
        $ws->socket->close();
    } catch (Throwable $e) {
        $errors[] = $e->getMessage();
        $kept = null;
    }
}
echo json_encode(['count' => $count, 'answers' => $answers, 'errors' => $errors]), "\n";
