<?php
/** What was seen of a server during a phase: a row for each look, and what follows from them. */

final class Looks
{
    const WARM_UP = 0.2; /* of the time */
    const MOST = 600;    /* as many looks as the slope is made of: it takes all pairs */

    /** @var array{at: float, rss: int, fds: int, ms: float}[] */
    private array $rows = [];

    public function add(float $at, array $look): void
    {
        $this->rows[] = ['at' => $at] + $look;
    }

    /**
     * After the warm-up, of at least so many seconds: the median slope of the resident memory times the time it was looked
     * at, in KiB (Theil-Sen). Null when there was not enough time.
     */
    public function growth(float $warmUp): ?float
    {
        $from = max($warmUp, $this->last()['at'] * self::WARM_UP);
        $rows = array_values(array_filter($this->rows, fn (array $row) => $row['at'] >= $from));
        if (count($rows) < 5) {
            return null;
        }
        $span = end($rows)['at'] - $rows[0]['at'];
        $step = intdiv(count($rows), self::MOST) + 1;
        $slopes = [];
        for ($i = 0; $i < count($rows); $i += $step) {
            for ($j = $i + $step; $j < count($rows); $j += $step) {
                $slopes[] = ($rows[$j]['rss'] - $rows[$i]['rss']) / ($rows[$j]['at'] - $rows[$i]['at']);
            }
        }
        return self::quantile($slopes, 0.5) * $span;
    }

    /** Of one column. */
    public function at(string $column, float $quantile): float
    {
        return self::quantile(array_column($this->rows, $column), $quantile);
    }

    public function first(): array
    {
        return $this->rows[0];
    }

    public function last(): array
    {
        return $this->rows[count($this->rows) - 1];
    }

    public function count(): int
    {
        return count($this->rows);
    }

    private static function quantile(array $values, float $quantile): float
    {
        sort($values);
        return $values === [] ? 0.0 : (float) $values[(int) min(count($values) - 1, count($values) * $quantile)];
    }
}
