#!/bin/sh
# SPDX-License-Identifier: MIT
# `make run`: the daemon with its demonstration class, and a class of virtual pens that write. Prints the
# address and the login; Ctrl-C ends all of it. Settings by environment:
#   KEEP=folder  keep the data there across runs (default: a temporary folder, removed at the end)
#   PORT=n  PENS=n (default 48, the last is the teacher's)  SPEED=x (1 = a child's own)
set -u
pens=${PENS:-48}
port=${PORT:-8080}
speed=${SPEED:-1}
daemon=build/zhibid
pen=build/virtual-pen

if [ -n "${KEEP:-}" ]; then
	data=$KEEP
	mkdir -p "$data" || exit 1
else
	data=$(mktemp -d "${TMPDIR:-/tmp}/zhibi-class-XXXXXX") || exit 1
fi
daemon_pid='' pen_pid=''
finish() {
	trap - INT TERM EXIT
	[ -z "$pen_pid" ] || kill "$pen_pid" 2>/dev/null
	[ -z "$daemon_pid" ] || kill "$daemon_pid" 2>/dev/null
	wait 2>/dev/null
	[ -n "${KEEP:-}" ] || rm -rf "$data"
	echo
	if [ -n "${KEEP:-}" ]; then
		echo "下课。数据保存在 / Class is over. Data kept in $data"
	else
		echo "下课。/ Class is over."
	fi
	exit "${1:-0}"
}
trap 'finish 0' INT TERM
trap 'finish 1' EXIT

# Background jobs of a shell ignore SIGINT: the trap above ends them with SIGTERM.
"$daemon" --demonstration --weeks 4 --data "$data" --port "$port" --page build/page >"$data/zhibid.out" 2>"$data/zhibid.log" &
daemon_pid=$!
tries=0
until grep -q '^zhibid: listening on' "$data/zhibid.out" 2>/dev/null; do
	tries=$((tries + 1))
	if ! kill -0 "$daemon_pid" 2>/dev/null || [ $tries -gt 300 ]; then
		cat "$data/zhibid.out" "$data/zhibid.log" >&2
		daemon_pid=''
		finish 1
	fi
	sleep 0.1
done
cat "$data/zhibid.out"
echo
echo "  $pens 支虚拟笔正在写字；按 Ctrl-C 下课。"
echo "  $pens virtual pens are writing; press Ctrl-C to end."
echo
seed=${SEED:-$(date +%j)}
# The first half of the copies to be finished is marked on paper; of the others the page shows what the key proposes.
"$pen" --socket "$data/pens.sock" --pens "$pens" --teacher --sheet docs/examples/demonstration.json \
	--hands 2 --marking claim --mark $((pens / 2)) --seed "$seed" --speed "$speed" 2>>"$data/pens.log" &
pen_pid=$!
wait "$daemon_pid"
code=$?
echo "zhibid ended by itself ($code):" >&2
tail -5 "$data/zhibid.log" >&2
finish 1
