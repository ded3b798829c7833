<?php
// A game at 30 Hz: the server computes the world and sends it to all in one frame: php examples/game.php [[host:]port]
require __DIR__ . '/inc/cli.php';

use Rtws\{Channel, Connection, RtServer};

final class Player
{
    public float $towardsX = 0.0;
    public float $towardsY = 0.0;
    public int $score = 0;

    public function __construct(public float $x, public float $y) {}
}

final class Game
{
    public const HZ = 30;
    private const WIDTH = 1600;
    private const HEIGHT = 900;
    private const SPEED = 420; // in a second
    private const REACH = 45; // who is so near takes the star
    private const PLAYERS_MAX = 100;

    /** @var array<int, Player> by number, from 1 */
    private array $players = [];
    private int $starX;
    private int $starY;
    private int $tick = 0;
    private ?int $last = null; // ns

    public function __construct(private Channel $world)
    {
        $this->placeStar();
    }

    public function onOpen(Connection $conn): void
    {
        for ($number = 1; isset($this->players[$number]); $number++);
        if ($number > self::PLAYERS_MAX) {
            $conn->close(1013, 'The game is full.');
            return;
        }
        $conn->data = $number;
        $this->players[$number] = new Player(random_int(100, self::WIDTH - 100), random_int(100, self::HEIGHT - 100));
        $conn->send(['you' => $number, 'width' => self::WIDTH, 'height' => self::HEIGHT, 'hz' => self::HZ]);
        $this->world->subscribe($conn);
    }

    /** Two signed bytes: where the player wants to go. */
    public function onMessage(Connection $from, string $message, bool $binary): void
    {
        $player = $this->players[$from->data] ?? null;
        if (!$binary || strlen($message) !== 2 || $player === null) {
            $from->close(1003, 'A message is two bytes.');
            return;
        }
        ['x' => $x, 'y' => $y] = unpack('cx/cy', $message);
        $length = max(1.0, hypot($x, $y) / 127); // nobody is faster in a diagonal
        $player->towardsX = $x / 127 / $length;
        $player->towardsY = $y / 127 / $length;
    }

    public function onClose(Connection $conn): void
    {
        if ($conn->data !== null) {
            unset($this->players[$conn->data]);
        }
    }

    public function tick(): void
    {
        $now = hrtime(true);
        $seconds = $this->last === null ? 0.0 : ($now - $this->last) / 1e9;
        $this->last = $now;
        $this->tick++;
        foreach ($this->players as $player) {
            $this->move($player, min($seconds, 0.1));
        }
        if ($this->players) {
            $this->world->publish($this->frame((int) ($seconds * 1e6)));
        }
    }

    private function move(Player $player, float $seconds): void
    {
        $player->x = max(0, min(self::WIDTH, $player->x + $player->towardsX * self::SPEED * $seconds));
        $player->y = max(0, min(self::HEIGHT, $player->y + $player->towardsY * self::SPEED * $seconds));
        if (hypot($player->x - $this->starX, $player->y - $this->starY) < self::REACH) {
            $player->score++;
            $this->placeStar();
        }
    }

    private function placeStar(): void
    {
        $this->starX = random_int(60, self::WIDTH - 60);
        $this->starY = random_int(60, self::HEIGHT - 60);
    }

    /** 14 bytes, and 8 for each player; little endian. The first byte is no UTF-8: a channel sends such strings as binary. */
    private function frame(int $microseconds): string
    {
        $frame = pack('CCVVvv', 0xFF, count($this->players), $this->tick, $microseconds, $this->starX, $this->starY);
        foreach ($this->players as $number => $player) {
            $frame .= pack('vvvv', $number, (int) $player->x, (int) $player->y, $player->score & 0xFFFF);
        }
        return $frame;
    }
}

[$host, $port] = address($argv);
$server = new RtServer($host, $port);
$game = new Game($server->channel('world'));

// who is slow misses frames: only the newest is of any use
$server->ws('/play', $game, options: ['slow_consumer' => 'drop-oldest', 'send_queue' => 16384, 'message' => 125,
    'rate' => ['messages' => 120, 'answer' => 'close']]);
$server->every(1 / Game::HZ, $game->tick(...));

$server->files('/', __DIR__ . '/game');
$server->files('/shared', __DIR__ . '/shared');
serve($server, 'to play; every window is a player');
