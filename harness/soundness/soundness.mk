# Soundness of the C code: make sanitize, analyze, valgrind, fuzz, coverage,
# failing.

LIBRARY_TESTS = $(patsubst harness/pysock/%.c,%,$(wildcard harness/pysock/*_test.c))
# No platform, whose library would have to come before a sanitizer's.
SANITIZED_MUTANTS = first-buffer-is-skipped flag-is-cut-to-an-int \
	total-is-not-limited
sanitized_cc = -std=gnu11 -D_GNU_SOURCE -I. $(WARN) -O1 -g

.PHONY: sanitize analyze valgrind fuzz corpus coverage failing

# The library's unit tests with ASan and UBSan, and its threads with TSan; then
# all unit tests, the suite, and what drives the mutants. CASES="area …" for some
# of it.
sanitize: $(LIBRARY_TESTS:%=$B/asan/%) $B/tsan/threads_test \
		$B/sanitized/options.o
	@harness/soundness/sanitize $B/asan $B/tsan
	@$(MAKE) --no-print-directory build B=$B/sanitized \
		CFLAGS='-O1 -g -DPOOL_BLOCK=0' LDFLAGS=$B/sanitized/options.o \
		SAN='-fsanitize=address,undefined -fno-sanitize-recover=all'
	@harness/soundness/sanitized $B/sanitized $(CASES)
	@$(MAKE) --no-print-directory mutants B=$B/sanitized \
		CFLAGS='-O1 -g -DPOOL_BLOCK=0' LDFLAGS=$B/sanitized/options.o \
		SAN='-fsanitize=address,undefined -fno-sanitize-recover=all' \
		MUTANTS='$(SANITIZED_MUTANTS)'

$B/sanitized/options.o: harness/soundness/options.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(sanitized_cc) -c -o $@ $<

$B/asan/%: harness/pysock/%.c $(call sources,pysock) \
		$(wildcard harness/pysock/*.h)
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(sanitized_cc) -fno-sanitize-recover=all \
		-fsanitize=address,undefined -o $@ $(filter %.c,$^) -latf-c -lm -lpthread

$B/tsan/%: harness/pysock/%.c $(call sources,pysock) \
		$(wildcard harness/pysock/*.h)
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(sanitized_cc) -fsanitize=thread \
		-o $@ $(filter %.c,$^) -latf-c -lm -lpthread

# All of harness/ but its unit tests; SOURCES="file …" for others.
analyze:
	@harness/platform/setup cppcheck clang-tidy
	@harness/soundness/analyze $(or $(SOURCES),$(filter-out %_test.c,$(wildcard \
		harness/*/*.c harness/*/*/*.c)))

valgrind: build
	@harness/platform/setup valgrind
	@harness/soundness/valgrind $B \
		$(or $(TESTS),$(LIBRARY_TESTS:%=pysock_%))

# Readers of what comes from outside, by libFuzzer, SECONDS each and as many at
# once as there are processors; from the corpus that is kept. FUZZ="name …" for
# some; FUZZ_FLAGS for libFuzzer.
FUZZ = $(patsubst harness/soundness/fuzz/%.c,%,$(wildcard harness/soundness/fuzz/*.c))
FUZZED_PARTS = protocol pysock iut judge vectors rows report world
FUZZED = $(patsubst %.c,$B/fuzz/%.o,$(filter-out harness/iut/main.c \
	harness/iut/probe.c,$(foreach p,$(FUZZED_PARTS),$(call sources,$p)))) \
	$B/harness/report/page/embedded.o
fuzzed_cc = clang-14 -std=gnu11 -D_GNU_SOURCE -I. $(WARN) -O1 -g \
	-DPOOL_BLOCK=0 -DCOMBINATIONS_MOST=1000 \
	-fno-sanitize-recover=all -MMD -MP

fuzz:
	@harness/platform/setup clang-14 libclang-rt-14-dev
	@$(MAKE) --no-print-directory $(FUZZ:%=$B/fuzz/%)
	@harness/soundness/fuzz/run "$B" "$(or $(SECONDS),60)" $(FUZZ)

# What the last runs found, the fewest inputs that reach as much.
corpus:
	@harness/soundness/fuzz/keep "$B" $(FUZZ)

$B/fuzz/harness/%.o: harness/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)$(fuzzed_cc) -fsanitize=fuzzer-no-link,address,undefined \
		-c -o $@ $<

$B/fuzz/libfuzzed.a: $(FUZZED)

$(FUZZ:%=$B/fuzz/%): $B/fuzz/%: harness/soundness/fuzz/%.c \
		harness/soundness/fuzz/fuzz.h $B/fuzz/libfuzzed.a
	$(call say,LD)$(fuzzed_cc) -MF $@.d -fsanitize=fuzzer,address,undefined -o $@ $< \
		$B/fuzz/libfuzzed.a $(LIBS)

# What unit tests, the suite, or CASES="area …" of it, what needs AF_ALG in a
# guest, commands, figures, the corpora of fuzz and calls that fail execute of
# harness/; at least what stands in coverage/floor.
# PARTS="check guest commands bench corpora failing" for some of these.
coverage: $B/coverage/leave.o $B/failing $B/failing.so
	@$(MAKE) --no-print-directory build $B/coverage/bench \
		$B/coverage/mutants/run $B/coverage/refuse \
		$B/coverage/page $B/coverage/bundled $(FUZZ:%=$B/coverage/replay/%) \
		B=$B/coverage CFLAGS='-O0 -g' \
		SAN=--coverage LDFLAGS=$B/coverage/leave.o
	@cp $B/failing $B/failing.so $B/coverage/
	@harness/soundness/coverage/run $B/coverage $(CASES)

$B/coverage/leave.o: harness/soundness/coverage/leave.c
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(sanitized_cc) -DCOUNTS='"$(abspath $B/coverage)"' \
		-DAWAY='"$(abspath $B/coverage)/away/uml/counts"' -c -o $@ $<

# The same harnesses, with what reads a corpus once in libFuzzer's place.
$(FUZZ:%=$B/replay/%): $B/replay/%: harness/soundness/fuzz/%.c \
		harness/soundness/coverage/replay.c $B/libtested.a
	@mkdir -p $(@D)
	$(call say,LD)$(CC) -std=gnu11 -D_GNU_SOURCE -I. $(WARN) $(CFLAGS) $(SAN) \
		$(LDFLAGS) -o $@ $(filter %.c %.a,$^) $(LIBS)

# The bundle's program, with shared libraries: it is measured too.
$B/bundled: $(patsubst %.c,$B/%.o,$(filter-out harness/iut/probe.c,$(BUNDLE_SOURCES))) \
		$B/bundled.probe.o $B/bundled.archive.o $B/areas.o \
		$B/harness/report/page/embedded.o
	$(call say,LD)$(CC) $(SAN) $(LDFLAGS) -o $@ $^ $(LIBS)

$B/harness/bundle/run.o: ALL_CFLAGS += -DBUNDLE_NAME='"bundled"'

$B/bundled.probe.o: harness/iut/probe.c
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) -Dmain=probe_main \
		-Wno-missing-prototypes -c -o $@ $<

$B/bundled.archive.o: harness/bundle/archive.S $B/bundle/archive.tar
	$(call say,AS)$(CC) -DARCHIVE='"$B/bundle/archive.tar"' -c -o $@ $<

# Each allocation and each system call failing once; WHAT="case report …".
failing: build $B/failing $B/failing.so
	@harness/soundness/failing/run $B $(WHAT)

$B/failing: harness/soundness/failing/main.c $B/libprotocol.a
	$(call say,LD)$(CC) $(sanitized_cc) -o $@ $^

$B/failing.so: harness/soundness/failing/library.c
	$(call say,LD)$(CC) $(sanitized_cc) -fPIC -shared -o $@ $< -ldl
