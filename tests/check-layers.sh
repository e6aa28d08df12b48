#!/bin/sh
# SPDX-License-Identifier: MIT
# Who may include whom (docs/architecture.md): greps every #include line of a folder against its row. Also:
# includes of ours go by path from the root; public headers stay under 150 lines, sources under 600.
set -u
fault=0
complain() {
	echo "$1" >&2
	fault=1
}

# folder | own folders (or files) it may include | libraries it may include
rows='
protocol|protocol|zlib.h zip.h
ink|ink protocol/dot.h|glib.h zstd.h
drivers|drivers protocol|glib.h
homework/train|homework ink protocol/dot.h|glib.h
homework|homework ink protocol/dot.h|glib.h jansson.h expat.h zip.h
store|store homework ink protocol/dot.h|glib.h glib/gstdio.h sqlite3.h zstd.h sodium.h
report|report homework ink store protocol/dot.h|glib.h glib/gstdio.h cairo.h cairo-pdf.h cairo-svg.h pango/pangocairo.h poppler.h qrencode.h xlsxwriter.h
daemon|daemon store homework drivers ink protocol report|glib.h glib-unix.h glib/gstdio.h gio/gio.h gio/gunixfdlist.h gio/gunixsocketaddress.h jansson.h sodium.h libwebsockets.h libusb.h openssl/
cli|cli protocol drivers ink homework store report|glib.h glib/gstdio.h gio/gio.h jansson.h
tests/virtual-pen|tests/virtual-pen protocol/bytes.h|glib.h glib-unix.h glib/gstdio.h jansson.h zlib.h
'
system='assert\.h|ctype\.h|errno\.h|fcntl\.h|float\.h|grp\.h|ifaddrs\.h|inttypes\.h|limits\.h|locale\.h|math\.h|poll\.h|pthread\.h|pwd\.h|signal\.h|stdarg\.h|stdbool\.h|stddef\.h|stdint\.h|stdio\.h|stdlib\.h|string\.h|termios\.h|time\.h|unistd\.h|dirent\.h|dlfcn\.h|netdb\.h|sys/[a-z_]+\.h|net/if\.h|netinet/[a-z]+\.h|arpa/inet\.h'
pure='stdio\.h|fcntl\.h|unistd\.h|time\.h|poll\.h|pthread\.h|sys/|netinet/|arpa/'

echo "$rows" | while IFS='|' read -r folder own libraries; do
	[ -n "$folder" ] && [ -d "$folder" ] || continue
	for file in "$folder"/*.[ch] "$folder"/*/*.[ch]; do
		[ -e "$file" ] || continue
		# A program of its own, with a row of its own.
		case $folder:$file in homework:homework/train/*) continue ;; esac
		sed -n 's/^#include "\(.*\)"/\1/p' "$file" | while read -r included; do
			good=
			for allowed in $own; do
				case $included in "$allowed"/* | "$allowed") good=1 ;; esac
			done
			case $included in */*) ;; *) good= ;; esac
			[ -n "$good" ] || echo "$file includes \"$included\": not in the row of $folder"
		done
		sed -n 's/^#include <\(.*\)>/\1/p' "$file" | while read -r included; do
			good=
			for allowed in $libraries; do
				case $included in "$allowed" | "$allowed"*) good=1 ;; esac
			done
			echo "$included" | grep -qE "^($system)$" && good=1
			case $folder in
			protocol | ink | drivers | homework)
				echo "$included" | grep -qE "^($pure)" && good=
				;;
			esac
			[ -n "$good" ] || echo "$file includes <$included>: not in the row of $folder"
		done
		lines=$(wc -l <"$file")
		case $file in
		*.h) [ "$lines" -le 170 ] || echo "$file: $lines lines; a header is a contract, split it" ;;
		*.c) [ "$lines" -le 600 ] || echo "$file: $lines lines; split it" ;;
		esac
		head -1 "$file" | grep -q 'SPDX-License-Identifier: MIT' || echo "$file: no SPDX line"
	done
done >"${TMPDIR:-/tmp}/zhibi-layers.$$"
if [ -s "${TMPDIR:-/tmp}/zhibi-layers.$$" ]; then
	cat "${TMPDIR:-/tmp}/zhibi-layers.$$" >&2
	fault=1
fi
rm -f "${TMPDIR:-/tmp}/zhibi-layers.$$"

# Only daemon/ knows a main loop, only store/ knows SQLite, only src/wire knows the protocol's words.
grep -ln 'g_main_loop\|GMainLoop' protocol/*.[ch] ink/*.[ch] drivers/*.[ch] homework/*.[ch] homework/*/*.[ch] store/*.[ch] cli/*.[ch] 2>/dev/null |
	while read -r file; do complain "$file knows a main loop"; done
grep -ln 'g_get_real_time\|g_get_monotonic_time\|clock_gettime' protocol/*.[ch] ink/*.[ch] drivers/*.[ch] homework/*.[ch] homework/*/*.[ch] 2>/dev/null |
	while read -r file; do echo "$file knows a clock" >&2; done
if grep -lqs 'g_get_real_time\|g_get_monotonic_time\|clock_gettime' protocol/*.[ch] ink/*.[ch] drivers/*.[ch] homework/*.[ch] homework/*/*.[ch]; then
	fault=1
fi
# A file that a person asks for is written in one place; the service's own folder is no such file.
grep -ln 'g_file_set_contents' cli/*.[ch] | grep -vE '^cli/(output-file|sheet-backgrounds)\.c$' |
	while read -r file; do echo "$file writes a file by itself: use cli/output-file.h" >&2; done
if grep -ln 'g_file_set_contents' cli/*.[ch] | grep -qvE '^cli/(output-file|sheet-backgrounds)\.c$'; then
	fault=1
fi
[ $fault = 0 ] && echo "layers: ok"
exit $fault
