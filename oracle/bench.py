# SPDX-License-Identifier: BSD-2-Clause
"""The same work as harness/bench, done by Python, for `make bench`.

Without an argument: reads lines `METHOD SIZE SOCKET FILE TIMES`, whose sockets
and files are descriptors that it inherited, and answers each with the ns that
one call took on average. AF_ALG sockets are made here.

With an argument, names of operations: does each of them between two SIGSTOPs,
for a tracer that counts, after one with nothing between.
"""
import gc
import os
import signal
import socket
import sys
import tempfile
import time


def sendmsg(size, fd, file):
    sock, data = socket.socket(fileno=os.dup(fd)), b'x' * size
    return lambda: sock.sendmsg([data])


def recv(size, fd, file):
    sock = socket.socket(fileno=os.dup(fd))
    sock.settimeout(5)
    return lambda: sock.recv(size)


def sendfile(size, fd, file):
    sock = socket.socket(fileno=os.dup(fd))
    file = open(os.dup(file), 'rb', buffering=0)
    return lambda: sock.sendfile(file)


def gcm(size, fd, file):
    parent = socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET, 0)
    parent.bind(('aead', 'gcm(aes)'))
    parent.setsockopt(socket.SOL_ALG, socket.ALG_SET_KEY, bytes(16))
    parent.setsockopt(socket.SOL_ALG, socket.ALG_SET_AEAD_AUTHSIZE, None, 16)
    op = parent.accept()[0]
    data, iv = b'x' * size, bytes(12)

    def call():
        op.sendmsg_afalg([data], op=socket.ALG_OP_ENCRYPT, iv=iv, assoclen=0)
        op.recv(size + 16)
    return call


METHODS = {'sendmsg': sendmsg, 'recv': recv, 'sendfile': sendfile, 'gcm': gcm}


def measure():
    made = {}
    for line in sys.stdin:
        what, times = line.rsplit(None, 1)
        if what not in made:
            method, size, fd, file = what.split()
            made[what] = METHODS[method](int(size), int(fd), int(file))
        call, times = made[what], range(int(times))
        start = time.monotonic()
        for _ in times:
            call()
        print((time.monotonic() - start) * 1e9 / len(times), flush=True)


class Counted:
    """What the operations are done on."""

    def __init__(self):
        self.sock, self.peer = socket.socketpair()
        self.timed, self.timed_peer = socket.socketpair()
        self.timed.settimeout(5)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind('')
        self.listener.listen(9)
        self.clients = []
        self.data = bytes(64)
        self.room = [bytearray(64)]
        self.file = tempfile.TemporaryFile(buffering=0)
        self.file.write(bytes(4096))

    def prepare(self, name):
        """Data and a client are there; what was sent before is not."""
        for peer in self.peer, self.timed_peer:
            peer.setblocking(False)
            try:
                while peer.recv(65536):
                    pass
            except BlockingIOError:
                pass
            peer.send(self.data)
        if name.startswith('accept'):
            self.clients.append(socket.socket(socket.AF_UNIX))
            self.clients[-1].connect(self.listener.getsockname())
        socket.setdefaulttimeout(5 if 'default' in name else None)

    def operation(self, name):
        sock, timed = self.sock, self.timed
        fd, file, data, room = sock.fileno(), self.file, self.data, self.room
        unix, stream = socket.AF_UNIX, socket.SOCK_STREAM
        number = os.dup(fd) if name == 'fileno' else -1
        return {
            'nothing': lambda: None,
            'sendmsg': lambda: sock.sendmsg([data]),
            'sendmsg_timeout': lambda: timed.sendmsg([data]),
            'recv': lambda: sock.recv(64),
            'recv_timeout': lambda: timed.recv(64),
            'recvmsg': lambda: sock.recvmsg_into(room),
            'recvmsg_timeout': lambda: timed.recvmsg_into(room),
            'sendfile': lambda: sock.sendfile(file),
            'sendfile_timeout': lambda: timed.sendfile(file),
            'socket': lambda: socket.socket(unix, stream),
            'socket_default': lambda: socket.socket(unix, stream),
            'socketpair': lambda: socket.socketpair(unix, stream),
            'accept': self.listener.accept,
            'accept_default': self.listener.accept,
            'dup': sock.dup,
            'fileno': lambda: socket.socket(unix, stream, 0, number),
            'setblocking': lambda: sock.setblocking(True),
            'settimeout': lambda: timed.settimeout(5),
            'set_inheritable': lambda: sock.set_inheritable(False),
            'get_inheritable': sock.get_inheritable,
        }[name]


def stretch(call, number):
    os.kill(os.getpid(), number)
    kept = call()
    os.kill(os.getpid(), number)
    return kept


def count(names):
    gc.disable()
    kept = []
    for times in range(99):
        stretch(lambda: None, 0)
    counted = Counted() if 'gcm' not in names else None
    gcms = gcm(16, -1, -1) if counted is None else None
    stop = int(signal.SIGSTOP)
    for name in ['nothing'] + names:
        for times in range(2):
            if name == 'gcm':
                call = gcms
            elif counted is None:
                def call(): pass
            else:
                counted.prepare(name)
                call = counted.operation(name)
            kept.append(stretch(call, 0 if times == 0 else stop))


if len(sys.argv) > 1:
    count(sys.argv[1].split())
else:
    measure()
