/* SPDX-License-Identifier: BSD-2-Clause */
/* A program of somebody else: what pkg-config says is all that it knows. */
#include <pysock.h>
#include <stdio.h>
#include <string.h>

int
main(void)
{
	struct pysock_error e = PYSOCK_ERROR_INIT;
	struct pysock pair[2] = { PYSOCK_INIT, PYSOCK_INIT };
	const double tenth = 0.1;
	char bytes[8];

	if (!pysock_pair(pair, AF_UNIX, SOCK_STREAM, 0, &e) ||
	    !pysock_settimeout(&pair[1], &tenth, &e) ||
	    !pysock_sendall(&pair[0], "pysock", 6, 0, &e) ||
	    pysock_recv(&pair[1], bytes, sizeof(bytes), 0, &e) != 6 ||
	    memcmp(bytes, "pysock", 6) != 0 ||
	    pysock_recv(&pair[1], bytes, sizeof(bytes), 0, &e) != -1 ||
	    e.type != PYSOCK_TIMEOUT_ERROR) {
		fprintf(stderr, "%s: %s\n", pysock_exception_name(e.type),
		    e.text);
		return 1;
	}
	puts(PYSOCK_VERSION);
	return !pysock_close(&pair[0], &e) || !pysock_close(&pair[1], &e);
}
