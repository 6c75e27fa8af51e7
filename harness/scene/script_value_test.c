/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests of the protocol as Python has them. */
#include <atf-c.h>
#include <string.h>

#include "harness/scene/script_value.h"

static const struct {
	const char *request, *python;	/* NULL: it has no few words for it */
} rows[] = {
	{ "s1.send(x'0041275c7eff')", "s1.send(b'\\x00A\\x27\\x5c~\\xff')" },
	{ "s1.send('a%20b')", "s1.send('a b')" },
	{ "s1.send('%c3%a9')", "s1.send(b'\\xc3\\xa9'.decode('utf-8', "
	    "'surrogateescape'))" },
	{ "s1.send(none,true,false,-12)", "s1.send(None, True, False, -12)" },
	{ "s1.send((1),(1,2),[],[[x'']])", "s1.send((1,), (1, 2), [], [[b'']])" },
	{ "s1.settimeout(1)", "s1.settimeout(1)" },
	{ "s1.settimeout(1.5)", "s1.settimeout(1.5)" },
	{ "s1.settimeout(2.0)", "s1.settimeout(2.0)" },
	{ "s1.settimeout(-0.0)", "s1.settimeout(-0.0)" },
	{ "s1.settimeout(1e300)", "s1.settimeout(1.0000000000000001e+300)" },
	{ "s1.settimeout(inf)", "s1.settimeout(float('inf'))" },
	{ "s1.settimeout(-inf)", "s1.settimeout(float('-inf'))" },
	{ "s1.settimeout(nan)", "s1.settimeout(float('nan'))" },
	{ "s1.settimeout(object)", "s1.settimeout(object())" },
	{ "s1.settimeout(complex)", "s1.settimeout(1j)" },
	{ "s1.settimeout(emptydict)", "s1.settimeout({})" },
	{ "s1.send(x'00',MSG_OOB+MSG_DONTWAIT)",
	    "s1.send(b'\\x00', socket.MSG_OOB + socket.MSG_DONTWAIT)" },
	{ "s1.connect(('127.0.0.1',PORT1))", "s1.connect(('127.0.0.1', PORT1))" },
	{ "s1.connect(NAME1)", "s1.connect(NAME1)" },
	{ "s1.connect(ADDRESS1)", "s1.connect(ADDRESS1)" },
	{ "s1.sendmsg([x'00'],[(SOL_SOCKET,SCM_RIGHTS,fds:[s2,5])])",
	    "s1.sendmsg([b'\\x00'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, "
	    "array.array('i', [s2.fileno(), 5]))])" },
	{ "s1.send(repeat:x'00':5)", "s1.send([b'\\x00'] * 5)" },
	{ "s1.send(fill:7:100)", "s1.send(fill(7, 100))" },
	{ "s1.send(array:'I':x'00')", "s1.send(array.array('I', b'\\x00'))" },
	{ "s1.send(strided:x'0001')", "s1.send(memoryview(b'\\x00\\x01')[::2])" },
	{ "s1.send(sliced:x'00')",
	    "s1.send(memoryview(b'<' + b'\\x00' + b'>')[1:-1])" },
	{ "s1.send(gen:[1])", "s1.send((item for item in [1]))" },
	{ "s1.send(index:5)", "s1.send(Has('__index__', 5))" },
	{ "s1.send(intenum:5)",
	    "s1.send(enum.IntEnum('E', [('MEMBER', 5)]).MEMBER)" },
	{ "s1.send(decimal:'1.5')", "s1.send(decimal.Decimal('1.5'))" },
	{ "s1.send(fileno:s2)", "s1.send(s2.fileno())" },
	{ "s1.send(cint:-1)", "s1.send(struct.pack('i', -1))" },
	{ "s1.send(reentrant:[(1)])", NULL },
	{ "s1.send([reentrant:[(1)]])", NULL },
	{ "s1.send(repeat:reentrant:[(1)]:2)", NULL },
	{ "s1.send(fds:[reentrant:[(1)]])", NULL },
	{ "s1.sendfile(f1,offset=reentrant:[(1)])", NULL },
	{ "s1.sendfile(f1,offset=0,count=none)",
	    "s1.sendfile(f1, offset=0, count=None)" },
	{ "s1.sendmsg_afalg(op=1)", "s1.sendmsg_afalg(op=1)" },
	{ "s1.send_fds([x'00'],[1])", "socket.send_fds(s1, [b'\\x00'], [1])" },
	{ "s1.recv_fds(1,1)", "socket.recv_fds(s1, 1, 1)" },
	{ "s1.attribute('timeout')", "s1.timeout" },
	{ "s1.attribute('family')", "int(s1.family)" },
	{ "setdefaulttimeout(1.5)", "socket.setdefaulttimeout(1.5)" },
	{ "socket(AF_INET,SOCK_STREAM)",
	    "socket.socket(socket.AF_INET, socket.SOCK_STREAM)" },
	{ "handler_runs()", "len(runs)" },
	{ "memory(x'00')", "io.BytesIO(b'\\x00')" },
	{ "f1.consumed()", NULL },
	{ "reset()", NULL },
};

static void
check(const char *line, const char *python)
{
	struct text numbered = TEXT_INIT, out = TEXT_INIT;
	struct pool pool = POOL_INIT;
	struct request r;
	const char *reason = NULL;
	bool has;

	text_addf(&numbered, "1 %s", line);
	ATF_REQUIRE_MSG(request_parse(&r, text_get(&numbered), &pool, &reason),
	    "%s: %s", line, reason);
	has = script_expression(&r, &out);
	ATF_CHECK_MSG(has == (python != NULL) && (!has ||
	    strcmp(text_get(&out), python) == 0), "%s: %s", line,
	    has ? text_get(&out) : "not expressed");
	text_release(&out);
	text_release(&numbered);
	pool_release(&pool);
}

ATF_TC_WITHOUT_HEAD(request_is_an_expression_of_python);
ATF_TC_BODY(request_is_an_expression_of_python, tc)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(rows[i].request, rows[i].python);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, request_is_an_expression_of_python);
	return atf_no_error();
}
