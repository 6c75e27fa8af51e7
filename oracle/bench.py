# SPDX-License-Identifier: BSD-2-Clause
"""The same calls as harness/bench/calls.c, made by Python, for `make bench`.

Reads lines `WHAT TIMES` from standard input and answers each with the ns that
one call took on average. A socket to send on comes as descriptor 3, a file
for sendfile() as descriptor 4; AF_ALG sockets are made here.
"""
import os
import socket
import sys
import time


def stream():
    return socket.socket(fileno=os.dup(3))


def sendmsg(size):
    sock, data = stream(), bytes(size)

    def call():
        left = size
        while left > 0:
            left -= sock.sendmsg([data[size - left:] if left < size else data])
    return call


def sendfile():
    sock = stream()
    file = open(os.dup(4), 'rb', buffering=0)
    return lambda: sock.sendfile(file)


def gcm(size):
    parent = socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET, 0)
    parent.bind(('aead', 'gcm(aes)'))
    parent.setsockopt(socket.SOL_ALG, socket.ALG_SET_KEY, bytes(16))
    parent.setsockopt(socket.SOL_ALG, socket.ALG_SET_AEAD_AUTHSIZE, None, 16)
    op = parent.accept()[0]
    data, iv = bytes(size), bytes(12)

    def call():
        op.sendmsg_afalg([data], op=socket.ALG_OP_ENCRYPT, iv=iv, assoclen=0)
        op.recv(size + 16)
    return call


CALLS = {
    'sendmsg-64': lambda: sendmsg(64),
    'sendmsg-65536': lambda: sendmsg(65536),
    'sendfile-64M': sendfile,
    'gcm-16': lambda: gcm(16),
    'gcm-65536': lambda: gcm(65536),
}


def main():
    made = {}
    for line in sys.stdin:
        what, times = line.split()
        if what not in made:
            made[what] = CALLS[what]()
        call = made[what]
        start = time.monotonic()
        for _ in range(int(times)):
            call()
        print(int((time.monotonic() - start) * 1e9 / int(times)), flush=True)


if __name__ == '__main__':
    main()
