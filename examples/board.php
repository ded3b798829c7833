<?php
// A whiteboard that all draw on together: php examples/board.php [[host:]port]
require __DIR__ . '/inc/cli.php';

use Rtws\{Connection, Publication, RtServer};

/** What is published: a piece of a line, or that the board was cleared. */
function is_drawing(mixed $data): bool
{
    if (!is_array($data)) {
        return false;
    }
    $points = $data['points'] ?? null;
    return match ($data['type'] ?? null) {
        'clear' => true,
        'line' => is_string($data['line'] ?? null) && is_int($data['part'] ?? null) && is_int($data['width'] ?? null)
            && preg_match('/^#[\da-f]{6}$/D', is_string($data['colour'] ?? null) ? $data['colour'] : '')
            && is_array($points) && array_is_list($points) && count($points) <= 512 && count($points) % 2 === 0
            && $points === array_filter($points, is_int(...)),
        default => false,
    };
}

function authorize(Connection $conn, string $action, string $channel, mixed $data): bool
{
    return $channel === 'board' && match ($action) {
        'subscribe', 'history' => true,
        'publish' => is_drawing($data),
        default => false,
    };
}

[$host, $port] = address($argv);
$server = new RtServer($host, $port);
$cleared = null;

$server->channels('/channels', authorize: authorize(...),
    options: ['history' => [20000, 0], 'message' => 16384, 'rate' => [60, 1.0]]);

// The drawing is what has been published since the board was cleared: a late page subscribes from there on.
$server->subscribe('board', function (array $data, string $channel, Publication $publication) use (&$cleared) {
    if ($data['type'] === 'clear') {
        $cleared = $publication->id;
    }
});
$server->http('GET', '/api/board', function () use (&$cleared) {
    return ['since' => $cleared];
});
$server->on('start', fn () => $server->publish('board', ['type' => 'clear']));

$server->files('/', __DIR__ . '/board');
$server->files('/shared', __DIR__ . '/shared');
$server->files('/client', __DIR__ . '/../client');
serve($server, 'in two windows and draw');
