# pysock: conformance of socket methods with what Python documents of them.
#
#   make conformance     the main job: all platforms, the table, report.json
#   make check           the harness's own tests, then the suite on this kernel
#   make build           only build
#   make bench           figures
#   make clean
#
# PLATFORMS="native uml"  which platforms     CASES="sendfile setblocking"  areas
# IUT='command'  ORACLE='command'  WRAP='prefix'  NAME=column  FULL=1
# CC CFLAGS SAN (such as -fsanitize=address,undefined)

SHELL = /bin/sh
CC = gcc
CFLAGS = -O2 -g
SAN =
WARN = -Wall -Wextra -Wshadow -Wpointer-arith -Wstrict-prototypes \
	-Wmissing-prototypes -Werror
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -I. $(WARN) $(CFLAGS) $(SAN) -MMD -MP

B = build

# What each part of the harness consists of; unit tests stand beside.
sources = $(filter-out %_test.c,$(wildcard harness/$(1)/*.c))
objects = $(patsubst %.c,$B/%.o,$(call sources,$(1)))

PROTOCOL = $(call objects,protocol)
PYSOCK = $(call objects,pysock)
IUT_OBJECTS = $(filter-out %/probe.o,$(call objects,iut))
WORLD = $(call objects,world)
JUDGE = $(call objects,judge)
RUNNER = $(filter-out %/atf.o,$(call objects,runner))
REPORT = $(call objects,report)
PLATFORM = $(call objects,platform)

AREAS = $(patsubst cases/%_test.c,%,$(wildcard cases/*_test.c))
CASE_PROGRAMS = $(AREAS:%=$B/cases/%_test)
UNIT_SOURCES = $(wildcard harness/*/*_test.c)
# harness/judge/trace_test.c becomes build/unit/judge_trace_test.
unit_program = $B/unit/$(subst /,_,$(patsubst harness/%.c,%,$(1)))
UNIT_PROGRAMS = $(foreach s,$(UNIT_SOURCES),$(call unit_program,$s))

RUN = $B/conform run $(if $(PLATFORMS),--platforms "$(PLATFORMS)") \
	$(if $(CASES),--cases "$(CASES)") $(if $(IUT),--iut "$(IUT)") \
	$(if $(ORACLE),--oracle "$(ORACLE)") $(if $(WRAP),--wrap "$(WRAP)") \
	$(if $(NAME),--name "$(NAME)") $(if $(FULL),--full)

.PHONY: conformance check build bench setup clean
.SECONDARY:

conformance: setup
	@$(MAKE) --no-print-directory build
	@$(RUN)

check: setup
	@$(MAKE) --no-print-directory build
	@$B/conform check

setup:
	@harness/platform/setup

build: $B/conform $B/iut $B/probe $(CASE_PROGRAMS) $(UNIT_PROGRAMS) \
	$B/cases/Kyuafile $B/unit/Kyuafile

bench: setup
	@$(MAKE) --no-print-directory build $B/bench
	@$B/bench

$B/libpysock.a: $(PYSOCK)
$B/libprotocol.a: $(PROTOCOL)
$B/libharness.a: $(PROTOCOL) $(WORLD) $(JUDGE) $(RUNNER)
$B/%.a:
	@rm -f $@
	@ar rcs $@ $^

$B/iut: $(IUT_OBJECTS) $B/libpysock.a $B/libprotocol.a
	$(CC) $(SAN) -o $@ $^ -lm -lpthread

$B/probe: harness/iut/probe.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -D_GNU_SOURCE $(WARN) -O2 -static -o $@ $<

$B/areas.c: $(AREAS:%=cases/%_test.c)
	@mkdir -p $(@D)
	@{ echo '#include "harness/runner/areas.h"'; \
	for a in $(AREAS); do echo "extern const struct area area_$$a;"; done; \
	echo 'const struct area *const areas[] = {'; \
	for a in $(AREAS); do echo "	&area_$$a,"; done; \
	echo '};'; \
	echo 'const size_t areas_len = sizeof(areas) / sizeof(areas[0]);'; \
	} >$@

$B/areas.o: $B/areas.c
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

$B/conform: $B/harness/conform.o $B/areas.o $(AREAS:%=$B/cases/%_test.o) \
	$(REPORT) $(PLATFORM) $B/libharness.a
	$(CC) $(SAN) -o $@ $^ -lsqlite3 -linih -lm -lpthread

$B/cases/%_test: $B/cases/%_test.o $B/cases/%_atf.o $B/libharness.a
	$(CC) $(SAN) -o $@ $^ -latf-c -linih -lm -lpthread

$B/cases/%_atf.o: harness/runner/atf.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -DAREA=area_$* -c -o $@ $<

# A unit test has all of the harness and of the IUT to link with.
$B/libtested.a: $(PROTOCOL) $(WORLD) $(JUDGE) $(RUNNER) $(REPORT) $(PYSOCK) \
	$(filter-out %/main.o,$(IUT_OBJECTS))

define unit_rule
$(call unit_program,$(1)): $(patsubst %.c,$B/%.o,$(1)) $B/libtested.a
	@mkdir -p $$(@D)
	$$(CC) $$(SAN) -o $$@ $$^ -latf-c -lsqlite3 -linih -lm -lpthread
endef
$(foreach s,$(UNIT_SOURCES),$(eval $(call unit_rule,$s)))

# Kyua wants a list of programs in each folder.
kyuafile = { echo 'syntax(2)'; echo 'test_suite("pysock")'; \
	for p in $(notdir $(1)); do \
	echo "atf_test_program{name=\"$$p\"}"; done; } >$@

$B/cases/Kyuafile: $(CASE_PROGRAMS)
	@$(call kyuafile,$^)

$B/unit/Kyuafile: $(UNIT_PROGRAMS)
	@mkdir -p $(@D)
	@$(call kyuafile,$^)

$B/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

clean:
	rm -rf $B

-include $(shell find $B -name '*.d' 2>/dev/null)
