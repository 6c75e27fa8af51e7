# SPDX-License-Identifier: BSD-2-Clause
"""What the platform was found to have, by trying it from this process."""
import os
import socket
import time

ALGORITHMS = (('hash', 'sha256'), ('skcipher', 'cbc(aes)'),
              ('aead', 'gcm(aes)'), ('rng', 'stdrng'))


def has(attempt, *arguments):
    try:
        return attempt(*arguments) is not False
    except (AttributeError, OSError, ValueError):
        return False


def sendfile():
    a, b = socket.socketpair()
    try:
        with memory() as held:
            held.write(b'x')
            held.flush()
            return os.sendfile(a.fileno(), held.fileno(), 0, 1) == 1
    finally:
        a.close()
        b.close()


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


def proc():
    os.close(os.open('/proc/self/stat', os.O_RDONLY))


def abilities():
    """A list of names; harness/iut/abilities.h says what each is."""
    found = [name for name, attempt in (
        ('sendfile', sendfile), ('af_alg', alg), ('ipv6', ipv6),
        ('memfd', memfd), ('seqpacket', seqpacket), ('proc', proc))
        if has(attempt)]
    if 'af_alg' in found:
        found += ['af_alg:' + kind for kind, name in ALGORITHMS
                  if has(alg, kind, name)]
    resolution = time.get_clock_info('monotonic').resolution
    return found + ['clock:%d' % round(resolution * 1e9)]
