#!/bin/sh
# run.sh program...: runs the test programs one after the other and adds up their last lines. A
# program that dies, or leaks, counts as one more failed test.
passed=0
failed=0
for program; do
	out=$("$program")
	status=$?
	line=$(printf '%s\n' "$out" | tail -n 1)
	p=0
	f=0
	case $line in
		*" passed, "*" failed")
			p=${line%% *}
			f=${line#*, }
			f=${f%% *}
			;;
	esac
	if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then
		f=1
		echo "FAILED $program (exit status $status)" >&2
	fi
	echo "$(basename "$program"): $p passed, $f failed"
	passed=$((passed + p))
	failed=$((failed + f))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
