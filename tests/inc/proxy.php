<?php
/**
 * What lies between a server and its Redis: carries bytes to a port of this machine. It tells its own port, and does
 * what it is told by lines, each answered by itself: "cut" ends what is connected and whatever comes, "mend" ends that.
 */
$listener = stream_socket_server('tcp://127.0.0.1:0');
echo substr(strrchr(stream_socket_get_name($listener, false), ':'), 1), "\n";
$is_cut = false;
$streams = []; /* by id */
$others = [];  /* id to that of the other end */

function forget(int $id): void
{
    global $streams, $others;
    foreach ([$id, $others[$id] ?? $id] as $end) {
        if (isset($streams[$end])) {
            fclose($streams[$end]);
        }
        unset($streams[$end], $others[$end]);
    }
}

for (;;) {
    $read = [...array_values($streams), $listener, STDIN];
    $write = $except = null;
    stream_select($read, $write, $except, null);
    foreach ($read as $stream) {
        if ($stream === STDIN) {
            $line = fgets(STDIN);
            if ($line === false) {
                exit(0);
            }
            $is_cut = trim($line) === 'cut';
            if ($is_cut) {
                array_map('forget', array_keys($streams));
            }
            echo $line;
        } elseif ($stream === $listener) {
            $here = stream_socket_accept($listener, 0);
            $there = $is_cut || !$here ? false : @stream_socket_client("tcp://127.0.0.1:$argv[1]");
            if ($there) {
                foreach ([[$here, $there], [$there, $here]] as [$a, $b]) {
                    stream_set_read_buffer($a, 0);
                    $streams[(int) $a] = $a;
                    $others[(int) $a] = (int) $b;
                }
            }
        } elseif (isset($streams[(int) $stream])) {
            $bytes = @fread($stream, 65536);
            if ($bytes === '' || $bytes === false || @fwrite($streams[$others[(int) $stream]], $bytes) === false) {
                forget((int) $stream);
            }
        }
    }
}
