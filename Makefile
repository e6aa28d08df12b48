# SPDX-License-Identifier: MIT
# The whole build; `make help` lists the targets. One static library per folder: a folder's tests link
# only what that folder may use, so an upward call does not link. Variants live in build/<variant>:
# make VARIANT=release|debug|asan|fuzz|coverage; build/zhibi and build/zhibid link to the one built last.

VARIANT ?= release
CC := gcc
PREFIX ?= /usr/local
DESTDIR ?=
SECONDS ?= 60
INK ?= ../shared/data/ink
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
ifneq ($(filter deb deb-check check-package ci,$(MAKECMDGOALS)),)
NEEDS += package
endif
ifneq ($(filter check-office ci,$(MAKECMDGOALS)),)
NEEDS += office
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
	-ffp-contract=off -D_GNU_SOURCE -DZHIBI_VERSION='"$(VERSION)"' -DZHIBI_DATADIR='"$(PREFIX)/share/zhibi"' \
	$(PKG_CFLAGS) $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now,--as-needed $(LDFLAGS_$(VARIANT)) $(LDFLAGS)

# What each folder's library stands on, nearest first (docs/architecture.md, "Who may include whom").
UNDER_protocol := protocol
UNDER_ink := ink protocol
UNDER_drivers := drivers protocol
UNDER_homework := homework ink protocol
UNDER_store := store homework ink protocol
UNDER_report := report store homework ink protocol
UNDER_daemon := daemon report store homework drivers ink protocol
UNDER_cli := cli report store homework drivers ink protocol
FOLDERS := protocol ink drivers homework store report daemon cli
MAINS := daemon/main.c cli/main.c

say = $(if $(V),,@printf '  %-5s %s\n' '$(1)' '$(2)';)
sources = $(filter-out $(MAINS) homework/train/%,$(wildcard $(1)/*.c $(1)/*/*.c))
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
	$(call say,LINK,$@)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_drivers) -ljansson -lz -lm

$(B)/store/schema-sql.h: $(sort $(wildcard store/schema/*.sql)) store/embed-schema.sh
	@mkdir -p $(@D)
	$(call say,GEN,$@)sh store/embed-schema.sh $(filter %.sql,$^) >$@.new && mv $@.new $@
$(B)/store/migrate.o: $(B)/store/schema-sql.h

$(B)/drivers/models-text.h: $(sort $(wildcard drivers/models/*.pen)) drivers/embed-models.sh
	@mkdir -p $(@D)
	$(call say,GEN,$@)sh drivers/embed-models.sh $(filter %.pen,$^) >$@.new && mv $@.new $@
$(B)/drivers/model-built-in.o: $(B)/drivers/models-text.h

$(B)/homework/reading/recogniser-built-in.o: homework/reading/model.bin
$(B)/homework/reading/hanzi-built-in.o: homework/reading/hanzi.bin
$(B)/daemon/classroom/demonstration.o: docs/examples/demonstration.json
TRAIN_OBJECTS := $(call objects,$(wildcard homework/train/*.c))
$(B)/train-model: $(TRAIN_OBJECTS) $(call libraries,homework)
	$(call say,LINK,$@)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call link_libs,homework)
$(TRAIN_OBJECTS) $(B)/homework/reading/add-scaled.o: CFLAGS_release += -O3
.PHONY: model
model: $(B)/train-model ## train the recogniser anew from INK=folder of samples, EXTRA=corrections.tsv; prints its figures
	$(B)/train-model --hanzi $(INK) homework/reading/hanzi.bin
	$(B)/train-model $(INK) homework/reading/model.bin $(EXTRA)
.PHONY: model-table
model-table: $(B)/train-model ## the figures of homework/reading/model.bin, from INK=folder
	$(B)/train-model --table $(INK) homework/reading/model.bin
.PHONY: model-folds
model-folds: $(B)/train-model ## the recogniser's figures over all writers of INK=folder, each held back once (two hours; SETS="capitals")
	$(B)/train-model --folds $(INK) $(SETS)

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
	$(B)/zhibi models --udev >$(B)/70-zhibi.rules && cp $(B)/70-zhibi.rules udev/

# ---- running

.PHONY: run
run: all ## a whole class with virtual pens; KEEP=folder keeps its data, PORT=n, PENS=n, SPEED=x
	@sh tests/virtual-pen/run-class.sh

# ---- tests: tests/test-<folder>-<subject>.c links what <folder> may use, and nothing else

folder_of = $(word 2,$(subst -, ,$(notdir $(1))))
define program_rule
$(2): $(B)/$(1).o $(OBJECTS_of_$(notdir $(1))) $(B)/tests/helpers.o $(call libraries,$(call folder_of,$(1)))
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)$$(CC) $$(ALL_LDFLAGS) $(3) -o $$@ $$^ $$(call link_libs,$(call folder_of,$(1))) $$(LIBS_cli) $$(LIBS_of_$(notdir $(1))) -lm
endef
# A test's own library, asked for only where it is built.
LIBS_of_test-daemon-usb = $(shell pkg-config --libs umockdev-1.0)
LIBS_of_test-daemon-usb-trouble = $(LIBS_of_test-daemon-usb)
$(B)/tests/test-daemon-usb.o $(B)/tests/test-daemon-usb-trouble.o: PKG_CFLAGS += $(shell pkg-config --cflags umockdev-1.0)
# The pen family of docs/adding-a-pen.md is no part of the programs; its files lie as they would in the tree.
OBJECTS_of_test-drivers-adding := $(patsubst %,$(B)/tests/made-up-pen/%.o,protocol/reed drivers/reed tests/fuzz/fuzz-protocol-reed)
$(OBJECTS_of_test-drivers-adding) $(B)/tests/test-drivers-adding.o: PKG_CFLAGS += -Itests/made-up-pen
# Answers are read from what the virtual pen's hands write.
PUPIL_OBJECTS := $(B)/tests/pupil-ink.o $(patsubst %,$(B)/tests/virtual-pen/%.o,\
	alphabet alphabet-chinese alphabet-signs hand handwriting ink lesson lesson-answer lesson-pupil lesson-teacher motion script sheet truth)
OBJECTS_of_test-homework-answer := $(PUPIL_OBJECTS)
OBJECTS_of_test-homework-train := $(filter-out %/main.o,$(TRAIN_OBJECTS))
OBJECTS_of_test-homework-hanzi := $(PUPIL_OBJECTS)
OBJECTS_of_bench-homework-answer := $(PUPIL_OBJECTS)
OBJECTS_of_tool-store-errors := $(PUPIL_OBJECTS)
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
# The longest first: the last to end has nothing beside it.
VIEWS := $(patsubst %,tests/ui/%.test.mjs,page marking classes wall) $(wildcard tests/ui/*.test.mjs)
VIEWS := $(shell printf '%s\n' $(VIEWS) | awk '!n[$$0]++')
# The package is long in the making: check-package.
SCRIPTS := $(filter-out tests/check-package.sh,$(sort $(wildcard tests/check-*.sh tests/check-*.py)))

.PHONY: tests tools
tests: $(TESTS)
tools: $(TOOLS)
.PHONY: check
check: all tests tools $(B)/train-model ## every test: units, recordings, a real daemon, a real browser (5 to 6 minutes with building)
	@sh tests/run.sh $(B) tests/ui/check.sh $(SCRIPTS) $(TESTS) $(VIEWS)
.PHONY: check-page
check-page: all ## the page's part of check: types, modules, every view in a real browser
	@sh tests/run.sh $(B) tests/ui/check.sh $(VIEWS)
.PHONY: check-axe
check-axe: all ## every view of the page looked over by axe: labels, contrast, keyboard
	@sh tests/run.sh $(B) tests/ui/check-axe.sh
.PHONY: check-office
check-office: programs tools ## the workbooks opened by LibreOffice, every cell compared
	@sh tests/run.sh $(B) tests/office/check.py
.PHONY: check-asan
check-asan: ## the C tests with the address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory VARIANT=asan asan-tests
.PHONY: asan-tests
asan-tests: $(TESTS) $(TOOLS) $(B)/zhibi $(B)/zhibid $(B)/virtual-pen page
	@sh tests/run.sh $(B) $(TESTS)
TERM_FOLDER = build/term
.PHONY: term
term: programs tools ## a whole school's term, made up: 30 classes, 45 pupils, 90 days; every figure against the reference (long)
	rm -rf $(TERM_FOLDER) && python3 tests/term/term.py $(TERM_FOLDER)
	$(B)/tests/tool-store-term $(TERM_FOLDER)/truth.tsv $(TERM_FOLDER)/zhibi.db
	python3 tests/term/check.py $(TERM_FOLDER) $(B) --every 4
.PHONY: lab
lab: all tools ## real bluetoothd, kernel and USB in a virtual machine, with virtual pens (long; QUICK=1: 6 minutes; ONLY="names"; KERNEL=backports)
	@BUILD=$(B) QUICK=$(QUICK) LAB_KERNEL=$(KERNEL) sh tests/lab/run.sh $(ONLY)
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
bench: all tools $(BENCHES) $(B)/bench/bench-page ## the figures of bench/README.md, each with its peer or limit
	@BUILD=$(B) $(B)/zhibi bench
$(B)/bench/bench-page: bench/bench-page.mjs
	@printf '#!/bin/sh\nexec node "%s"\n' '$(CURDIR)/$<' > $@ && chmod +x $@

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
deps: build/deps-build.mk build/deps-check.mk build/deps-analysis.mk build/deps-package.mk classroom-ui/node_modules/.installed ## install everything any target needs

# ---- installing: all below DESTDIR. systemd and udev read below /usr/local too, D-Bus does not.

SYSCONFDIR ?= /etc
UNITDIR ?= $(PREFIX)/lib/systemd/system
UDEVDIR ?= $(PREFIX)/lib/udev/rules.d
DBUSDIR ?= $(if $(filter /usr,$(PREFIX)),/usr/share,$(SYSCONFDIR))/dbus-1/system.d
SHARED = $(PREFIX)/share
CONFIG = $(SYSCONFDIR)/zhibi/zhibi.conf
RULES = $(SYSCONFDIR)/zhibi/rules.conf
put = install -D -m $(1) $(2) '$(DESTDIR)$(3)'
.PHONY: install
install: all ## into DESTDIR/PREFIX (default /usr/local)
	$(call put,755,$(B)/zhibi,$(PREFIX)/bin/zhibi)
	$(call put,755,$(B)/zhibid,$(PREFIX)/bin/zhibid)
	install -d '$(DESTDIR)$(SHARED)/zhibi/page' '$(DESTDIR)$(SHARED)/doc/zhibi/examples'
	cp -R build/page/. '$(DESTDIR)$(SHARED)/zhibi/page/'
	install -m 644 README.md README.zh-CN.md docs/*.md docs/*.yaml '$(DESTDIR)$(SHARED)/doc/zhibi'
	install -m 644 homework/reading/model.NOTICE homework/reading/hanzi.LICENSE '$(DESTDIR)$(SHARED)/doc/zhibi'
	install -m 644 docs/examples/* '$(DESTDIR)$(SHARED)/doc/zhibi/examples'
	$(call put,644,docs/sheet.schema.json,$(SHARED)/zhibi/sheet.schema.json)
	$(foreach page,$(wildcard docs/man/*),$(call put,644,$(page),$(SHARED)/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page)));)
	$(call put,644,cli/zhibi.bash-completion,$(SHARED)/bash-completion/completions/zhibi)
	ln -sf zhibi '$(DESTDIR)$(SHARED)/bash-completion/completions/zhibid'
	sed 's|@BINDIR@|$(PREFIX)/bin|' daemon/zhibid.service.in >$(B)/zhibid.service
	$(call put,644,$(B)/zhibid.service,$(UNITDIR)/zhibid.service)
	$(call put,644,daemon/zhibi.sysusers,$(PREFIX)/lib/sysusers.d/zhibi.conf)
	$(call put,644,daemon/zhibi-dbus.conf,$(DBUSDIR)/zhibi.conf)
	$(call put,644,udev/70-zhibi.rules,$(UDEVDIR)/70-zhibi.rules)
	$(B)/zhibi models --modalias >$(B)/modaliases
	sed -e '/@MODALIASES@/{r $(B)/modaliases' -e 'd}' udev/zhibi.metainfo.xml.in >$(B)/zhibi.metainfo.xml
	$(call put,644,$(B)/zhibi.metainfo.xml,$(SHARED)/metainfo/zhibi.metainfo.xml)
	test -e '$(DESTDIR)$(CONFIG)' || $(call put,644,daemon/zhibi.conf,$(CONFIG))
	test -e '$(DESTDIR)$(RULES)' || $(call put,644,daemon/rules.conf,$(RULES))
.PHONY: uninstall
uninstall: ## what install put there; configuration and data stay
	cd '$(DESTDIR)/' && rm -rf .$(SHARED)/zhibi .$(SHARED)/doc/zhibi
	cd '$(DESTDIR)/' && rm -f .$(PREFIX)/bin/zhibi .$(PREFIX)/bin/zhibid $(foreach page,$(wildcard docs/man/*),.$(SHARED)/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page))) \
		.$(SHARED)/bash-completion/completions/zhibi .$(SHARED)/bash-completion/completions/zhibid \
		.$(UNITDIR)/zhibid.service .$(PREFIX)/lib/sysusers.d/zhibi.conf .$(DBUSDIR)/zhibi.conf .$(UDEVDIR)/70-zhibi.rules \
		.$(SHARED)/metainfo/zhibi.metainfo.xml
	@echo "kept: $(CONFIG), $(RULES), /var/lib/zhibi"

# The package is built from a copy of the tree, so that nothing of it depends on what lies around here.
STAGE := build/package/zhibi-$(VERSION)
.PHONY: deb
deb: page ## the Debian package, into build/package
	rm -rf $(STAGE) && mkdir -p $(STAGE)
	git ls-files -z | tar -c --null -T - | tar -x -C $(STAGE)
	ln -s ../../../../classroom-ui/node_modules $(STAGE)/classroom-ui/node_modules
	cd $(STAGE) && env -u MAKEFLAGS -u MAKELEVEL -u CI dpkg-buildpackage -b -us -uc
	@ls build/package/*.deb
.PHONY: check-package
check-package: all ## the installation and the package, with lintian
	@sh tests/run.sh $(B) tests/check-package.sh tests/check-udev.sh
.PHONY: deb-check
deb-check: deb ## the package in a clean Debian root: installed, booted in a virtual machine, purged
	sh tests/package/check-root.sh build/package/zhibi_$(VERSION)_$$(dpkg --print-architecture).deb

.PHONY: clean
clean: ## remove build/ (and what npm installed)
	rm -rf build classroom-ui/node_modules
.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

-include $(shell find $(B) -name '*.d' 2>/dev/null)
