# SPDX-License-Identifier: MIT
# The whole build; `make help` lists the targets. One static library per folder: a folder's tests link
# only what that folder may use, so an upward call does not link. Variants live in build/<variant>:
# make VARIANT=release|debug|asan|fuzz|coverage; build/zhibi and build/zhibid link to the one built last.

VARIANT ?= release
CC := gcc
PREFIX ?= /usr/local
DESTDIR ?=
SECONDS ?= 60
B := build/$(VARIANT)
VERSION := 0.1.0

# What the targets need is installed once, and the libraries' flags are kept (deps.sh). Included
# makefiles are made first, so a fresh machine has all of it before the first compiler runs.
NEEDS := build
ifneq ($(filter check% torture bench ci,$(MAKECMDGOALS)),)
NEEDS += check
endif
ifneq ($(filter check-asan fuzz analyze format% coverage ci,$(MAKECMDGOALS))$(filter asan fuzz coverage,$(VARIANT)),)
NEEDS += analysis
endif
ifeq ($(filter help clean,$(MAKECMDGOALS)),)
include $(NEEDS:%=build/deps-%.mk)
endif
build/deps-%.mk: deps.sh
	@mkdir -p build
	@sh deps.sh $* >$@.new && mv $@.new $@

ifneq ($(filter asan fuzz coverage,$(VARIANT)),)
CC := clang
endif

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wvla \
	-Wswitch-enum -Wundef -Wformat=2 -Wpointer-arith -Wwrite-strings -Wcast-align -Wconversion
ifdef CI
WARNINGS += -Werror
endif
SANITIZE := -fsanitize=address,undefined
CFLAGS_release := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
CFLAGS_debug := -O0 -g
CFLAGS_asan := -O1 -g -fno-omit-frame-pointer $(SANITIZE) -fno-sanitize-recover=all
CFLAGS_fuzz := $(CFLAGS_asan) -fsanitize=fuzzer-no-link
CFLAGS_coverage := -O0 -g -fprofile-instr-generate -fcoverage-mapping
LDFLAGS_asan := $(SANITIZE)
LDFLAGS_fuzz := $(SANITIZE)
LDFLAGS_coverage := -fprofile-instr-generate
ALL_CFLAGS = -std=gnu11 -I. -I$(B) $(WARNINGS) $(CFLAGS_$(VARIANT)) -fstack-protector-strong -fPIE \
	-D_GNU_SOURCE -DZHIBI_VERSION='"$(VERSION)"' -DZHIBI_DATADIR='"$(PREFIX)/share/zhibi"' \
	$(PKG_CFLAGS) $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now $(LDFLAGS_$(VARIANT)) $(LDFLAGS)

# What each folder's library stands on, nearest first (docs/architecture.md, "Who may include whom").
UNDER_protocol := protocol
UNDER_ink := ink protocol
UNDER_drivers := drivers protocol
UNDER_homework := homework ink protocol
UNDER_store := store homework ink protocol
UNDER_daemon := daemon store homework drivers ink protocol
UNDER_cli := cli store homework drivers ink protocol
FOLDERS := protocol ink drivers homework store daemon cli
MAINS := daemon/main.c cli/main.c

say = $(if $(V),,@printf '  %-5s %s\n' '$(1)' '$(2)';)
sources = $(filter-out $(MAINS),$(wildcard $(1)/*.c $(1)/*/*.c))
objects = $(1:%.c=$(B)/%.o)
library = $(B)/lib$(1).a
libraries = $(foreach f,$(UNDER_$(1)),$(B)/lib$(f).a)
link_libs = $(foreach f,$(UNDER_$(1)),$(LIBS_$(f)))

.PHONY: all
all: programs page
.PHONY: programs
programs: $(B)/zhibi $(B)/zhibid $(B)/virtual-pen
	@for name in zhibi zhibid virtual-pen; do ln -sfn $(VARIANT)/$$name build/$$name; done

define library_rule
$(B)/lib$(1).a: $(call objects,$(call sources,$(1)))
	$$(call say,AR,$$@)rm -f $$@ && ar rcs $$@ $$^
endef
$(foreach f,$(FOLDERS),$(eval $(call library_rule,$(f))))

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/zhibid: $(B)/daemon/main.o $(call libraries,daemon)
	$(call say,LINK,$@)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call link_libs,daemon)
$(B)/zhibi: $(B)/cli/main.o $(call libraries,cli)
	$(call say,LINK,$@)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call link_libs,cli)
# The virtual pen stands outside: of ours it uses the byte cursor only, so it cannot share a bug.
$(B)/virtual-pen: $(call objects,$(wildcard tests/virtual-pen/*.c))
	$(call say,LINK,$@)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_drivers) -lz -lm

$(B)/store/schema-sql.h: $(sort $(wildcard store/schema/*.sql)) store/embed-schema.sh
	@mkdir -p $(@D)
	$(call say,GEN,$@)sh store/embed-schema.sh $(filter %.sql,$^) >$@.new && mv $@.new $@
$(B)/store/migrate.o: $(B)/store/schema-sql.h

$(B)/drivers/models-text.h: $(sort $(wildcard drivers/models/*.pen)) drivers/embed-models.sh
	@mkdir -p $(@D)
	$(call say,GEN,$@)sh drivers/embed-models.sh $(filter %.pen,$^) >$@.new && mv $@.new $@
$(B)/drivers/model-built-in.o: $(B)/drivers/models-text.h

# ---- the page

.PHONY: page
page: build/page/index.html
build/page/index.html: classroom-ui/node_modules/.installed classroom-ui/build.mjs \
		$(shell find classroom-ui/src classroom-ui/static -type f 2>/dev/null)
	$(call say,PAGE,$@)cd classroom-ui && node build.mjs ../build/page
classroom-ui/node_modules/.installed: classroom-ui/package-lock.json
	$(call say,NPM,classroom-ui)cd classroom-ui && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.installed

.PHONY: udev
udev: $(B)/zhibi ## print udev/70-zhibi.rules anew from drivers/models
	$(B)/zhibi models --udev >udev/70-zhibi.rules.new && mv udev/70-zhibi.rules.new udev/70-zhibi.rules

# ---- running

.PHONY: run
run: all ## a whole class with virtual pens; KEEP=folder keeps its data, PORT=n, PENS=n, SPEED=x
	@sh tests/virtual-pen/run-class.sh

# ---- tests: tests/test-<folder>-<subject>.c links what <folder> may use, and nothing else

folder_of = $(word 2,$(subst -, ,$(notdir $(1))))
define program_rule
$(2): $(B)/$(1).o $(B)/tests/helpers.o $(call libraries,$(call folder_of,$(1)))
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)$$(CC) $$(ALL_LDFLAGS) $(3) -o $$@ $$^ $$(call link_libs,$(call folder_of,$(1))) $$(LIBS_cli) -lm
endef
TEST_SOURCES := $(wildcard tests/test-*.c)
FUZZ_SOURCES := $(wildcard tests/fuzz/fuzz-*.c)
BENCH_SOURCES := $(wildcard bench/bench-*.c)
TOOL_SOURCES := $(wildcard tests/tool-*.c)
$(foreach t,$(TEST_SOURCES) $(TOOL_SOURCES),$(eval $(call program_rule,$(t:.c=),$(t:%.c=$(B)/%),)))
$(foreach t,$(FUZZ_SOURCES),$(eval $(call program_rule,$(t:.c=),$(t:tests/%.c=$(B)/%),-fsanitize=fuzzer)))
$(foreach t,$(BENCH_SOURCES),$(eval $(call program_rule,$(t:.c=),$(t:%.c=$(B)/%),)))
TESTS := $(TEST_SOURCES:%.c=$(B)/%)
TOOLS := $(TOOL_SOURCES:%.c=$(B)/%)
FUZZERS := $(FUZZ_SOURCES:tests/%.c=$(B)/%)
BENCHES := $(BENCH_SOURCES:%.c=$(B)/%)
SCRIPTS := $(sort $(wildcard tests/check-*.sh tests/check-*.py))

.PHONY: tests tools
tests: $(TESTS)
tools: $(TOOLS)
.PHONY: check
check: all tests tools ## every test: units, recordings, a real daemon, a real browser (under 5 minutes)
	@sh tests/run.sh $(B) $(TESTS) $(SCRIPTS) tests/ui/check.sh
.PHONY: check-asan
check-asan: ## the C tests with the address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory VARIANT=asan asan-tests
.PHONY: asan-tests
asan-tests: $(TESTS) $(TOOLS) $(B)/zhibi $(B)/zhibid $(B)/virtual-pen page
	@sh tests/run.sh $(B) $(TESTS)
.PHONY: lab
lab: all tools ## real bluetoothd, kernel and USB in a virtual machine, with virtual pens (long; QUICK=1: 6 minutes; ONLY="names")
	@BUILD=$(B) QUICK=$(QUICK) sh tests/lab/run.sh $(ONLY)
.PHONY: torture
torture: all tools ## kill -9 a hundred times, interrupted downloads, a full disk (long)
	@KILLS=100 TEST_SECONDS=1800 sh tests/run.sh $(B) $(wildcard tests/check-kill.py tests/check-download.py tests/check-full.py)
.PHONY: fuzz
fuzz: ## every fuzz target for SECONDS=60 each
	@$(MAKE) --no-print-directory VARIANT=fuzz fuzz-run
.PHONY: fuzz-run
fuzz-run: $(FUZZERS)
	@SECONDS_EACH=$(SECONDS) sh tests/fuzz/run.sh $(FUZZERS)
.PHONY: bench
bench: all tools $(BENCHES) ## the figures of bench/README.md, each with its peer or limit
	@BUILD=$(B) $(B)/zhibi bench

# ---- the house

C_FILES = $(shell git ls-files '*.c' '*.h')
.PHONY: format format-check
format: ## rewrite the C files in the house's format
	clang-format -i $(C_FILES)
format-check: ## fail when a C file is not in the house's format
	@clang-format --dry-run -Werror $(C_FILES) && echo "format: ok"
.PHONY: analyze
analyze: $(B)/store/schema-sql.h $(B)/drivers/models-text.h ## clang-tidy over every source; empty or it fails
	@sh tests/analyze.sh "$(B)" $(foreach f,$(FOLDERS),$(wildcard $(f)/*.c $(f)/*/*.c)) -- $(ALL_CFLAGS)
.PHONY: coverage
coverage: ## lines that the C tests reach
	@$(MAKE) --no-print-directory VARIANT=coverage coverage-run
.PHONY: coverage-run
coverage-run: $(TESTS)
	@sh tests/coverage.sh $(B) $(TESTS)
.PHONY: deps
deps: build/deps-build.mk build/deps-check.mk build/deps-analysis.mk classroom-ui/node_modules/.installed ## install everything any target needs

BINDIR = $(DESTDIR)$(PREFIX)/bin
SHAREDIR = $(DESTDIR)$(PREFIX)/share/zhibi
.PHONY: install
install: all ## into DESTDIR/PREFIX (default /usr/local)
	install -d $(BINDIR) $(SHAREDIR)/page $(DESTDIR)$(PREFIX)/share/doc/zhibi \
		$(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man8
	install -m 644 docs/man/zhibi.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 docs/man/zhibid.8 $(DESTDIR)$(PREFIX)/share/man/man8
	install -m 755 $(B)/zhibi $(B)/zhibid $(BINDIR)
	cp -R build/page/. $(SHAREDIR)/page/
	install -m 644 README.md README.zh-CN.md COPYING daemon/zhibi.conf docs/*.md docs/*.yaml $(DESTDIR)$(PREFIX)/share/doc/zhibi

.PHONY: clean
clean: ## remove build/ (and what npm installed)
	rm -rf build classroom-ui/node_modules
.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

-include $(shell find $(B) -name '*.d' 2>/dev/null)
