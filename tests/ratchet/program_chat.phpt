--TEST--
Ratchet: chats with no autoload, on the port that App has by default
--EXTENSIONS--
rtws
--CONFLICTS--
port 8080
--SKIPIF--
<?php
$socket = @stream_socket_server('tcp://127.0.0.1:8080');
if ($socket === false) die('skip port 8080 is taken');
?>
--FILE--
<?php
require __DIR__ . '/../inc/ratchet_programs.inc';

foreach (['chat-server', 'my-websocket'] as $name) {
    $server = Program::run($name)->server;
    Checks::is("$name: its port", 8080, $server->port);
    [$a, $b, $c] = [$server->ws('/chat'), $server->ws('/chat', ['Origin' => 'http://any.example']), $server->ws('/chat')];
    $a->text("h\u{e9}llo");
    Checks::is("$name: b hears a", "h\u{e9}llo", $b->message());
    $b->text('next');
    Checks::is("$name: c hears both", ["h\u{e9}llo", 'next'], [$c->message(), $c->message()]);
    Checks::is("$name: a hears b only", 'next', $a->message());
    Checks::is("$name: a closes, acknowledged", 1000, $a->close());
    Checks::true("$name: it is said", $server->await('/^Connection 1 has disconnected$/m'));
    $b->socket->abort();
    Checks::true("$name: b has gone", $server->await('/^Connection 2 has disconnected$/m'));
    $c->text('alone');
    Checks::is("$name: c lives, alone", 1001, $c->close(1001));
    Checks::true("$name: it is said", $server->await('/^Connection 3 has disconnected$/m'));
    $server->stop();
    Checks::is("$name: what it prints", "ready 127.0.0.1:8080\nNew connection! (1)\nNew connection! (2)\nNew connection! (3)\n" .
        "Connection 1 has disconnected\nConnection 2 has disconnected\nConnection 3 has disconnected\n", $server->out);
}
Checks::done();
?>
--EXPECT--
20 checks, 0 failed
