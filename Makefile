# SPDX-License-Identifier: MIT
# The whole build. One static library per folder; a folder's tests link only what that folder may use,
# so an upward call does not link. `make help` lists the targets. Variants: make VARIANT=debug|release|
# asan|fuzz|coverage, each in build/<variant>; build/zhibi and build/zhibid point at the one built last.

VARIANT ?= release
CC ?= gcc
PREFIX ?= /usr/local
DESTDIR ?=
SECONDS ?= 60
B := build/$(VARIANT)

VERSION := 0.1.0
PACKAGES := glib-2.0 gio-2.0 gio-unix-2.0 sqlite3 libzstd zlib libzip jansson libsodium openssl libwebsockets

ifneq ($(filter asan fuzz coverage,$(VARIANT)),)
CC := clang
endif

PKG_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
LIBS_protocol := -lz -lzip
LIBS_ink := $(shell pkg-config --libs glib-2.0 libzstd 2>/dev/null)
LIBS_drivers := $(shell pkg-config --libs glib-2.0 2>/dev/null)
LIBS_homework := $(shell pkg-config --libs glib-2.0 2>/dev/null) -lm
LIBS_store := $(shell pkg-config --libs glib-2.0 sqlite3 libzstd libsodium 2>/dev/null)
LIBS_daemon := $(shell pkg-config --libs gio-2.0 gio-unix-2.0 jansson libsodium openssl libwebsockets 2>/dev/null)
LIBS_cli := $(shell pkg-config --libs gio-2.0 jansson 2>/dev/null)

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wvla \
	-Wswitch-enum -Wundef -Wformat=2 -Wpointer-arith -Wwrite-strings -Wcast-align -Wconversion
ifdef CI
WARNINGS += -Werror
endif
CFLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2
CFLAGS_debug := -O0 -g
CFLAGS_asan := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
CFLAGS_fuzz := $(CFLAGS_asan) -fsanitize=fuzzer-no-link
CFLAGS_coverage := -O0 -g -fprofile-instr-generate -fcoverage-mapping
LDFLAGS_asan := -fsanitize=address,undefined
LDFLAGS_fuzz := -fsanitize=address,undefined
LDFLAGS_coverage := -fprofile-instr-generate

ALL_CFLAGS := -std=gnu11 -I. -I$(B) $(WARNINGS) $(CFLAGS_$(VARIANT)) -fstack-protector-strong -fPIE \
	-D_GNU_SOURCE -DZHIBI_VERSION='"$(VERSION)"' -DZHIBI_DATADIR='"$(PREFIX)/share/zhibi"' \
	$(PKG_CFLAGS) $(CFLAGS)
ALL_LDFLAGS := -pie -Wl,-z,relro,-z,now $(LDFLAGS_$(VARIANT)) $(LDFLAGS)

# What each folder's library may stand on, nearest first (HACKING.md, "Who may include whom").
FOLDERS := protocol ink drivers homework store daemon cli
UNDER_protocol := protocol
UNDER_ink := ink protocol
UNDER_drivers := drivers protocol
UNDER_homework := homework ink protocol
UNDER_store := store homework ink protocol
UNDER_daemon := daemon store homework drivers ink protocol
UNDER_cli := cli store homework drivers ink protocol

quiet = $(if $(V),,@printf '  %-6s %s\n' '$(1)' '$(2)';)

# Sources of a folder; programs' main files stay out of its library.
MAINS := daemon/main.c cli/main.c
sources = $(filter-out $(MAINS),$(wildcard $(1)/*.c))
objects = $(patsubst %.c,$(B)/%.o,$(1))
library = $(B)/lib$(1).a
libraries = $(foreach f,$(UNDER_$(1)),$(call library,$(f)))
link_libs = $(foreach f,$(UNDER_$(1)),$(LIBS_$(f)))

TESTS := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/test-*.c))
FUZZERS := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/fuzz-*.c))
BENCHES := $(patsubst bench/%.c,$(B)/bench/%,$(wildcard bench/bench-*.c))

.PHONY: all
all: $(B)/zhibi $(B)/zhibid $(B)/virtual-pen page
	@ln -sfn $(VARIANT)/zhibi build/zhibi
	@ln -sfn $(VARIANT)/zhibid build/zhibid
	@ln -sfn $(VARIANT)/virtual-pen build/virtual-pen

define folder_rules
$(call library,$(1)): $(call objects,$(call sources,$(1)))
	$$(call quiet,AR,$$@)rm -f $$@; ar rcs $$@ $$^
endef
$(foreach f,$(FOLDERS),$(eval $(call folder_rules,$(f))))

$(B)/%.o: %.c
	@mkdir -p $(dir $@)
	$(call quiet,CC,$<)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/zhibid: $(B)/daemon/main.o $(call libraries,daemon)
	$(call quiet,LINK,$@)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call link_libs,daemon)

$(B)/zhibi: $(B)/cli/main.o $(call libraries,cli)
	$(call quiet,LINK,$@)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call link_libs,cli)

# The virtual pen stands outside: of ours it uses the byte cursor only, so it cannot share a bug.
VIRTUAL_PEN := $(wildcard tests/virtual-pen/*.c)
$(B)/virtual-pen: $(call objects,$(VIRTUAL_PEN))
	$(call quiet,LINK,$@)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_drivers) -lz -lm

# The SQL schema, as one C file that the store's library carries.
SCHEMA := $(sort $(wildcard store/schema/*.sql))
$(B)/store/schema-sql.h: $(SCHEMA) store/embed-schema.sh
	@mkdir -p $(dir $@)
	$(call quiet,GEN,$@)sh store/embed-schema.sh $(SCHEMA) >$@
$(B)/store/migrate.o: $(B)/store/schema-sql.h

# ---- the page

PAGE_SOURCES := $(shell find classroom-ui/src classroom-ui/static -type f 2>/dev/null) classroom-ui/build.mjs
.PHONY: page
page: build/page/index.html
build/page/index.html: classroom-ui/node_modules/.installed $(PAGE_SOURCES)
	$(call quiet,PAGE,$@)cd classroom-ui && node build.mjs ../build/page
classroom-ui/node_modules/.installed: classroom-ui/package-lock.json
	$(call quiet,NPM,classroom-ui)sh tests/need.sh npm && cd classroom-ui && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.installed

# ---- tests

# tests/test-<folder>-<subject>.c links what <folder> may use, and nothing else.
folder_of = $(word 2,$(subst -, ,$(notdir $(1))))
define program_rule
$(2): $(B)/$(1).o $(B)/tests/helpers.o $(call libraries,$(call folder_of,$(1)))
	@mkdir -p $$(dir $$@)
	$$(call quiet,LINK,$$@)$$(CC) $$(ALL_LDFLAGS) $(3) -o $$@ $$^ $(call link_libs,$(call folder_of,$(1))) $(LIBS_cli) -lm
endef
$(foreach t,$(wildcard tests/test-*.c),$(eval $(call program_rule,$(t:.c=),$(patsubst tests/%.c,$(B)/tests/%,$(t)),)))
$(foreach t,$(wildcard tests/fuzz/fuzz-*.c),$(eval $(call program_rule,$(t:.c=),$(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(t)),-fsanitize=fuzzer)))
$(foreach t,$(wildcard bench/bench-*.c),$(eval $(call program_rule,$(t:.c=),$(patsubst bench/%.c,$(B)/bench/%,$(t)),)))

.PHONY: tests
tests: $(TESTS)

-include $(shell find $(B) -name '*.d' 2>/dev/null)
