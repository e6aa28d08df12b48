#!/bin/sh
# SPDX-License-Identifier: MIT
# What goes wrong at a keyboard: each gives one line that names the thing and the mend, exit 1 or 2, and harms nothing.
set -u
build=${BUILD:-build/release}
folder=$(mktemp -d "${TMPDIR:-/tmp}/zhibi-bad-XXXXXX")
trap 'kill $other 2>/dev/null; chmod -R u+w "$folder" 2>/dev/null; rm -rf "$folder"' EXIT
other=''
n=0 bad=0

# expect CODES PATTERN WHAT COMMAND…: the code is one of CODES, stderr matches PATTERN and is short.
expect() {
	codes=$1 pattern=$2 what=$3
	shift 3
	n=$((n + 1))
	timeout 20 "$@" >"$folder/out" 2>"$folder/err"
	code=$?
	lines=$(grep -c . "$folder/err")
	case " $codes " in
	*" $code "*) ;;
	*)
		echo "not ok $n - $what: exit code $code, wanted $codes"
		sed 's/^/# /' "$folder/err"
		bad=1
		return
		;;
	esac
	if ! grep -qiE "$pattern" "$folder/err"; then
		echo "not ok $n - $what: no word of /$pattern/ in:"
		sed 's/^/# /' "$folder/err"
		bad=1
	elif [ "$lines" -gt 4 ]; then
		echo "not ok $n - $what: $lines lines where one or two should do"
		sed 's/^/# /' "$folder/err"
		bad=1
	else
		echo "ok $n - $what: $(grep -m1 . "$folder/err")"
	fi
}

head -c 5000 /dev/urandom >"$folder/garbage.rec"
printf 'driver: neo\nlink: ble\n0 < C06901\n1000 < C0690E000100F8ECD8' >"$folder/half.rec"
printf 'driver: neo\nlink: ble\n0 < C06101000FC1\n' >"$folder/good.rec"
expect 1 'garbage\.rec:[0-9]+' 'a garbage recording' "$build/zhibi" decode "$folder/garbage.rec"
expect '0 1' '' 'half a file' "$build/zhibi" decode "$folder/half.rec"
expect 2 'nopen.*neo|neo.*nopen' 'a wrong driver name' "$build/zhibi" decode --driver nopen "$folder/good.rec"
expect 1 'missing\.rec' 'a file that is not there' "$build/zhibi" decode "$folder/missing.rec"
expect 2 'decode' 'no file named' "$build/zhibi" decode
expect 2 'fly' 'a command that is not there' "$build/zhibi" fly
expect 2 'wings' 'an option that is not there' "$build/zhibid" --wings

# A port in use.
python3 -c 'import socket, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(1)
print(s.getsockname()[1], flush=True); time.sleep(60)' >"$folder/port" &
other=$!
while [ ! -s "$folder/port" ]; do sleep 0.1; done
port=$(cat "$folder/port")
expect 1 "$port" 'a port in use' "$build/zhibid" --demonstration --data "$folder/data1" --port "$port"

# An unwritable data folder: a file in its place works for root too.
echo x >"$folder/file"
expect 1 'file' 'a data folder that cannot be made' "$build/zhibid" --demonstration --data "$folder/file/data" --port 0
expect 1 'file' 'a file where the data folder should be' "$build/zhibid" --demonstration --data "$folder/file" --port 0

# A newer database, and one that is not ours: untouched.
mkdir "$folder/newer" "$folder/alien"
python3 - "$folder" <<'P'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1] + "/newer/zhibi.db")
db.execute("PRAGMA application_id=%d" % 0x7A686269)
db.execute("PRAGMA user_version=9999")
db.execute("CREATE TABLE later(x)")
db.commit()
db = sqlite3.connect(sys.argv[1] + "/alien/zhibi.db")
db.execute("CREATE TABLE somebody(x)")
db.commit()
P
before=$(cat "$folder/newer/zhibi.db" "$folder/alien/zhibi.db" | cksum)
expect 1 'newer' 'a newer database' "$build/zhibid" --demonstration --data "$folder/newer" --port 0
expect 1 'zhibi\.db' 'a database of another program' "$build/zhibid" --demonstration --data "$folder/alien" --port 0
n=$((n + 1))
if [ "$before" = "$(cat "$folder/newer/zhibi.db" "$folder/alien/zhibi.db" | cksum)" ]; then
	echo "ok $n - both databases are as they were"
else
	echo "not ok $n - a refused database was changed"
	bad=1
fi

printf '[console]\nprot = 8080\n' >"$folder/typo.conf"
expect 0 'prot.*port' 'an unknown key is named with its neighbour' "$build/zhibid" --check-config --config "$folder/typo.conf"
printf '[console]\nport = eighty\n' >"$folder/value.conf"
expect '1 2' 'value\.conf.*port|port.*value\.conf' 'a bad value' "$build/zhibid" --check-config --config "$folder/value.conf"
expect '1 2' 'nowhere\.rec' 'a replay that is not there' "$build/zhibid" --demonstration --data "$folder/data2" --port 0 --replay "$folder/nowhere.rec"

# What a command cannot make, cannot read, cannot do.
sheet=docs/examples/demonstration.json
expect 2 '\.svg.*\.pdf' 'a drawing of a form that is not there' "$build/zhibi" sheet show "$sheet" -o "$folder/x.png"
n=$((n + 1))
if "$build/zhibi" sheet show "$sheet" -o "$folder/x.PDF" && [ ! -e "$folder/x.png" ] && head -c 5 "$folder/x.PDF" | grep -q '%PDF-'; then
	echo "ok $n - a drawing is what its name says"
else
	echo "not ok $n - a drawing is not what its name says"
	bad=1
fi
expect 1 'nonexist 读不了' 'a proof that is not there' "$build/zhibi" erase --verify "$folder/nonexist" --data "$folder"
n=$((n + 1))
if grep -q -- '-1' "$folder/err"; then
	echo "not ok $n - a line before the first: $(cat "$folder/err")"
	bad=1
else
	echo "ok $n - without a line before the first"
fi
# As Notepad saves a sheet: with a mark, and in the encoding of a Chinese Windows.
{ printf '\357\273\277' && cat "$sheet"; } >"$folder/marked.json"
n=$((n + 1))
if "$build/zhibi" sheet check "$folder/marked.json" >/dev/null; then
	echo "ok $n - a sheet with a byte order mark"
else
	echo "not ok $n - a sheet with a byte order mark"
	bad=1
fi
iconv -f UTF-8 -t GB18030 "$sheet" >"$folder/gb.json"
expect 1 'gb\.json:[0-9]+: .*编码选 UTF-8.*save the file as UTF-8' 'a sheet in GB18030' "$build/zhibi" sheet check "$folder/gb.json"
exit $bad
