/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * That what sends and receives fewer than 64 buffers and less than 1 KiB of
 * ancillary data takes no memory from the heap: this program's malloc() and its
 * like take the place of the C library's, and count.
 */
#include "testing.h"

#include <netinet/in.h>
#include <stdlib.h>

#define BUFFERS 63
#define ITEMS 63

static volatile int allocations;	/* malloc() is thought to change nothing */

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

void *
malloc(size_t size)
{
	allocations++;
	return __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	allocations++;
	return __libc_calloc(n, size);
}

void *
realloc(void *old, size_t size)
{
	allocations++;
	return __libc_realloc(old, size);
}

void *
aligned_alloc(size_t align, size_t size)
{
	allocations++;
	return __libc_memalign(align, size);
}
#endif

static struct pysock pair[2];
static char bytes[4096];
static struct iovec iov[BUFFERS];
static struct pysock_ancillary items[ITEMS];

/* Requires that the call succeeds, and as many allocations as it is to make. */
#define CHECK_HEAP(wanted, call) do { \
	int before = allocations; \
	bool ok = (call); \
	int made = allocations - before; \
	ATF_CHECK_MSG(ok, "%s: %s", #call, e.text); \
	ATF_CHECK_MSG(made == (wanted), "%s: %d allocations", #call, made); \
} while (0)

static void
prepare(void)
{
	void *volatile block;
	int i;

	allocations = 0;
	block = malloc(1);
	free(block);
	if (allocations == 0)
		atf_tc_skip("malloc() cannot be replaced here");
	make_pair(pair, SOCK_STREAM);
	for (i = 0; i < BUFFERS; i++)
		iov[i] = (struct iovec){ bytes + i, 1 };
	/* The kernel looks at no level but SOL_SOCKET. */
	for (i = 0; i < ITEMS; i++)
		items[i] = (struct pysock_ancillary){ SOL_IP, 0, bytes,
		    i < 15 ? 17 : 16 };
}

ATF_TC_WITHOUT_HEAD(sending_and_receiving_allocate_nothing);
ATF_TC_BODY(sending_and_receiving_allocate_nothing, tc)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct pysock_message m = PYSOCK_MESSAGE_INIT;
	struct pysock_received r = { .iov = iov, .iov_len = BUFFERS };
	char control[1024];
	int mode;

	prepare();
	m.iov = iov;
	m.iov_len = BUFFERS;
	m.ancillary = items;
	m.ancillary_len = ITEMS;
	for (mode = -1; mode <= 1; mode++) {
		OK(e, pysock_settimeout_ns(&pair[0], mode * 1000 * NS_PER_MS,
		    &e));
		pair[1].timeout_ns = pair[0].timeout_ns;
		CHECK_HEAP(0, pysock_send(&pair[0], bytes, 10, 0, &e) == 10);
		CHECK_HEAP(0, pysock_sendall(&pair[0], bytes, 10, 0, &e));
		CHECK_HEAP(0, pysock_sendmsg(&pair[0], &m, 0, &e) == BUFFERS);
		CHECK_HEAP(0, pysock_recv(&pair[1], bytes, 20, 0, &e) == 20);
		r.control = control;
		r.control_len = sizeof(control);
		CHECK_HEAP(0, pysock_recvmsg(&pair[1], &r, 0, &e) == BUFFERS);
	}
}

ATF_TC_WITHOUT_HEAD(sendfile_allocates_nothing);
ATF_TC_BODY(sendfile_allocates_nothing, tc)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct pysock_file file = PYSOCK_FILE_INIT;
	int ends[2];

	prepare();
	file.fd = open("file", O_RDWR | O_CREAT, 0600);
	ATF_REQUIRE(write(file.fd, bytes, sizeof(bytes)) == sizeof(bytes));
	CHECK_HEAP(0, pysock_sendfile(&pair[0], &file, 0, PYSOCK_UNTIL_EOF,
	    NULL, &e) == sizeof(bytes));
	ATF_REQUIRE(pipe(ends) == 0 && write(ends[1], bytes, 100) == 100);
	file.fd = ends[0];
	CHECK_HEAP(0, pysock_sendfile(&pair[0], &file, 0, 100, NULL, &e) ==
	    100);
}

ATF_TC_WITHOUT_HEAD(errors_allocate_nothing);
ATF_TC_BODY(errors_allocate_nothing, tc)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;

	prepare();
	OK(e, pysock_setblocking(&pair[1], false, &e));
	CHECK_HEAP(0, pysock_recv(&pair[1], bytes, 10, 0, &e) == -1);
	set_timeout_ms(&pair[1], 1);
	CHECK_HEAP(0, pysock_recv(&pair[1], bytes, 10, 0, &e) == -1);
	close(pair[1].fd);
	CHECK_HEAP(0, pysock_send(&pair[0], bytes, 10, 0, &e) == -1);
}

/* An AF_ALG object on another socket, which ignores these control messages. */
ATF_TC_WITHOUT_HEAD(sendmsg_afalg_allocates_nothing);
ATF_TC_BODY(sendmsg_afalg_allocates_nothing, tc)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct pysock_afalg m = PYSOCK_AFALG_INIT;

	prepare();
	pair[0].family = AF_ALG;
	m.iv = bytes;
	m.iv_len = 1000;
	m.has_assoclen = true;
	m.iov = iov;
	m.iov_len = BUFFERS;
	CHECK_HEAP(0, pysock_sendmsg_afalg(&pair[0], &m, 0, &e) == BUFFERS);
}

/* So that the count can be something else than 0. */
ATF_TC_WITHOUT_HEAD(much_ancillary_data_is_one_allocation);
ATF_TC_BODY(much_ancillary_data_is_one_allocation, tc)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct pysock_message m = PYSOCK_MESSAGE_INIT;

	prepare();
	items[0].len = sizeof(bytes);
	m.iov = iov;
	m.iov_len = 1;
	m.ancillary = items;
	m.ancillary_len = 1;
	CHECK_HEAP(1, pysock_sendmsg(&pair[0], &m, 0, &e) == 1);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, sending_and_receiving_allocate_nothing);
	ATF_TP_ADD_TC(tp, sendfile_allocates_nothing);
	ATF_TP_ADD_TC(tp, errors_allocate_nothing);
	ATF_TP_ADD_TC(tp, sendmsg_afalg_allocates_nothing);
	ATF_TP_ADD_TC(tp, much_ancillary_data_is_one_allocation);
	return atf_no_error();
}
