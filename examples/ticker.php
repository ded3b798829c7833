<?php
// Prices of 1000 symbols, a thousand changes a second: php examples/ticker.php [[host:]port]
require __DIR__ . '/inc/cli.php';

use Rtws\{Channel, RtServer};

final class Market
{
    private const SYMBOLS = 1000;
    private const CHANGES = 100; // in each batch

    /** @var array<string, array{symbol: string, price: float, open: float}> by symbol */
    private array $quotes = [];

    public function __construct(private Channel $channel)
    {
        while (count($this->quotes) < self::SYMBOLS) {
            $symbol = '';
            for ($i = random_int(3, 4); $i > 0; $i--) {
                $symbol .= chr(random_int(ord('A'), ord('Z')));
            }
            $price = round(exp(random_int(100, 600) / 100), 2); // from 2.72 to 403.43, most of them small
            $this->quotes[$symbol] ??= ['symbol' => $symbol, 'price' => $price, 'open' => $price];
        }
        ksort($this->quotes);
    }

    /** @return list<array{symbol: string, price: float, open: float}> */
    public function quotes(): array
    {
        return array_values($this->quotes);
    }

    public function trade(): void
    {
        foreach (array_rand($this->quotes, self::CHANGES) as $symbol) {
            $quote = &$this->quotes[$symbol];
            $step = max(0.01, $quote['price'] * random_int(1, 60) / 10000);
            $up = random_int(0, 1) === 1 || $quote['price'] < 1;
            $quote['price'] = round($quote['price'] + ($up ? $step : -$step), 2);
            $this->channel->publish($quote);
            unset($quote);
        }
    }
}

[$host, $port] = address($argv);
$server = new RtServer($host, $port);
$market = new Market($server->channel('ticker'));

$server->channels('/channels', options: ['publish' => false, 'conflate' => 'symbol']);
$server->http('GET', '/api/quotes', $market->quotes(...));
$server->every(0.1, $market->trade(...));

$server->files('/', __DIR__ . '/ticker');
$server->files('/shared', __DIR__ . '/shared');
$server->files('/client', __DIR__ . '/../client');
serve($server, 'to see the market move');
