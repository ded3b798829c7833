/* Made from lib/ by scripts/embed; do not edit. */
