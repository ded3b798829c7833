#!/bin/sh
# run.sh seconds target...: runs each target on its corpus. libFuzzer writes what it finds into the
# first folder it is given, which is a temporary one: the corpus stays as it is.
seconds=$1
shift
passed=0
failed=0
for target; do
	found=$(mktemp -d) || exit 1
	log=build/$target.log
	dict=
	case $target in
		fuzz_http_request | fuzz_forwarded | fuzz_ws_handshake | fuzz_transport) dict=-dict=http.dict ;;
		fuzz_json | fuzz_channel_protocol) dict=-dict=json.dict ;;
	esac
	if "build/$target" -max_total_time="$seconds" -timeout=10 -artifact_prefix="build/$target-" \
		$dict "$found" "corpus/$target" >"$log" 2>&1; then
		passed=$((passed + 1))
		echo "$target: $(grep '^Done ' "$log")"
	else
		failed=$((failed + 1))
		echo "FAILED $target"
		tail -n 40 "$log"
	fi
	rm -rf "$found"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
