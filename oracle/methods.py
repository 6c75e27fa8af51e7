# SPDX-License-Identifier: BSD-2-Clause
"""What a request calls, how it is called, and what it answers."""
import fcntl
import gc
import io
import os
import selectors    # so that the first sendfile() of 3.14 need not import it
import socket
import sys
import time

import standins
from abilities import abilities, has, in_place
from session import Broken
from values import (CONSTANT, DIGITS, KEY, Malformed, Reader, Unsupported,
                    build, is_handle, quote, some_of, write, write_exception)

REQUESTS_KEPT = 4096
TEXT_KEPT = 1024        # longer requests are read anew each time
LINE_LIMIT = 65536


if hasattr(time, 'monotonic_ns'):
    clock = time.monotonic_ns
else:
    def clock():
        return int(time.monotonic() * 1e9)


# ---- methods of the session: f(session, name, *arguments) ----

def hello(session, name):
    can = [method for method in SOCKET_METHODS + tuple(SOCKET_FUNCTIONS)
           if method in SOCKET_FUNCTIONS or hasattr(socket.socket, method)]
    can += [name for name in FUNCTIONS_OF_A_SOCKET if hasattr(socket, name)]
    can += ['attribute', 'dynamic', 'handlers', 'threads', 'spawn', 'files',
            'readers', 'described', 'numbers', 'objects']
    if hasattr(sys, 'addaudithook'):
        can.append('audit')
    if has(in_place):
        can.append('in_place')
    names = {'cpython': 'CPython', 'pypy': 'PyPy'}
    implementation = sys.implementation
    return [('protocol', 1),
            ('implementation',
             names.get(implementation.name, implementation.name)),
            ('version', written_version(implementation.version)),
            ('emulates', '%d.%d' % sys.version_info[:2]),
            ('libc', libc()),
            ('machine', os.uname().machine),
            ('kernel', os.uname().release),
            ('byteorder', sys.byteorder),
            ('word', sys.maxsize.bit_length() + 1),
            ('build', ' '.join(sys.version.split())),
            ('abilities', abilities()),
            ('pid', os.getpid()),
            ('can', can)]


def written_version(version):
    text = '%d.%d.%d' % tuple(version)[:3]
    level = {'alpha': 'a', 'beta': 'b', 'candidate': 'rc'}.get(version[3])
    return text + '%s%d' % (level, version[4]) if level else text


def libc():
    try:
        return os.confstr('CS_GNU_LIBC_VERSION') or 'unknown'
    except (AttributeError, ValueError, OSError):
        pass
    try:
        with open('/proc/self/maps') as maps:
            found = [word for word in maps.read().split()
                     if word.startswith('/') and 'ld-musl-' in word]
    except OSError:
        found = []
    return musl(found[0]) if found else 'unknown'


def musl(loader):
    import subprocess
    try:
        said = subprocess.run([loader], stderr=subprocess.PIPE,
                              stdin=subprocess.DEVNULL).stderr
    except OSError:
        return 'musl'
    version = said.partition(b'Version ')[2].split()
    return 'musl ' + version[0].decode('ascii') if version else 'musl'


def echo(session, name, value):
    return value


def reset(session, name):
    return session.reset()


def adopt(session, name, family, kind, proto):
    fd = session.receive_descriptor()
    return keep_over(session, name, fd, lambda: socket.socket(
        family, kind, proto, fileno=fd))


def open_file(session, name, mode, buffering=-1):
    fd = session.receive_descriptor()
    return keep_over(session, name, fd,
                     lambda: io.open(fd, mode, buffering))


def keep_over(session, name, fd, make):
    try:
        made = make()
    except BaseException:
        os.close(fd)
        raise
    session.keep(name, made)
    return made


def share(session, name, kept):
    session.send_descriptor(kept.fileno())


def memory(session, name, held):
    made = standins.Memory(held)
    session.keep(name, made)
    return made


def reader(session, name, held, quirk='plain'):
    if quirk not in standins.QUIRKS:
        raise Unsupported('no quirk %s' % quirk)
    made = standins.QUIRKS[quirk](bytes(held))
    session.keep(name, made)
    return made


def zipped(session, name, held):
    made = standins.zipped(bytes(held))
    session.keep(name, made)
    return made


def chain(session, name):
    return session.chain


def chain_of(error):
    """The names of an exception and of those during which it was raised."""
    names = []
    while error is not None and len(names) < 8:
        names.append(type(error).__name__)
        error = error.__context__
    return names


def inverted(session, name):
    fd = session.receive_descriptor()
    return keep_over(session, name, fd, lambda: standins.Inverted(fd))


def number_from(session, name, first):
    session.number_from(first)


def collect(session, name):
    gc.collect()


def handler(session, name, *arguments, **keywords):
    session.arm(*arguments, **keywords)


def handler_runs(session, name):
    return session.runs


def audit(session, name, mode):
    session.audit(mode)


def audit_events(session, name):
    return session.take_events()


def spawn(session, name, program):
    import subprocess
    fd = session.receive_descriptor()
    moved = moved_up()
    try:
        return subprocess.Popen([program], close_fds=False, stdout=fd,
                                stdin=subprocess.DEVNULL).wait()
    finally:
        for other in moved + [fd]:
            os.close(other)


def moved_up():
    """What is to be inherited as 0 or 1, whose places are taken, again."""
    moved = []
    for fd in (0, 1):
        try:
            if os.get_inheritable(fd):
                moved.append(fcntl.fcntl(fd, fcntl.F_DUPFD, 3))
        except OSError:
            pass
    return moved


def described(session, name, method, argument):
    """What the method's own text says that an argument defaults to."""
    text = getattr(socket.socket, method).__doc__ or ''
    _, found, rest = text.partition(argument + '=')
    return Reader(rest, session).longest(KEY + CONSTANT) if found else None


def unlock(session, name):
    if session.last_bytearray is None:
        raise Unsupported('no bytearray was given')
    session.last_bytearray.append(0)


def held(session, name):
    if session.last_bytearray is None:
        raise Unsupported('no bytearray was given')
    return bytes(session.last_bytearray)


SESSION_METHODS = {
    'hello': hello, 'echo': echo, 'reset': reset, 'adopt': adopt,
    'share': share, 'open': open_file, 'memory': memory, 'reader': reader,
    'inverted': inverted,
    'handler': handler, 'handler_runs': handler_runs, 'audit': audit,
    'audit_events': audit_events, 'spawn': spawn, 'unlock': unlock,
    'described': described, 'zipped': zipped, 'chain': chain,
    'held': held, 'collect': collect, 'number_from': number_from,
}


# ---- methods of sockets and files ----

SOCKET_FUNCTIONS = {
    'socket': socket.socket,
    'socketpair': socket.socketpair,
    'setdefaulttimeout': socket.setdefaulttimeout,
    'getdefaulttimeout': socket.getdefaulttimeout,
}

SOCKET_METHODS = (
    'bind', 'listen', 'accept', 'connect', 'connect_ex', 'send', 'sendall',
    'sendto', 'sendmsg', 'sendmsg_afalg', 'sendfile', 'recv', 'recv_into',
    'recvmsg', 'shutdown', 'setsockopt', 'getsockopt', 'set_inheritable',
    'get_inheritable', 'setblocking', 'getblocking', 'settimeout',
    'gettimeout', 'dup', 'detach', 'close', 'getsockname')

# Functions of the module whose first argument is the socket.
FUNCTIONS_OF_A_SOCKET = ('send_fds', 'recv_fds')

ATTRIBUTES = ('type', 'family', 'proto', 'timeout')

FILE_METHODS = ('tell', 'seek', 'read', 'close', 'write')


def method_of(kept, method):
    if isinstance(kept, socket.socket):
        if method == 'attribute':
            return lambda name: attribute(kept, name)
        if method == 'shown_type':
            return lambda: shown(kept, 'type=')
        if method in FUNCTIONS_OF_A_SOCKET and hasattr(socket, method):
            return lambda *args: getattr(socket, method)(kept, *args)
        known = SOCKET_METHODS
    else:
        if method == 'consumed' and standins.consumed(kept) is not None:
            return lambda: standins.consumed(kept)
        known = FILE_METHODS
    function = getattr(kept, method, None) if method in known else None
    if function is None:
        raise Unsupported('no method %s' % method)
    return function


def shown(kept, name):
    return repr(kept).partition(name)[2].partition(',')[0]


def attribute(kept, name):
    if name not in ATTRIBUTES:
        raise Unsupported('no attribute %s' % name)
    return getattr(kept, name)


# What is answered where it is not what the method returned:
# f(session, name, returned).

def keep_one(session, name, made):
    session.keep(name, made)
    return made


def keep_pair(session, name, made):
    session.keep(name, made[0])
    session.keep(name and 's%d' % (int(name[1:]) + 1), made[1])
    return made


def keep_accepted(session, name, returned):
    session.keep(name, returned[0])
    return returned[1]


def keep_descriptor(session, name, fd):
    if fd >= 0:
        session.loose.append(fd)


def keep_rights(session, name, returned):
    data, ancillary, flags, address = returned
    items = []
    for level, kind, held in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            count = len(held) // 4
            for i in range(0, 4 * count, 4):
                session.loose.append(
                    int.from_bytes(held[i:i + 4], sys.byteorder))
            held = 'fds:%d' % count
        items.append((level, kind, held))
    return data, items, flags, address


def keep_fds(session, name, returned):
    data, fds, flags, address = returned
    session.loose.extend(fds)
    return data, 'fds:%d' % len(fds), flags, address


FINISH = {
    'socket': keep_one, 'dup': keep_one, 'socketpair': keep_pair,
    'accept': keep_accepted, 'detach': keep_descriptor,
    'recvmsg': keep_rights, 'recv_fds': keep_fds,
}


# ---- requests ----

HOW = ([], ['announce'], ['thread'], ['announce', 'thread'])


def is_name(text):
    return some_of(text, KEY + DIGITS) and text[0] not in DIGITS


class Request:
    """The text of a request after its number, read; may be called often."""

    def __init__(self, text, session):
        *how, call = text.split(' ')
        called, _, arguments = call.partition('(')
        name, named, method = called.rpartition('=')
        kept, of, method = method.rpartition('.')
        if how not in HOW or arguments[-1:] != ')' or \
                named and not is_handle(name) or \
                of and not is_name(kept) or not is_name(method):
            raise Malformed('no request')
        self.announce = 'announce' in how
        self.thread = 'thread' in how
        self.name = name if named else None
        self.object = kept if of else None
        self.method = method
        self.of_session = self.object is None and \
            self.method in SESSION_METHODS
        self.timed = not self.of_session
        self.finish = None if self.of_session else FINISH.get(self.method)
        arguments = '' if method == 'unlock' else arguments[:-1]
        self.nodes, keywords = Reader(arguments, session).arguments()
        self.keys = [key for key, _ in keywords]
        self.keyword_nodes = [node for _, node in keywords]
        self.fixed = None
        if not keywords and all(fixed for fixed, _ in self.nodes):
            self.fixed = build(self.nodes)

    def function(self, session):
        if self.object is not None:
            kept = session.object(self.object)
            self.timed = isinstance(kept, socket.socket)
            return method_of(kept, self.method)
        if self.of_session:
            function = SESSION_METHODS[self.method]
            return lambda *args, **keys: function(
                session, self.name, *args, **keys)
        if self.method in SOCKET_FUNCTIONS:
            return SOCKET_FUNCTIONS[self.method]
        raise Unsupported('no method %s' % self.method)

    def arguments(self):
        if self.fixed is not None:
            return self.fixed, {}
        try:
            return (build(self.nodes),
                    dict(zip(self.keys, build(self.keyword_nodes))))
        except (Unsupported, Malformed):
            raise
        except Exception as error:
            raise Unsupported('cannot make a value: %s: %s' % (
                type(error).__name__, error)) from None


def read_request(session, text):
    request = Request(text, session)
    if len(text) <= TEXT_KEPT:
        if len(session.requests) >= REQUESTS_KEPT:
            session.requests.clear()
        session.requests[text] = request
    return request


def answer(session, line):
    """Does what one line asks; the reply may come later, from a thread."""
    try:
        number, _, text = line.decode('ascii').partition(' ')
        if not number.isdigit():
            raise Malformed('no number')
        request = session.requests.get(text) or read_request(session, text)
        function = request.function(session)
        arguments, keywords = request.arguments()
    except Unsupported as why:
        session.send_line('%s unsupported %s\n' % (number, quote(str(why))))
    except (Malformed, ValueError) as why:
        raise Broken('malformed line (%s): %r' % (why, line[:200])) from None
    else:
        if request.thread:
            answer_in_thread(session, number, request, function, arguments,
                             keywords)
        else:
            session.send_line(perform(session, number, request, function,
                                      arguments, keywords))


def answer_in_thread(session, number, request, *call):
    import threading

    def run():
        try:
            session.send_line(perform(session, number, request, *call,
                                      main=False))
        except Broken:
            pass            # the runner is gone: the main thread sees it too

    thread = threading.Thread(target=run, daemon=True)
    try:
        thread.start()
    except RuntimeError as error:
        session.send_line('%s unsupported %s\n' % (number, quote(str(error))))
    else:
        session.threads.append(thread)


def perform(session, number, request, function, arguments, keywords,
            main=True):
    """Makes the call and returns the reply."""
    began = None
    try:
        if main:
            session.inside = not request.of_session
        if request.announce:
            session.send_line(number + ' calling\n')
        began = clock()
        value = function(*arguments, **keywords)
        ended = clock()
        if main:
            session.inside = False
    except (Unsupported, Broken) as why:
        if main:
            session.inside = False
        if isinstance(why, Broken):
            raise
        return '%s unsupported %s\n' % (number, quote(str(why)))
    except BaseException as error:
        # First: at a call a handler may run, whose exception nobody takes.
        if main:
            session.inside = False
        ended = clock()
        said = 'raised ' + write_exception(error)
        session.chain = chain_of(error)
    else:
        try:
            if request.finish:
                value = request.finish(session, request.name, value)
            said = 'returned ' + write(value, session.name_of)
        except Unsupported as why:
            return '%s unsupported %s\n' % (number, quote(str(why)))
    if request.timed:
        # An interruption may have come before the call.
        said = '%s took=%d' % (said, ended - (began or ended))
    if len(said) > LINE_LIMIT - 32:
        said = "unsupported 'the%20reply%20is%20too%20long'"
    return '%s %s\n' % (number, said)
