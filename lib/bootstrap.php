<?php

/*
 * Interfaces and classes of other packages that programs for Ratchet name, for where those packages are not installed: this
 * autoloader is asked after all others.
 */
spl_autoload_register(static function (string $class): void {
    if (preg_match('/^(React\\\\(EventLoop|Socket)|Psr\\\\Http\\\\Message)\\\\\w+$/', $class)) {
        $file = __DIR__ . '/' . strtr($class, '\\', '/') . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});

/* React's own would make a loop beside the server's. */
if (!class_exists(React\EventLoop\Factory::class, false)) {
    require __DIR__ . '/React/EventLoop/Factory.php';
}
