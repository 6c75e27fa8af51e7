# SPDX-License-Identifier: BSD-2-Clause
"""Values of the protocol: read from text, built as Python objects, written.

A request is read once and may be called often, so reading yields *nodes*:
pairs (FIXED, X). Where FIXED, X is the value, immutable and shared by calls;
otherwise X() builds it afresh.
"""
import errno
import signal
import socket
import sys

import standins

BYTES_WRITTEN_OUT = 64


class Malformed(Exception):
    """The text is not of the protocol."""


class Unsupported(Exception):
    """This Python, or this platform, has no such thing."""


class Raw(str):
    """A value that has been written already."""
    __slots__ = ()


# ---- constants ----

# What Linux has on every architecture and an older Python may not name.
LINUX = {
    'AF_ALG': 38, 'SOL_ALG': 279,
    'ALG_SET_KEY': 1, 'ALG_SET_IV': 2, 'ALG_SET_OP': 3,
    'ALG_SET_AEAD_ASSOCLEN': 4, 'ALG_SET_AEAD_AUTHSIZE': 5,
    'ALG_OP_DECRYPT': 0, 'ALG_OP_ENCRYPT': 1,
    'AF_VSOCK': 40,
    'MSG_CONFIRM': 0x800, 'MSG_ERRQUEUE': 0x2000, 'MSG_NOSIGNAL': 0x4000,
    'MSG_MORE': 0x8000,
    'MSG_WAITFORONE': 0x10000, 'MSG_ZEROCOPY': 0x4000000,
    'MSG_FASTOPEN': 0x20000000, 'MSG_CMSG_CLOEXEC': 0x40000000,
    'SCM_RIGHTS': 1, 'SCM_CREDENTIALS': 2,
    'SOL_IP': 0, 'SOL_TCP': 6, 'SOL_UDP': 17, 'SOL_IPV6': 41,
    'IPPROTO_MPTCP': 262, 'IPPROTO_UDPLITE': 136,
    'TCP_SYNCNT': 7, 'TCP_USER_TIMEOUT': 18, 'TCP_FASTOPEN': 23,
    'UDP_SEGMENT': 103, 'UDP_GRO': 104,
    'IP_TOS': 1, 'IP_TTL': 2, 'IP_PKTINFO': 8, 'IP_RECVERR': 11,
    'IP_RECVTTL': 12, 'IP_RECVTOS': 13, 'IP_BIND_ADDRESS_NO_PORT': 24,
    'F_DUPFD': 0, 'F_GETFD': 1, 'F_SETFD': 2, 'F_GETFL': 3, 'F_SETFL': 4,
    'F_DUPFD_CLOEXEC': 1030, 'F_SETPIPE_SZ': 1031, 'F_GETPIPE_SZ': 1032,
}


def constant(name):
    modules = [socket, signal, errno]
    if name.startswith('F_'):
        import fcntl
        modules.append(fcntl)
    for module in modules:
        value = getattr(module, name, None)
        if isinstance(value, int):
            return int(value)
    if sys.platform.startswith('linux') and name in LINUX:
        return LINUX[name]
    raise Unsupported('no constant %s' % name)


# ---- text of strings ----

# By methods of str: to import `re` is a fifth of what it takes to start.

DIGITS = '0123456789'
HEXADECIMAL = DIGITS + 'abcdef'
ESCAPED = [chr(i) if 33 <= i <= 126 and i not in b"'%" else '%%%02x' % i
           for i in range(256)]
PLAIN = ''.join([c for c in ESCAPED if len(c) == 1])


def all_of(text, characters):
    return not text.strip(characters)


def some_of(text, characters):
    return text != '' and all_of(text, characters)


def quote(text):
    if all_of(text, PLAIN):
        return "'%s'" % text
    try:
        raw = text.encode('utf-8', 'surrogateescape')
    except UnicodeEncodeError:
        raw = text.encode('utf-8', 'surrogatepass')
    return "'%s'" % ''.join([ESCAPED[byte] for byte in raw])


def unquote(text):
    if all_of(text, PLAIN):
        return text
    plain, *escaped = text.split('%')
    if not all_of(plain, PLAIN) or not all([
            len(part) > 1 and all_of(part[:2].lower(), HEXADECIMAL) and
            all_of(part[2:], PLAIN) for part in escaped]):
        raise Malformed("'%s' is not a text of the protocol" % text)
    raw = plain.encode('ascii') + b''.join([
        bytes.fromhex(part[:2]) + part[2:].encode('ascii')
        for part in escaped])
    return raw.decode('utf-8', 'surrogateescape')


# ---- bytes ----

PERIOD = 4093
_table = b''


def fill(seed, length):
    global _table
    if not _table:
        x, table = 12345, bytearray()
        for _ in range(PERIOD):
            x = (1103515245 * x + 12345) & 0x7fffffff
            table.append((x >> 16) & 255)
        _table = bytes(table)
    start = seed % PERIOD
    return (_table * ((start + length) // PERIOD + 1))[start:start + length]


def c_int(value, signed=True):
    return value.to_bytes(4, sys.byteorder, signed=signed)


def descriptors(items):
    return b''.join([c_int(item if isinstance(item, int) else item.fileno())
                     for item in items])


# ---- reading ----

# The forms that need nothing of the session: how many values each takes, and
# what makes it of them.
FORMS = {
    'fill': (2, fill),
    'memoryview': (1, memoryview),
    'array': (2, standins.array_of),
    'mmap': (1, standins.mmap_of),
    'strided': (1, lambda held: memoryview(held)[::2]),
    'sliced': (1, standins.sliced),
    'grid': (1, standins.grid),
    'released': (1, standins.released),
    'reentrant': (1, standins.reentrant),
    'huge': (1, standins.huge),
    'map': (1, lambda items: map(standins.same, items)),
    'iter': (1, iter),
    'set': (1, set),
    'dict': (1, dict.fromkeys),
    'seq': (1, standins.Sequence),
    'repeat': (2, lambda item, times: [item] * times),
    'raising': (2, standins.raising),
    'index': (1, standins.Index),
    'intlike': (1, standins.IntLike),
    'floatlike': (1, standins.FloatLike),
    'intsub': (1, standins.IntSub),
    'intenum': (1, standins.int_enum),
    'decimal': (1, standins.decimal),
    'fraction': (1, standins.fraction),
    'path': (1, standins.path),
    'truth': (1, standins.Truth),
    'cint': (1, c_int),
    'u32': (1, lambda value: c_int(value, signed=False)),
    'fds': (1, descriptors),
    'fileno': (1, lambda kept: kept.fileno()),
}

WORDS = {
    'none': (True, None), 'true': (True, True), 'false': (True, False),
    'inf': (True, float('inf')), 'nan': (True, float('nan')),
    '-inf': (True, float('-inf')), '-nan': (True, float('-nan')),
    'complex': (True, 1j),
    'object': (False, object), 'emptydict': (False, dict),
}

LETTERS = 'abcdefghijklmnopqrstuvwxyz'
KEY = LETTERS + '_'
CONSTANT = LETTERS.upper() + DIGITS + '_'
TOKEN = KEY + CONSTANT + '.+-'


def without(text, signs):
    return text[1:] if text[:1] and text[0] in signs else text


def is_handle(text):
    return text[:1] in ('s', 'f') and some_of(text[1:], DIGITS)


def is_constants(text):
    return all([some_of(name, CONSTANT) and name[0] not in DIGITS + '_'
                for name in text.split('+')])


def is_number(text, digits, mark):
    """Digits, if need be a point and more of them, a mark and an exponent."""
    mantissa, marked, exponent = text.partition(mark)
    whole, _, fraction = mantissa.partition('.')
    return some_of(whole, digits) and all_of(fraction, digits) and (
        not marked or some_of(without(exponent, '+-'), DIGITS))


class Reader:
    """Reads the values of one request for a session."""

    def __init__(self, text, session):
        self.text = text
        self.at = 0
        self.session = session

    def malformed(self):
        return Malformed("no value at '%s'" % self.text[self.at:][:60])

    def next_is(self, character):
        return self.text[self.at:self.at + 1] == character

    def skip(self, character):
        if not self.next_is(character):
            raise self.malformed()
        self.at += 1

    def longest(self, characters):
        end = self.at
        while end < len(self.text) and self.text[end] in characters:
            end += 1
        return self.text[self.at:end]

    def arguments(self):
        """All of the text: a list of nodes and a list of (key, node)."""
        nodes, keywords = [], []
        while self.at < len(self.text):
            if nodes or keywords:
                self.skip(',')
            key = self.longest(KEY)
            if key and self.text.startswith('=', self.at + len(key)):
                self.at += len(key) + 1
                keywords.append((key, self.value()))
            elif keywords:
                raise self.malformed()
            else:
                nodes.append(self.value())
        return nodes, keywords

    def value(self):
        if self.next_is("'"):
            return True, unquote(self.quoted())
        if self.next_is('['):
            nodes = self.items(']')
            return False, lambda: build(nodes)
        if self.next_is('('):
            nodes = self.items(')')
            if all(fixed for fixed, _ in nodes):
                return True, tuple(thing for _, thing in nodes)
            return False, lambda: tuple(build(nodes))
        return self.word()

    def quoted(self):
        end = self.text.find("'", self.at + 1)
        if end < 0:
            raise self.malformed()
        text = self.text[self.at + 1:end]
        self.at = end + 1
        return text

    def items(self, close):
        self.at += 1
        nodes = []
        while not self.next_is(close):
            if nodes:
                self.skip(',')
            nodes.append(self.value())
        self.at += 1
        return nodes

    def word(self):
        word = self.longest(TOKEN)
        end = self.at + len(word)
        if not word:
            raise self.malformed()
        if self.text.startswith("'", end) and word == 'x':
            self.at = end
            return True, bytes.fromhex(self.quoted())
        known = FORMS.get(word) or self.session.forms.get(word)
        if known:
            return self.form(known, end)
        if word in WORDS:
            node = WORDS[word]
        elif is_handle(word):
            node = False, lambda: self.session.object(word)
        elif is_constants(word):
            node = True, sum(constant(name) for name in word.split('+'))
        elif word.isalpha() and self.text.startswith(':', end):
            raise Unsupported('no value form %s' % word)
        else:
            node = True, self.number(word)
        self.at = end
        return node

    def number(self, word):
        unsigned = without(word, '-')
        if some_of(unsigned, DIGITS):
            return int(word)
        if is_number(unsigned, DIGITS, 'e'):
            return float(word)
        if unsigned.startswith('0x') and \
                is_number(unsigned[2:], HEXADECIMAL, 'p'):
            return float.fromhex(word)
        raise self.malformed()

    def form(self, known, at):
        count, make = known
        nodes = []
        for _ in range(count):
            self.at = at
            self.skip(':')
            nodes.append(self.value())
            at = self.at
        return False, lambda: make(*build(nodes))


def build(nodes):
    return [thing if fixed else thing() for fixed, thing in nodes]


# ---- writing ----

def write(value, name_of):
    """The text of a value; name_of(object) names what the session keeps."""
    if value is None:
        return 'none'
    kind = type(value)
    if kind is bool:
        return 'true' if value else 'false'
    if kind is Raw:
        return value
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return float.hex(value)
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, (bytes, bytearray)):
        return write_bytes(value)
    if kind is list:
        return '[%s]' % ','.join([write(item, name_of) for item in value])
    if kind is tuple:
        return '(%s)' % ','.join([write(item, name_of) for item in value])
    name = name_of(value)
    if name:
        return name
    raise Unsupported('no way to write a %s' % kind.__name__)


def write_bytes(held):
    if len(held) <= BYTES_WRITTEN_OUT:
        return "x'%s'" % held.hex()
    import zlib
    return 'crc:%d:%08x' % (len(held), zlib.crc32(held) & 0xffffffff)


# ---- writing exceptions ----

TEXT_LIMIT = 200
SAME_ERRNO = {'EWOULDBLOCK': 'EAGAIN', 'ENOTSUP': 'EOPNOTSUPP',
              'EDEADLOCK': 'EDEADLK'}


def write_errno(error):
    if not isinstance(error, OSError) or not isinstance(error.errno, int) \
            or isinstance(error, (socket.gaierror, socket.herror)):
        return 'none'
    name = errno.errorcode.get(error.errno, 'E%d' % error.errno)
    return SAME_ERRNO.get(name, name)


def write_exception(error):
    kind = type(error).__name__
    if isinstance(error, socket.timeout):
        kind = 'TimeoutError'
    try:
        text = getattr(error, 'strerror', None)
        if not isinstance(error, OSError) or text is None:
            text = error
        text = str(text)
    except Exception:
        text = ''
    return '%s errno=%s text=%s' % (kind, write_errno(error),
                                    quote(text[:TEXT_LIMIT]))
