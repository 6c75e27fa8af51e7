# Soundness of the C code: make sanitize, analyze, valgrind.

SANITIZED = $B/sanitize
SANITIZE = B=$(SANITIZED) CFLAGS="-O1 -g -fno-omit-frame-pointer" \
	SAN="-fsanitize=address,undefined -fno-sanitize-recover=all" \
	LDFLAGS="-static-libasan -static-libubsan"
SANITIZED_CASES = sendmsg sendmsg_ancillary sendmsg_errors sendfile_errors \
	setblocking set_inheritable settimeout creation arguments audit

.PHONY: sanitize sanitize-threads analyze valgrind

# A build of its own; LeakSanitizer looks at each process that ends.
sanitize: setup sanitize-threads
	@$(MAKE) --no-print-directory $(SANITIZE) build
	@harness/soundness/sanitize units $(SANITIZED)
	@harness/soundness/sanitize suite $(SANITIZED) \
		"$(or $(CASES),$(SANITIZED_CASES))"
	@$(MAKE) --no-print-directory $(SANITIZE) mutants \
		MUTANTS="$(or $(MUTANTS),settimeout*)"

# The library's threads under the thread sanitizer.
sanitize-threads: $B/threads/threads_test
	@harness/soundness/sanitize threads $B/threads

$B/threads/threads_test: harness/pysock/threads_test.c $(call sources,pysock) \
		$(wildcard harness/pysock/*.h)
	@mkdir -p $(@D)
	$(call say,CC)$(CC) -std=gnu11 -D_GNU_SOURCE -I. $(WARN) -O1 -g \
		-fsanitize=thread -o $@ $(filter %.c,$^) -latf-c -lm -lpthread

# SOURCES="file …" for some of them.
analyze:
	@harness/platform/setup cppcheck clang-tidy
	@harness/soundness/analyze $(or $(SOURCES),$(wildcard harness/*/*.c \
		harness/*/*/*.c cases/*.c))

valgrind: setup
	@harness/platform/setup valgrind
	@$(MAKE) --no-print-directory build
	@harness/soundness/valgrind $B
