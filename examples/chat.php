<?php
// A chat room with its page: php examples/chat.php [[host:]port]
require __DIR__ . '/inc/cli.php';

use Rtws\{Connection, ListenFailed, RtServer};

final class Chat
{
    /** @var array<string, Connection> by name */
    private array $members = [];
    /** What newcomers get to read. */
    private array $history = [];

    public function onMessage(Connection $from, string $json): void
    {
        $message = json_decode($json, true);
        $type = $message['type'] ?? null;
        if ($from->userId === null && $type !== 'join') {
            $this->refuse($from, 'Join first.');
            return;
        }
        match ($type) {
            'join' => $this->join($from, $message['name'] ?? null),
            'message' => $this->say($from, $message['text'] ?? null),
            'typing' => $this->everybody(['type' => 'typing', 'name' => $from->userId]),
            default => $this->refuse($from, 'The types of messages are join, message and typing.'),
        };
    }

    public function onClose(Connection $conn): void
    {
        if ($conn->userId !== null) {
            unset($this->members[$conn->userId]);
            $this->everybody(['type' => 'left', 'name' => $conn->userId]);
        }
    }

    private function join(Connection $conn, mixed $name): void
    {
        // no \p{C}: invisible characters would make a name look like another
        if (!is_string($name) || !preg_match('/^(?!\s)\P{C}{1,24}(?<!\s)$/Du', $name)) {
            $this->refuse($conn, 'A name has 1 to 24 visible characters.');
        } elseif ($conn->userId !== null) {
            $this->refuse($conn, "You are {$conn->userId} already.");
        } else {
            for ($unique = $name, $n = 2; isset($this->members[$unique]); $n++) {
                $unique = "$name $n";
            }
            $this->everybody(['type' => 'joined', 'name' => $unique]);
            $this->members[$unique] = $conn;
            $conn->userId = $unique;
            // not array_keys(): a name like "7" is an int there
            $names = array_column($this->members, 'userId');
            $conn->send(['type' => 'welcome', 'name' => $unique, 'members' => $names, 'history' => $this->history]);
        }
    }

    private function say(Connection $from, mixed $text): void
    {
        if (!is_string($text) || !preg_match('/^(?=.*\S).{1,2000}$/Dsu', $text)) {
            $this->refuse($from, 'A message has 1 to 2000 characters, not all of them blank.');
            return;
        }
        $message = ['type' => 'message', 'id' => bin2hex(random_bytes(8)), 'name' => $from->userId,
            'text' => $text, 'time' => (int) (microtime(true) * 1000)];
        $this->history = array_slice([...$this->history, $message], -50);
        $this->everybody($message);
    }

    private function everybody(array $message): void
    {
        $json = json_encode($message);
        foreach ($this->members as $member) {
            $member->send($json);
        }
    }

    private function refuse(Connection $conn, string $why): void
    {
        $conn->send(['type' => 'error', 'error' => $why]);
    }
}

[$host, $port] = address($argv);
$server = new RtServer($host, $port);
$server->ws('/chat', new Chat(), options: ['message' => 32768]);
$server->files('/', __DIR__ . '/chat');
$server->on('start', fn () => print('Open ' . url($server) . " to chat.\n"));

try {
    $server->run();
} catch (ListenFailed $error) {
    fail($error->getMessage());
}
