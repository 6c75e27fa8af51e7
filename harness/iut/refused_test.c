/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests that the suite's rows do not make, because they are wrong: each has
 * an answer, and the implementation goes on. Where Python raises, so does ours;
 * what Python would take and ours has not, is unsupported.
 */
#include <atf-c.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/judge/asset_atf.h"
#include "harness/protocol/text.h"
#include "harness/protocol/value.h"
#include "harness/session/session.h"

enum given { NOTHING, SOCKET, FILE_OF_IT, FOLDER };

static const struct request_row {
	enum given given;	/* what is handed over before it */
	const char *call, *answer;
} wrong[] = {
	{ NOTHING, "echo(gen:[1])", "unsupported 'no way to write the value'" },
	{ NOTHING, "echo()",
	    "raised TypeError errno=none text='a required argument is "
	    "missing'" },
	{ NOTHING, "echo(1,2)",
	    "raised TypeError errno=none text='too many positional "
	    "arguments'" },
	{ NOTHING, "share(5)",
	    "raised TypeError errno=none text='an argument of the session's "
	    "method has the wrong type'" },
	{ NOTHING, "share(s9)", "unsupported 'no object s9'" },
	{ NOTHING, "open(5)",
	    "raised TypeError errno=none text='an argument of the session's "
	    "method has the wrong type'" },
	{ FILE_OF_IT, "f1=open('+')",
	    "raised ValueError errno=none text='invalid mode'" },
	{ FILE_OF_IT, "f1=open('r',0)",
	    "raised ValueError errno=none text='can't have unbuffered text "
	    "I/O'" },
	{ FILE_OF_IT, "f1=open('r','x')",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ FOLDER, "f1=open('rb')",
	    "raised IsADirectoryError errno=EISDIR text='Is a directory'" },
	{ NOTHING, "f1=memory('text')",
	    "raised TypeError errno=none text='a bytes-like object is "
	    "required'" },
	{ NOTHING, "f1=reader(5)",
	    "raised TypeError errno=none text='a bytes-like object is "
	    "required'" },
	{ NOTHING, "f1=reader(x'00','no%20quirk')",
	    "unsupported 'no such quirk'" },
	{ NOTHING, "f1=reader(x'00',5)", "unsupported 'no such quirk'" },
	{ NOTHING, "number_from('x')",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ NOTHING, "number_from(4294967296)",
	    "raised OverflowError errno=none text='Python int too large to "
	    "convert to the C type'" },
	{ NOTHING, "audit('no%20mode')", "unsupported 'no such audit mode'" },
	{ NOTHING, "audit(5)", "unsupported 'no such audit mode'" },
	{ FILE_OF_IT, "spawn(5)",
	    "raised TypeError errno=none text='an argument of the session's "
	    "method has the wrong type'" },
	{ FILE_OF_IT, "spawn('no/such/program')",
	    "raised FileNotFoundError errno=ENOENT text='No such file or "
	    "directory'" },
	{ NOTHING, "held()", "unsupported 'no bytearray was given'" },
	{ NOTHING, "handler(SIGUSR1,'no%20action')",
	    "unsupported 'no such action'" },
	{ NOTHING, "handler(SIGUSR1,5)", "unsupported 'no such action'" },
	{ NOTHING, "handler(SIGUSR1,'close')", "unsupported 'no such action'" },
	{ NOTHING, "handler(0,'return')",
	    "raised ValueError errno=none text='signal number out of range'" },
	{ NOTHING, "handler(1000,'return')",
	    "raised ValueError errno=none text='signal number out of range'" },
	{ NOTHING, "handler(SIGKILL,'return')",
	    "raised OSError errno=EINVAL text='Invalid argument'" },
	{ NOTHING, "handler('x','return')",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ SOCKET, "s1=adopt('x',SOCK_STREAM,0)",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ SOCKET, "s1=adopt(AF_UNIX,none,0)",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ FILE_OF_IT, "s1=adopt(AF_UNIX,SOCK_STREAM,0)",
	    "raised OSError errno=ENOTSOCK text='Socket operation on "
	    "non-socket'" },
	{ SOCKET, "s1=adopt(AF_UNIX,SOCK_STREAM,0)", "returned s1" },
	{ NOTHING, "s1.no_method()", "unsupported 'no method no_method'" },
	{ NOTHING, "s9.send(x'00')", "unsupported 'no object s9'" },
	{ NOTHING, "s1.send(x'00',0,0)",
	    "raised TypeError errno=none text='too many positional "
	    "arguments'" },
	{ NOTHING, "s1.send(x'00',none='x')",
	    "raised TypeError errno=none text='an unexpected keyword "
	    "argument, or one given twice'" },
	{ NOTHING, "s1.sendfile(f9)", "unsupported 'no object f9'" },
	{ NOTHING, "s1.send_fds(x'00',5)",
	    "unsupported 'descriptors that are no list'" },
	{ NOTHING, "s1.send_fds(x'00',repeat:1:254)",
	    "unsupported 'so many descriptors'" },
	{ NOTHING, "s1.send_fds(x'00',['x'])",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ NOTHING, "s1.send_fds([5],[])",
	    "raised TypeError errno=none text='a bytes-like object is "
	    "required'" },
	{ NOTHING, "s1.send_fds([x'00'],[],'x')",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ NOTHING, "s1.send_fds([x'00'],[-1])",
	    "raised OSError errno=EBADF text='Bad file descriptor'" },
	{ NOTHING, "s1.send_fds([x'00'],[],0,5)",
	    "raised TypeError errno=none text='a bytes-like object is "
	    "required'" },
	{ NOTHING, "s1.recv_fds('x',1)",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ NOTHING, "s1.recv_fds(1,none)",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ NOTHING, "s1.recv_fds(-1,1)",
	    "unsupported 'so many bytes or descriptors'" },
	{ NOTHING, "s1.recv_fds(4097,1)",
	    "unsupported 'so many bytes or descriptors'" },
	{ NOTHING, "s1.recv_fds(1,254)",
	    "unsupported 'so many bytes or descriptors'" },
	{ NOTHING, "s1.recv_fds(1,1,MSG_DONTWAIT)",
	    "returned (x'','fds:0',0,none)" },
	{ NOTHING, "s1.recv('x')",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ NOTHING, "s1.recv(-1)",
	    "raised ValueError errno=none text='negative buffersize in "
	    "recv'" },
	{ NOTHING, "s1.recv_into(x'00')",
	    "unsupported 'only a bytearray is received into'" },
	{ NOTHING, "s1.recv_into(bytearray:x'00','x')",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ NOTHING, "s1.recv_into(bytearray:x'00',-1)",
	    "raised ValueError errno=none text='negative buffersize in "
	    "recv_into'" },
	{ NOTHING, "s1.recv_into(bytearray:x'00',2)",
	    "raised ValueError errno=none text='buffer too small for "
	    "requested bytes'" },
	{ NOTHING, "s1.recvmsg('x')",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ NOTHING, "s1.recvmsg(-1)",
	    "raised ValueError errno=none text='negative buffer size in "
	    "recvmsg()'" },
	{ NOTHING, "s1.recvmsg(1,-1)",
	    "raised ValueError errno=none text='invalid ancillary data "
	    "buffer length'" },
	{ NOTHING, "s1.recvmsg(1,2147483648)",
	    "raised ValueError errno=none text='invalid ancillary data "
	    "buffer length'" },
	{ NOTHING, "s1.setsockopt('x',1,1)",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ NOTHING, "s1.setsockopt(SOL_SOCKET,SO_RCVBUF,'x')",
	    "raised TypeError errno=none text='a bytes-like object is "
	    "required'" },
	{ NOTHING, "s1.setsockopt(SOL_SOCKET,SO_RCVBUF,5,4)",
	    "raised TypeError errno=none text='argument 3 must be None'" },
	{ NOTHING, "s1.setsockopt(SOL_SOCKET,SO_RCVBUF,none,'x')",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ NOTHING, "s1.setsockopt(SOL_SOCKET,SO_RCVBUF,none,4)",
	    "raised OSError errno=EFAULT text='Bad address'" },
	{ NOTHING, "s1.setsockopt(SOL_SOCKET,-1,1)",
	    "raised OSError errno=ENOPROTOOPT text='Protocol not available'" },
	{ NOTHING, "s1.getsockopt(SOL_SOCKET,'x')",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ NOTHING, "s1.getsockopt(SOL_SOCKET,SO_RCVBUF,-1)",
	    "raised OSError errno=none text='getsockopt buflen out of range'" },
	{ NOTHING, "s1.getsockopt(SOL_SOCKET,SO_RCVBUF,1025)",
	    "raised OSError errno=none text='getsockopt buflen out of range'" },
	{ NOTHING, "s1.getsockopt(SOL_SOCKET,-1)",
	    "raised OSError errno=ENOPROTOOPT text='Protocol not available'" },
	{ NOTHING, "s1.listen('x')",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ NOTHING, "s1.shutdown('x')",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ NOTHING, "s1.shutdown(5)",
	    "raised OSError errno=EINVAL text='Invalid argument'" },
	{ NOTHING, "s1.connect_ex(5)",
	    "raised TypeError errno=none text='a bytes-like object is "
	    "required'" },
	{ NOTHING, "s1.connect_ex('no/such/name')", "returned 2" },
	{ NOTHING, "s1.sendfile(5)",
	    "raised AttributeError errno=none text='no attribute 'read''" },
	{ NOTHING, "f1=memory(x'616263')", "returned f1" },
	{ NOTHING, "f1.consumed()", "returned 0" },
	{ NOTHING, "f1.seek(-1)",
	    "raised ValueError errno=none text='negative seek value'" },
	{ NOTHING, "f1.seek('x')",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ NOTHING, "f1.read('x')",
	    "raised TypeError errno=none text='the object cannot be "
	    "interpreted as an integer'" },
	{ NOTHING, "f1.write('x')",
	    "raised TypeError errno=none text='a bytes-like object is "
	    "required'" },
	{ NOTHING, "f1.seek(5)", "returned 5" },
	{ NOTHING, "f1.write(x'6465')", "returned 2" },
	{ NOTHING, "f1.tell()", "returned 7" },
	{ NOTHING, "f1.seek(1)", "returned 1" },
	{ NOTHING, "f1.read()", "returned x'626300006465'" },
	{ NOTHING, "f1.close()", "returned none" },
	{ NOTHING, "f1.close()", "returned none" },
	{ NOTHING, "f1.read(1)",
	    "raised ValueError errno=none text='I/O operation on closed "
	    "file.'" },
	{ NOTHING, "f1.tell()",
	    "raised ValueError errno=none text='I/O operation on closed "
	    "file.'" },
	{ NOTHING, "f1.seek(0)",
	    "raised ValueError errno=none text='I/O operation on closed "
	    "file.'" },
	{ NOTHING, "f1.write(x'00')",
	    "raised ValueError errno=none text='I/O operation on closed "
	    "file.'" },
	{ FILE_OF_IT, "f2=open('rb')", "returned f2" },
	{ NOTHING, "f2.write(x'00')",
	    "raised UnsupportedOperation errno=none text='write'" },
	{ FILE_OF_IT, "f3=open('w')", "returned f3" },
	{ NOTHING, "f3.read()",
	    "raised UnsupportedOperation errno=none text='read'" },
	{ NOTHING, "f3.write(x'00')",
	    "raised TypeError errno=none text='write() argument must be str'" },
	{ FILE_OF_IT, "f4=open('ab')", "returned f4" },
	{ NOTHING, "f4.tell()", "returned 3" },
	{ NOTHING, "f4.write(x'7879')", "returned 2" },
	{ NOTHING, "f4.tell()", "returned 5" },
	{ NOTHING, "f4.close()", "returned none" },
	{ FILE_OF_IT, "f5=open('r')", "returned f5" },
	{ NOTHING, "f5.read()", "returned 'abc'" },
	{ NOTHING, "f6=reader(x'6162','none')", "returned f6" },
	{ NOTHING, "f6.tell()", "unsupported 'no method tell'" },
	{ NOTHING, "f6.read()", "returned x'6162'" },
	{ NOTHING, "f6.read()", "returned none" },
	{ NOTHING, "f7=reader(x'61e9','text')", "returned f7" },
	{ NOTHING, "f7.read()", "returned 'a%c3%a9'" },
	{ NOTHING, "reset()", "returned none" },
	{ NOTHING, "s1.send(x'00')", "unsupported 'no object s1'" },
};

static void
add_answer(struct text *out, const struct answer *a)
{
	if (a->lost != NULL)
		text_addf(out, "lost: %s", a->lost);
	else if (a->reply.kind == REPLY_UNSUPPORTED)
		text_addf(out, "unsupported '%s'", a->reply.text);
	else if (a->reply.kind == REPLY_RAISED)
		text_addf(out, "raised %s errno=%s text='%s'", a->reply.type,
		    a->reply.err, a->reply.text);
	else {
		text_adds(out, "returned ");
		value_format(a->reply.value, out);
	}
}

/* A descriptor, of which the other end, if any, is closed. */
static int
make(enum given given)
{
	int sv[2], fd = -1;

	if (given == SOCKET) {
		ATF_REQUIRE_EQ(0, socketpair(AF_UNIX, SOCK_STREAM |
		    SOCK_NONBLOCK, 0, sv));
		close(sv[1]);
		fd = sv[0];
	} else if (given == FILE_OF_IT) {
		fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
		ATF_REQUIRE_EQ(3, write(fd, "abc", 3));
		lseek(fd, 0, SEEK_SET);
	} else
		fd = open(".", O_RDONLY);
	ATF_REQUIRE(fd >= 0);
	return fd;
}

static void
check(struct session *s, const struct request_row *r)
{
	struct text said = TEXT_INIT;
	struct why why = WHY_INIT;
	struct answer a;
	int fd;

	if (r->given != NOTHING) {
		fd = make(r->given);
		ATF_REQUIRE_MSG(session_hand_over(s, fd, &why), "%s", why.text);
		close(fd);
	}
	session_call(s, r->call, &a);
	add_answer(&said, &a);
	ATF_CHECK_MSG(strcmp(r->answer, text_get(&said)) == 0,
	    "%s: %s, and not %s", r->call, text_get(&said), r->answer);
	text_release(&said);
	if (a.lost != NULL)
		ATF_REQUIRE_MSG(session_start(s, &why), "%s", why.text);
}

ATF_TC_WITHOUT_HEAD(wrong_request_is_refused_and_harms_nobody);
ATF_TC_BODY(wrong_request_is_refused_and_harms_nobody, tc)
{
	struct session s = SESSION_INIT;
	struct why why = WHY_INIT;
	char top[PATH_MAX];
	size_t i;

	asset_find_top_of(tc, top);
	s.top = top;
	s.command = "build/iut";
	ATF_REQUIRE_MSG(session_start(&s, &why), "%s", why.text);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		check(&s, &wrong[i]);
	session_stop(&s);
}

ATF_TP_ADD_TCS(tp)
{
	ATF_TP_ADD_TC(tp, wrong_request_is_refused_and_harms_nobody);
	return atf_no_error();
}
