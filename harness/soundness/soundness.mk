# Soundness of the C library: make sanitize, analyze, valgrind.

LIBRARY_TESTS = $(patsubst harness/pysock/%.c,%,$(wildcard harness/pysock/*_test.c))
sanitized_cc = -std=gnu11 -D_GNU_SOURCE -I. $(WARN) -O1 -g

.PHONY: sanitize analyze valgrind

# Its unit tests with ASan and UBSan; its threads with TSan.
sanitize: $(LIBRARY_TESTS:%=$B/asan/%) $B/tsan/threads_test
	@harness/soundness/sanitize $B/asan $B/tsan

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

# SOURCES="file …" for others.
analyze:
	@harness/platform/setup cppcheck clang-tidy
	@harness/soundness/analyze $(or $(SOURCES),$(call sources,pysock))

valgrind: build
	@harness/platform/setup valgrind
	@harness/soundness/valgrind $B \
		$(or $(TESTS),$(LIBRARY_TESTS:%=pysock_%))
