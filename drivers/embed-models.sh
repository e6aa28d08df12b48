#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints the model files given as a C header for drivers/model-built-in.c.
#   sh drivers/embed-models.sh drivers/models/*.pen >models-text.h
set -eu

echo '/* Made by drivers/embed-models.sh from drivers/models; not to be edited. */'
echo '#pragma once'
echo
echo 'static const struct {'
echo '	const char *file;'
echo '	const char *text;'
echo '} MODELS_TEXT[] = {'
for file in "$@"; do
	echo "	{ \"${file##*/}\","
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/	  "/' -e 's/$/\\n"/' "$file"
	echo '	},'
done
echo '};'
