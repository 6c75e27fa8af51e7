/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linked with what is sanitized, since the environment is Kyua's. Leaks are not
 * looked for: LeakSanitizer stops all threads by ptrace(2), which cannot be
 * while strace does so, it stumbles over what ATF never frees, and what ends by
 * _exit(2) has nothing to free; of leaks valgrind tells. The library that
 * disturbs calls stands before the sanitizer's, as it has to. And of what was
 * freed little is held back, as rows weigh the memory of an implementation.
 */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "detect_leaks=0:verify_asan_link_order=0:quarantine_size_mb=1:"
	    "thread_local_quarantine_size_kb=64";
}
