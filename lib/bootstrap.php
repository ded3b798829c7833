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
