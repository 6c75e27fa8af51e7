# SPDX-License-Identifier: BSD-2-Clause
"""What the platform was found to have, by trying it from this process."""
import os
import resource
import select
import socket
import struct
import time

import standins

ALGORITHMS = (('hash', 'sha256'), ('skcipher', 'cbc(aes)'),
              ('aead', 'gcm(aes)'), ('rng', 'stdrng'))

BLOCK = 4096    # as little as each buffer should have room for
MOST_BLOCKS = 4096
POLLS = 6
ROOM = 150000
LARGE = 1 << 26


def has(attempt, *arguments):
    try:
        return attempt(*arguments) is not False
    except (AttributeError, OSError, ValueError):
        return False


def sendfile(size=1):
    """Of a file in memory, so many bytes at once."""
    a, b = socket.socketpair()
    try:
        a.setblocking(False)
        with memory() as held:
            held.write(bytes(size))
            held.flush()
            return os.sendfile(a.fileno(), held.fileno(), 0, size) == size
    finally:
        a.close()
        b.close()


def send():
    return blocks()[0]


def read():
    return blocks()[1]


def blocks():
    """Whether an idle connection takes a block at once, and gives it so."""
    a, b = socket.socketpair()
    try:
        a.setblocking(False)
        b.setblocking(False)
        sent = a.send(bytes(BLOCK)) == BLOCK
        if not sent:
            os.write(a.fileno(), bytes(BLOCK))
        return sent, len(os.read(b.fileno(), BLOCK)) == BLOCK
    finally:
        a.close()
        b.close()


def room():
    """Whether an idle connection has room for so much, and not for twice."""
    a, b = socket.socketpair()
    try:
        a.setblocking(False)
        if a.send(bytes(ROOM), socket.MSG_DONTWAIT) != ROOM:
            return False
        try:
            return a.send(bytes(ROOM), socket.MSG_DONTWAIT) < ROOM
        except BlockingIOError:
            return True
    finally:
        a.close()
        b.close()


def poll_tells(sock, event):
    poll = select.poll()
    poll.register(sock, event)
    return bool(poll.poll(0))


def takes_a_byte(sock):
    try:
        return sock.sendmsg([bytes(1)], [], socket.MSG_DONTWAIT) == 1
    except BlockingIOError:
        return False


def poll():
    """Each is asked twice: what is told each time is nothing to allow for."""
    a, b = socket.socketpair()
    try:
        a.setblocking(False)
        b.setblocking(False)
        try:
            for n in range(MOST_BLOCKS):
                a.send(bytes(BLOCK), socket.MSG_DONTWAIT)
        except BlockingIOError:
            pass
        asked = ([poll_tells(a, select.POLLIN) for n in range(2)],
                 [poll_tells(a, select.POLLOUT) for n in range(2)],
                 [not poll_tells(b, select.POLLOUT) or takes_a_byte(b)
                  for n in range(2)])
        return all(sum(told) != 1 for told in asked)
    finally:
        a.close()
        b.close()


def uninterrupted():
    """
    Python hides that poll() was interrupted and asks again, but by then so
    short a timeout has passed.
    """
    late = 0
    a, b = socket.socketpair()
    try:
        a.settimeout(1e-9)
        for n in range(POLLS):
            b.send(bytes(1))
            try:
                a.recv(1)
            except socket.timeout:
                late += 1
        return late in (0, POLLS)
    finally:
        a.close()
        b.close()


def accepts_nonblocking(blocking):
    with socket.socket(socket.AF_UNIX) as listener, \
            socket.socket(socket.AF_UNIX) as client:
        # So that accept() ends where the connection is lost, too.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO,
                            struct.pack('@ll', 1, 0))
        listener.bind('')   # to a name of the kernel's choice
        listener.listen(1)
        listener.setblocking(blocking)
        client.connect(listener.getsockname())
        with listener.accept()[0] as sock:
            return not os.get_blocking(sock.fileno())


def inherits_mode():
    return accepts_nonblocking(False) and not accepts_nonblocking(True)


def memory():
    if hasattr(os, 'memfd_create'):
        try:
            return open(os.memfd_create('ability'), 'wb')
        except OSError:
            pass
    import tempfile     # slow to import, and seldom needed
    return tempfile.TemporaryFile()


def alg(*bound):
    with socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET, 0) as sock:
        if bound:
            sock.bind(bound)


def ipv6():
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sock:
        sock.bind(('::1', 0))


def memfd():
    os.close(os.memfd_create('ability'))


def seqpacket():
    for sock in socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET):
        sock.close()


def scm_rights():
    """A descriptor comes out of a socket that was put into another."""
    a, b = socket.socketpair()
    try:
        b.setblocking(False)
        a.sendmsg([b'd'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS,
                            struct.pack('i', a.fileno()))])
        came = b.recvmsg(1, socket.CMSG_SPACE(4))[1]
        for held in came:
            os.close(struct.unpack('i', held[2])[0])
        return len(came) == 1
    finally:
        a.close()
        b.close()


def sock_cloexec():
    """CPython does without it where EINVAL tells, and so asks only once."""
    kind = socket.SOCK_STREAM | socket.SOCK_CLOEXEC
    socket.socket(socket.AF_UNIX, kind).close()


def proc():
    os.close(os.open('/proc/self/stat', os.O_RDONLY))


def in_place():
    """Whether send() hands the system a buffer where it lies, not a copy."""
    def used():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    a, b = socket.socketpair()
    try:
        before = used()
        a.send(standins.huge(LARGE), socket.MSG_DONTWAIT)
        return used() - before < LARGE // 4
    finally:
        a.close()
        b.close()


def abilities():
    """A list of names; harness/iut/abilities.h says what each is."""
    found = [name for name, attempt in (
        ('sendfile', sendfile), ('send:whole', send), ('read:whole', read),
        ('room:usual', room),
        ('poll:sure', poll), ('poll:uninterrupted', uninterrupted),
        ('af_alg', alg), ('ipv6', ipv6), ('memfd', memfd),
        ('seqpacket', seqpacket), ('scm_rights', scm_rights),
        ('sock_cloexec', sock_cloexec), ('proc', proc))
        if has(attempt)]
    if has(sendfile, BLOCK):
        found.append('sendfile:whole')
    if not has(inherits_mode):
        found.append('accept:own-mode')
    if 'af_alg' in found:
        found += ['af_alg:' + kind for kind, name in ALGORITHMS
                  if has(alg, kind, name)]
    resolution = time.get_clock_info('monotonic').resolution
    return found + ['clock:%d' % round(resolution * 1e9)]
