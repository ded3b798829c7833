<?php
// A chat with rooms, made of channels: php examples/rooms.php [[host:]port]
require __DIR__ . '/inc/cli.php';

use Rtws\{Connection, RtServer};

const ROOMS = ['lobby', 'music', 'films', 'kitchen', 'garden'];

/** A person, as they present themselves. In real life a session would say who somebody is. */
function is_person(mixed $data): bool
{
    // no \p{C}: invisible characters would make a name look like another
    return is_array($data) && array_keys($data) === ['id', 'name'] && is_string($data['id']) && is_string($data['name'])
        && preg_match('/^[\da-f]{16}$/D', $data['id']) && preg_match('/^(?!\s)\P{C}{1,24}(?<!\s)$/Du', $data['name']);
}

/** Nobody speaks for another: "from" is who has joined, and in this room. */
function may_publish(Connection $conn, string $room, mixed $data): bool
{
    if (!is_array($data) || ($data['from'] ?? null) !== $conn->data || !in_array("room:$room", $conn->channels(), true)) {
        return false;
    }
    $text = $data['text'] ?? '';
    return is_string($text) && preg_match('/^.{0,2000}$/Dsu', $text);
}

function authorize(Connection $conn, string $action, string $channel, mixed $data): bool
{
    if ($channel === 'rooms') {
        return $action === 'subscribe' || $action === 'history';
    }
    [$kind, $room] = explode(':', $channel, 2) + ['', ''];
    if (!in_array($kind, ['room', 'typing'], true) || !in_array($room, ROOMS, true)) {
        return false;
    }
    if ($action === 'join') {
        if ($kind !== 'room' || !is_person($data)) {
            return false;
        }
        $conn->data = $data;
    }
    return $action !== 'publish' || may_publish($conn, $room, $data);
}

[$host, $port] = address($argv);
$server = new RtServer($host, $port);

$server->channels('/channels', authorize: authorize(...), options: [
    'message' => 16384,
    'rate' => [30, 1.0],
    'namespaces' => [
        'room:' => ['history' => [50, 86400.0]], // for who joins
        'rooms' => ['history' => [1, 0]],
    ],                                           // typing: is worth nothing a moment later
]);

// How many are in each room, for all to see.
$counts = fn () => array_map(fn (string $room) => ['name' => $room, 'people' => count($server->presence("room:$room"))], ROOMS);
foreach (ROOMS as $room) {
    foreach (['join', 'leave'] as $event) {
        $server->presence("room:$room")->on($event, fn () => $server->publish('rooms', $counts()));
    }
}
$server->on('start', fn () => $server->publish('rooms', $counts()));

$server->files('/', __DIR__ . '/rooms');
$server->files('/shared', __DIR__ . '/shared');
$server->files('/client', __DIR__ . '/../client');
serve($server, 'to chat in rooms');
