<?php
// Notifications from a form to everybody, or to one user: php examples/notify.php [[host:]port]
require __DIR__ . '/inc/cli.php';

use Rtws\{InvalidBody, Publication, Request, Response, RtServer};

const USERS = ['ada', 'bob', 'cleo']; // in real life a session says who somebody is
const EVERYBODY = 'notifications';

[$host, $port] = address($argv);
$server = new RtServer($host, $port);

/** What concerns a user. */
function channels_of(string $user): ?array
{
    return in_array($user, USERS, true) ? [EVERYBODY, "user:$user"] : null;
}

// The same channels in two ways. Their history lets both go on where they were when the connection is lost.
$server->sse('/events/{user}', fn (Request $request) => channels_of($request->params['user']) ?? 404, ['retry' => 1.0]);
$server->channels('/channels', options: ['publish' => false, 'history' => [100, 3600.0]]);

$server->http('POST', '/api/notify', function (Request $request) use ($server) {
    try {
        $form = $request->form();
    } catch (InvalidBody $error) {
        return Response::json(['error' => $error->getMessage()], 400);
    }
    $to = $form['to'] ?? '';
    $text = $form['text'] ?? '';
    if (!is_string($text) || !preg_match('/^(?=.*\S).{1,200}$/Dsu', $text)) {
        return Response::json(['error' => 'A notification has 1 to 200 characters, not all of them blank.'], 422);
    }
    if ($to !== '' && !in_array($to, USERS, true)) {
        return Response::json(['error' => 'There are ' . implode(', ', USERS) . ', and "" for everybody.'], 422);
    }
    $channel = $server->channel($to === '' ? EVERYBODY : "user:$to");
    return ['reached' => $channel->publish(['text' => $text, 'to' => $to, 'time' => microtime(true)])];
});

// For a page that has just been opened.
$server->http('GET', '/api/notifications/{user}', function (Request $request) use ($server) {
    $channels = channels_of($request->params['user']);
    if ($channels === null) {
        return 404;
    }
    $publications = array_merge(...array_map(fn (string $name) => $server->channel($name)->history(10), $channels));
    usort($publications, fn (Publication $a, Publication $b) => $a->time <=> $b->time);
    return array_map(fn (Publication $p) => ['id' => $p->id, 'data' => $p->data], $publications);
});

$server->on('start', fn () => $server->publish(EVERYBODY,
    ['text' => 'The server has started.', 'to' => '', 'time' => microtime(true)]));
$server->files('/', __DIR__ . '/notify');
$server->files('/shared', __DIR__ . '/shared');
serve($server, 'and send a notification');
