# pysock: conformance of socket methods with what Python documents of them.
#
#   make conformance     the main job: two kernels, the table, report.json
#   make platforms       all platforms that can be brought up here, one table
#   make check           the harness's own tests, then the suite on this kernel
#   make build           only build
#   make portable        build the implementation for other compilers and libcs
#   make docs            Python's documentation beside what clauses rest on
#   make record          write the oracle's traces into oracle/recorded/
#   make floors          what the last run executed is the least from now on
#   make soak RUNS=12    the suite again and again, and what ever changed
#   make mutants         prove that the cases can fail
#   make legal           the whole suite on platforms that are odd and right
#   make kill-test       kill a run at MOMENTS=200 moments: nothing is lost
#   make bundle-check    that program here, refused one thing after another, bare
#   make bundle          one static program, ARCH=arm64 and so on (harness/bundle/)
#   make bench           figures; PART=calls, counted, afalg, rate, whole, spent
#   make page-figures    those of the report and its page, of 18 platforms
#   make screenshot      the picture of the page that the README shows
#   make install        PREFIX=/usr/local DESTDIR= (harness/install/)
#   make install-check  that, the library's interface, other folders
#   make uninstall  make dist  make deb
#   make sanitize  make valgrind  make analyze    memory, threads, what is defined
#   make fuzz SECONDS=60  make failing  make coverage    (harness/soundness/)
#   make clean
#
# PLATFORMS="native uml"  which platforms     CASES="sendfile setblocking"  areas
# IUT='command'  ORACLE='command'  WRAP='prefix'  NAME=column  FULL=1
# LEDGER="file …"  your own ledgers, beside the project's
# RESUME=1  goes on with a run that was killed: complete rows are not run again
# SHARD=2/4  the second of four shares, into build/shares/2-of-4, with its
#            report into build/shares/2-of-4.report;
#            `conform merge build/shares/*-of-4` puts them together
# VECTORS=all  every known answer of AF_ALG, not a sample
# CC CFLAGS SAN (such as -fsanitize=address,undefined)
# B=folder                builds there: needed where this one is not writable
# V=1                     whole command lines

SHELL = /bin/sh
CC = gcc
CFLAGS = -O2 -g
SAN =
LDFLAGS =
WARN = -Wall -Wextra -Wshadow -Wpointer-arith -Wstrict-prototypes \
	-Wmissing-prototypes -Werror
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -I. $(WARN) $(CFLAGS) $(SAN) -MMD -MP

B = build
ifneq ($(words $B),1)
$(error B is one folder, and its name has no blanks: '$B')
endif
# The project as the programs of that build folder see it: harness/judge/asset.h
TOP = $(if $(filter build,$B),.,$B/tree)

# Of Debian's packages; whoever needs none of one is not linked with it.
LIBS = -Wl,--as-needed -linih -lz -lsqlite3 -lcrypto -lm -lpthread

# Only Python's documentation is read by it; it is loaded when that is.
XML2 = $(wildcard /usr/include/libxml2/libxml/HTMLparser.h)
$B/harness/docs/document.o: ALL_CFLAGS += $(if $(XML2),-DHAVE_LIBXML2 -isystem /usr/include/libxml2)

# Only the figures are compared with it.
KCAPI = $(wildcard /usr/include/kcapi.h)
$B/harness/bench/gcm.o: ALL_CFLAGS += $(if $(KCAPI),-DHAVE_KCAPI)

# What make says of a command: a word and the file, or with V=1 all of it.
say = $(if $(V),,@printf '  %-4s %s\n' $(1) $(or $(2),$@);)

# What each part of the harness consists of; unit tests stand beside.
sources = $(filter-out %_test.c,$(wildcard harness/$(1)/*.c))
objects = $(patsubst %.c,$B/%.o,$(call sources,$(1)))

PROTOCOL = $(call objects,protocol)
PYSOCK = $(call objects,pysock)
IUT_OBJECTS = $(filter-out %/probe.o,$(call objects,iut))
WORLD = $(call objects,world)
JUDGE = $(call objects,judge)
VECTOR_OBJECTS = $(call objects,vectors)
ROWS = $(call objects,rows)
SESSION = $(call objects,session)
SCENE = $(call objects,scene)
RUNNER = $(filter-out %/atf.o,$(call objects,runner))
REPORT = $(call objects,report) $B/harness/report/page/embedded.o
BROWSER = $(filter-out %/main.o,$(call objects,report/page))
RUNS_OBJECTS = $(call objects,runs)
FORMATS = $(call objects,formats)
PLATFORM = $(call objects,platform)
KEEP = $(call objects,keep)
MUTANT_OBJECTS = $(call objects,mutants)
DOCS = $(call objects,docs)

AREAS = $(patsubst cases/%_test.c,%,$(wildcard cases/*_test.c))
CASE_PROGRAMS = $(AREAS:%=$B/cases/%_test)
UNIT_SOURCES = $(wildcard harness/*/*_test.c)
# harness/judge/trace_test.c becomes build/unit/judge_trace_test.
unit_program = $B/unit/$(subst /,_,$(patsubst harness/%.c,%,$(1)))
UNIT_PROGRAMS = $(foreach s,$(UNIT_SOURCES),$(call unit_program,$s))

RUN = $B/conform run $(if $(PLATFORMS),--platforms "$(PLATFORMS)") \
	$(if $(CASES),--cases "$(CASES)") $(if $(IUT),--iut "$(IUT)") \
	$(if $(ORACLE),--oracle "$(ORACLE)") $(if $(WRAP),--wrap "$(WRAP)") \
	$(if $(NAME),--name "$(NAME)") $(if $(FULL),--full) \
	$(if $(SHARD),--shard "$(SHARD)" --results \
	"$B/shares/$(subst /,-of-,$(SHARD))" --report \
	"$B/shares/$(subst /,-of-,$(SHARD)).report") $(if $(RESUME),--resume) \
	$(if $(LEDGER),--ledger "$(LEDGER)") \
	$(if $(VECTORS),--vectors $(VECTORS))

.PHONY: conformance platforms check build record floors soak portable bench \
	mutants legal docs setup clean kill-test page-figures screenshot
.SECONDARY:
.DELETE_ON_ERROR:

conformance: setup
	@$(MAKE) --no-print-directory build
	@$(RUN)

# Every platform that has a name of its own, or those of PLATFORMS.
platforms: setup
	@$(MAKE) --no-print-directory build
	@$(if $(PLATFORMS),$(RUN),$(RUN) --platforms all) \
		--limit $(or $(LIMIT),1800)

check: setup
	@$(MAKE) --no-print-directory build $B/mutants/run
	@$B/mutants/run --clauses
	@$B/conform check $(if $(ORACLE),--oracle "$(ORACLE)") \
		$(if $(LEDGER),--ledger "$(LEDGER)")

setup:
	@ORACLE="$(ORACLE)" B="$B" harness/platform/setup

build: $B/conform $B/iut $B/liar $B/probe $B/interpose.so $B/sandbox \
	$B/kill-runs \
	$B/mutants/platform.so $(CASE_PROGRAMS) $(UNIT_PROGRAMS) \
	$B/cases/Kyuafile $B/unit/Kyuafile $(filter %/tree,$(TOP))

$B/tree: Makefile
	@mkdir -p $@
	@ln -sfn .. $@/build
	@ln -sfn "$$PWD"/Makefile "$$PWD"/Kyuafile "$$PWD"/README.md "$$PWD"/cases \
		"$$PWD"/harness "$$PWD"/oracle $@/
	@touch $@

# The implementation and its end of the protocol need libc alone: they build
# for these too, without a warning.
PORTABLE = $(sort $(call sources,pysock) $(call sources,protocol) \
	$(filter-out %/probe.c,$(call sources,iut)))
portable_cc = -std=gnu11 -D_GNU_SOURCE -I. $(WARN) $(CFLAGS) $(PORTABLE) -lm -lpthread

# The same for another architecture or C library, static, for the launchers; the
# cross compilers are those of the bundles.
compiler_musl = musl-gcc
compiler_dietlibc = diet gcc -include harness/platform/dietlibc.h
quiet_dietlibc = -Wno-pointer-arith	# its CMSG_NXTHDR() adds to a void *

# A static program that may look up names is told at link time that it cannot
# look up all of them; it looks up none but those of /etc/hosts.
$B/platforms/%/iut: $(PORTABLE) $(wildcard harness/iut/*.h harness/pysock/*.h \
		harness/protocol/*.h harness/platform/dietlibc.h)
	@mkdir -p $(@D)
	$(call say,CC)$(or $(compiler_$*),$(cross_$*)gcc) -static -Wl,-w $(portable_cc) $(quiet_$*) -o $@.part
	@mv $@.part $@

docs: setup
	@harness/platform/setup libxml2-dev
	@$(MAKE) --no-print-directory build
	@harness/platform/documentation $B/docs
	@status=0; for version in $B/docs/3.*; do \
		$B/conform docs $$version || status=1; done; exit $$status

record: setup
	@$(MAKE) --no-print-directory build
	@$B/conform record $(if $(PLATFORMS),--platforms "$(PLATFORMS)") \
		$(if $(CASES),--cases "$(CASES)") \
		$(if $(ORACLE),--oracle "$(ORACLE)")

floors:
	@$B/conform floors --platforms "$(or $(PLATFORMS),native uml)"

soak: setup
	@harness/platform/setup stress-ng
	@$(MAKE) --no-print-directory build
	@$B/conform soak --runs $(or $(RUNS),12) $(if $(RESUME),--resume) \
		$(if $(PLATFORMS),--platforms "$(PLATFORMS)") \
		$(if $(CASES),--cases "$(CASES)")

kill-test: setup
	@$(MAKE) --no-print-directory build $B/kill-runs
	@$B/kill-runs --moments $(or $(MOMENTS),200) --guests $(or $(GUESTS),10) \
		--seed $(or $(SEED),1) --cases "$(or $(CASES),setblocking set_inheritable)"

portable:
	@harness/platform/setup clang musl-tools gcc-12-multilib
	@mkdir -p $B/portable
	$(call say,CC,$B/portable/iut-gcc)gcc $(portable_cc) -o $B/portable/iut-gcc
	$(call say,CC,$B/portable/iut-clang)clang $(portable_cc) -o $B/portable/iut-clang
	$(call say,CC,$B/portable/iut-musl)musl-gcc -static \
		$(portable_cc) -o $B/portable/iut-musl
	$(call say,CC,$B/portable/iut-m32)gcc -m32 \
		-idirafter /usr/include/$$(gcc -print-multiarch) \
		$(portable_cc) -o $B/portable/iut-m32
	$(call say,CC,'all with clang')clang $(ALL_CFLAGS) -MF /dev/null -fsyntax-only \
		$(wildcard harness/*/*.c cases/*.c) -DAREA=area_none

# PART=calls, afalg, rate or whole: only these figures; counted: of `calls` what a
# load does not change; spent: where the time of the last `whole` went. Without
# libkcapi, which only Debian's set-up brings, it is not compared with.
bench: setup
	@! command -v apt-get >/dev/null || harness/platform/setup libkcapi-dev || :
	@$(MAKE) --no-print-directory build $B/bench
	@$B/bench "$$(cd $(TOP) && pwd)" $(PART)

# Deliberately wrong implementations and platforms; MUTANTS='pattern' for some.
mutants: setup
	@harness/platform/setup locales
	@$(MAKE) --no-print-directory build $B/mutants/run \
		$B/mutants/platform.so $B/mutants/locale
	@$B/mutants/run --compiler "$(CC) $(SAN)" --objects "$(strip \
		$(patsubst $B/%,build/%,$(IUT_OBJECTS) $(PYSOCK) $(PROTOCOL)))" $(MUTANTS)

# The legal platforms, each through the whole suite.
legal: setup
	@harness/platform/setup locales
	@$(MAKE) --no-print-directory build $B/mutants/run \
		$B/mutants/platform.so $B/mutants/locale
	@$B/mutants/run --whole $(if $(CASES),--cases "$(CASES)") $(MUTANTS)

# The last run's results of RESULTS as those of 18 platforms.
RESULTS = $B/results/native
page-figures:
	@harness/platform/setup chromium time
	@$(MAKE) --no-print-directory build $B/page
	@rm -rf $B/columns && $B/page columns $(RESULTS) 18 $B/columns
	@for i in 1 2 3; do \
		/usr/bin/time -f '%e s, %U s of processor, %M KiB' $B/conform \
		report --results $B/columns --report $B/columns.report \
		>/dev/null; done; \
		ls -l $B/columns.report | awk 'NF > 8 { print $$9 ": " $$5 " bytes" }'
	@$B/page figures $B/columns.report/index.html
	@for of in $B/columns.report/report.json $B/columns; do \
		/usr/bin/time -f "%e s: diff of two of $$of" \
		$B/conform diff $$of $$of >/dev/null; done
	@rm -rf $B/columns $B/columns.report

screenshot:
	@harness/platform/setup chromium
	@$(MAKE) --no-print-directory build $B/page
	@$B/page picture $B/report/index.html harness/report/page/screenshot.png \
		1200 900 $(FRAGMENT)

$B/mutants/run: $(MUTANT_OBJECTS) $B/areas.o $(AREAS:%=$B/cases/%_test.o) \
	$B/harness/report/json_write.o $B/harness/report/sources.o \
	$B/libharness.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS)

$B/mutants/platform.so: $(wildcard harness/mutants/platform/*.c) \
	harness/mutants/platform/platform.h
	@mkdir -p $(@D)
	$(call say,LD)$(CC) -std=gnu11 -D_GNU_SOURCE -I. $(WARN) -O2 -g -fPIC -shared \
		-o $@ $(filter %.c,$^) -ldl

# Where numbers are written with a comma.
$B/mutants/locale:
	@mkdir -p $@.part
	$(call say,GEN)localedef --no-archive -i de_DE -f UTF-8 $@.part/de_DE.UTF-8
	@mv $@.part $@

$B/libpysock.a: $(PYSOCK)
$B/libprotocol.a: $(PROTOCOL)
$B/libharness.a: $(PROTOCOL) $(WORLD) $(JUDGE) $(VECTOR_OBJECTS) $(ROWS) \
	$(SESSION) $(SCENE) $(RUNNER)
$B/%.a:
	@rm -f $@
	@ar rcs $@ $^

$B/iut: $(IUT_OBJECTS) $B/libpysock.a $B/libprotocol.a
	$(call say,LD)$(CC) $(SAN) $(LDFLAGS) -o $@ $^ -lm -lpthread

# Stands before an implementation and lies; harness/runner/liar_test.c.
$B/liar: $(call objects,runner/liar) $B/libprotocol.a
	$(call say,LD)$(CC) $(SAN) $(LDFLAGS) -o $@ $^ -lm -lpthread

$B/probe: harness/iut/probe.c
	@mkdir -p $(@D)
	$(call say,LD)$(CC) -std=gnu11 -D_GNU_SOURCE $(WARN) -O2 -g -static -o $@ $<

# This kernel less one thing; libseccomp is asked for where it is wanted.
$B/refuse: $(call objects,refuse) $B/libprotocol.a
	$(call say,LD)$(CC) $(SAN) $(LDFLAGS) -o $@ $^ -lseccomp

# What keeps an implementation to itself: `conform run --sandbox`.
$B/sandbox: $(call objects,sandbox) $B/libprotocol.a
	$(call say,LD)$(CC) $(SAN) $(LDFLAGS) -o $@ $^ -lseccomp

# Loaded before an implementation, to disturb its system calls.
$B/interpose.so: harness/interpose/interpose.c harness/interpose/page.h
	@mkdir -p $(@D)
	$(call say,LD)$(CC) -std=gnu11 -D_GNU_SOURCE -I. $(WARN) -O2 -g -fPIC -shared \
		-o $@ $< -ldl

$B/areas.c: $(AREAS:%=cases/%_test.c)
	@mkdir -p $(@D)
	@{ echo '#include "harness/rows/areas.h"'; \
	for a in $(AREAS); do echo "extern const struct area area_$$a;"; done; \
	echo 'const struct area *const areas[] = {'; \
	for a in $(AREAS); do echo "	&area_$$a,"; done; \
	echo '};'; \
	echo 'const size_t areas_len = sizeof(areas) / sizeof(areas[0]);'; \
	} >$@

$B/areas.o: $B/areas.c
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$B/conform: $(call objects,conform) $B/areas.o $(AREAS:%=$B/cases/%_test.o) \
	$(REPORT) $(RUNS_OBJECTS) $(FORMATS) $(PLATFORM) $(DOCS) $(KEEP) \
	$B/harness/sandbox/network.o $B/libharness.a
	$(call say,LD)$(CC) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS)

# Kills runs at random moments; what of them is lost?
$B/kill-runs: $(call objects,kill) $(KEEP) $(REPORT) $B/libharness.a
	$(call say,LD)$(CC) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS)

# Shows the page to a browser: pictures of it, and its figures.
$B/page: $B/harness/report/page/main.o $(BROWSER) $B/libprotocol.a
	$(call say,LD)$(CC) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS)

$B/bench: $(call objects,bench) $B/areas.o $(AREAS:%=$B/cases/%_test.o) \
	$(REPORT) $B/libharness.a $B/libpysock.a
	$(call say,LD)$(CC) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS) $(if $(KCAPI),-lkcapi)

$B/cases/%_test: $B/cases/%_test.o $B/cases/%_atf.o $(KEEP) \
		$B/harness/report/record.o $B/harness/report/stream_line.o \
		$B/libharness.a
	$(call say,LD)$(CC) $(SAN) $(LDFLAGS) -o $@ $^ -latf-c $(LIBS)

$B/cases/%_atf.o: harness/runner/atf.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(ALL_CFLAGS) -DAREA=area_$* -c -o $@ $<

# A unit test has all of the harness and of the IUT to link with.
$B/libtested.a: $(PROTOCOL) $(WORLD) $(JUDGE) $(VECTOR_OBJECTS) $(ROWS) \
	$(SESSION) $(SCENE) $(RUNNER) $(REPORT) $(RUNS_OBJECTS) $(FORMATS) \
	$(PLATFORM) $(DOCS) $(KEEP) $(PYSOCK) \
	$(filter-out %/main.o,$(IUT_OBJECTS)) $(BROWSER) \
	$B/harness/sandbox/network.o \
	$B/harness/conform/beside.o $B/harness/conform/counts.o \
	$B/harness/conform/program_run.o \
	$B/harness/mutants/mutant.o $B/harness/mutants/score.o \
	$B/harness/bench/figure.o $B/harness/bench/count.o \
	$B/harness/bench/spent.o

define unit_rule
$(call unit_program,$(1)): $(patsubst %.c,$B/%.o,$(1)) $B/libtested.a
	@mkdir -p $$(@D)
	$$(call say,LD)$$(CC) $$(SAN) $(LDFLAGS) -o $$@ $$^ -latf-c $(LIBS)
endef
$(foreach s,$(UNIT_SOURCES),$(eval $(call unit_rule,$s)))

include harness/bundle/bundle.mk
include harness/install/install.mk
include harness/soundness/soundness.mk

# Kyua wants a list of programs in each folder.
kyuafile = { echo 'syntax(2)'; echo 'test_suite("pysock")'; \
	for p in $(notdir $(1)); do \
	echo "atf_test_program{name=\"$$p\"}"; done; } >$@

$B/cases/Kyuafile: $(CASE_PROGRAMS)
	@$(call kyuafile,$^)

# Those that take longest begin first.
LONG = $(patsubst %,$B/unit/%_test,runner_losses kill_kill conform_refused)
$B/unit/Kyuafile: $(UNIT_PROGRAMS) Makefile
	@mkdir -p $(@D)
	@$(call kyuafile,$(LONG) $(filter-out $(LONG),$(UNIT_PROGRAMS)))

$B/harness/report/page/embedded.o: harness/report/page/embedded.S \
		$(wildcard harness/report/page/page.*)
	@mkdir -p $(@D)
	$(call say,AS)$(CC) -c -o $@ $<

$B/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) -c -o $@ $<

clean:
	rm -rf $B

-include $(shell find $B -path $B/sysroot -prune -o -path $B/platforms -prune \
	-o -name '*.d' -type f -print 2>/dev/null)
