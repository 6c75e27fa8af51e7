# SPDX-License-Identifier: BSD-2-Clause
"""What is kept between requests: objects, handlers, auditing, descriptors."""
import array
import fcntl
import gc
import os
import signal
import socket
import sys
import time
from _thread import allocate_lock

from standins import Interrupted
from values import Raw, Unsupported, constant, quote, write

REQUESTS = 3
DESCRIPTORS = 4
RESETS_PER_COLLECTION = 512
MANY = 253              # descriptors that a message holds


class Broken(Exception):
    """The runner's side does not follow the protocol."""


ACTIONS = {
    'return': lambda: None,
    'close': lambda sock: sock.close(),
    'shutdown': lambda sock, how: sock.shutdown(how),
    'settimeout': lambda sock, value: sock.settimeout(value),
    'setblocking': lambda sock, flag: sock.setblocking(flag),
    'send': lambda sock, held: sock.send(held),
    'recv': lambda sock, size: sock.recv(size),
    'connect': lambda sock, address: sock.connect(address),
    'accept': lambda sock: sock.accept()[0].close(),
    'sleep': time.sleep,
}


def close_quietly(kept):
    try:
        kept.close()
    except Exception:
        pass


class Session:
    def __init__(self):
        try:
            os.set_inheritable(REQUESTS, False)
            os.set_inheritable(DESCRIPTORS, False)
            self.channel = socket.socket(
                socket.AF_UNIX, socket.SOCK_SEQPACKET, 0, fileno=DESCRIPTORS)
        except OSError as error:
            raise Broken('descriptors 3 and 4 are not from a runner: %s'
                         % error) from None
        self.lock = allocate_lock()
        self.objects = {}
        self.loose = []         # descriptors without an object
        self.taken = []         # which keep lower numbers from others
        self.standard = {}      # what is 0, 1 and 2 otherwise
        self.threads = []
        self.requests = {}      # those read already, by their text
        self.resets = 0
        # The main thread is within a call: the only place for an exception
        # from a handler to come up. A handler that raises clears it.
        self.inside = False
        self.handlers = {}      # signal: what was there before
        self.runs = 0
        self.audit_mode = 'off'
        self.hooked = False
        self.events = []
        self.last_bytearray = None
        self.chain = []         # of the exception that was raised last
        self.forms = {'bytearray': (1, self.new_bytearray),
                      'gen': (1, self.new_generator)}
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self.keyboard_interrupt)
        if hasattr(sys, 'set_int_max_str_digits'):
            sys.set_int_max_str_digits(0)

    # ---- the two descriptors ----

    def send_line(self, text):
        data = text.encode('ascii')
        try:
            with self.lock:
                while data:
                    data = data[os.write(REQUESTS, data):]
        except OSError as error:
            raise Broken('no way to reply: %s' % error) from None

    def receive_descriptor(self):
        size = socket.CMSG_SPACE(4)
        data, ancillary, _, _ = self.channel.recvmsg(1, size)
        for level, kind, held in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                fd = int.from_bytes(held[:4], sys.byteorder)
                os.set_inheritable(fd, False)
                return fd
        raise Broken('no descriptor came with %r' % data)

    def send_descriptor(self, fd):
        mode, self.audit_mode = self.audit_mode, 'off'
        try:
            held = fd.to_bytes(4, sys.byteorder, signed=True)
            self.channel.sendmsg(
                [b'd'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, held)])
        finally:
            self.audit_mode = mode

    # ---- objects ----

    def object(self, name):
        try:
            return self.objects[name]
        except KeyError:
            raise Unsupported('no object %s' % name) from None

    def keep(self, name, made):
        """Names a new object; one without a name is closed."""
        if name is None:
            close_quietly(made)
            return
        old = self.objects.get(name)
        self.objects[name] = made
        if old is not None:
            close_quietly(old)

    def name_of(self, kept):
        for name, other in self.objects.items():
            if other is kept:
                return name
        return None

    def new_bytearray(self, held):
        self.last_bytearray = bytearray(held)
        return self.last_bytearray

    def new_generator(self, items):
        if self.audit_mode != 'off':
            self.events.append(Raw("('iterate')"))
        yield from items

    # ---- the numbers of descriptors ----

    def number_from(self, first):
        """The lowest free descriptor is that one, until restore_numbers()."""
        self.restore_numbers()
        if first <= 0:
            self.close_standard()
            return
        try:
            fd = os.open('/dev/null', os.O_RDONLY)
            self.taken.append(fd)
            self.take_many(first)
            while fd < first:
                fd = os.dup(self.taken[0])
                self.taken.append(fd)
        except OSError:
            self.restore_numbers()
            raise
        os.close(self.taken.pop())

    def take_many(self, first):
        """By messages, each of which holds a number of descriptors."""
        ends = socket.socketpair()
        held = MANY * self.taken[0].to_bytes(4, sys.byteorder)
        last = 0
        while last + MANY < first:
            try:
                ends[0].sendmsg([b'd'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS,
                                          held)])
            except OSError:     # a kernel that passes none
                break
            received = ends[1].recvmsg(1, socket.CMSG_SPACE(len(held)),
                                       constant('MSG_CMSG_CLOEXEC'))[1]
            fds = array.array('i', received[0][2])
            self.taken.extend(fds)
            last = fds[-1]
        for end in ends:
            end.close()

    def close_standard(self):
        for fd in range(3):
            try:
                inheritable = os.get_inheritable(fd)
                kept = fcntl.fcntl(fd, constant('F_DUPFD_CLOEXEC'), 3)
            except OSError:
                continue
            self.standard[fd] = kept, inheritable
            os.close(fd)

    def restore_numbers(self):
        """What is still open as 0, 1 or 2 gets another number."""
        while self.taken:
            last = first = self.taken.pop()
            while self.taken and self.taken[-1] == first - 1:
                first = self.taken.pop()
            os.closerange(first, last + 1)
        for fd, (kept, inheritable) in self.standard.items():
            try:
                fcntl.fcntl(fd, constant('F_DUPFD_CLOEXEC'), 3)
            except OSError:
                pass
            os.dup2(kept, fd, inheritable)
            os.close(kept)
        self.standard = {}

    # ---- signals ----

    def keyboard_interrupt(self, number, frame):
        self.raise_inside(KeyboardInterrupt())

    def raise_inside(self, error):
        if self.inside:
            self.inside = False
            raise error

    def arm(self, number, action, *operands, restart=False):
        if action != 'raise' and action not in ACTIONS:
            raise Unsupported('no action %s' % action)

        def handle(number, frame):
            self.runs += 1
            if action == 'raise':
                self.raise_inside(Interrupted())
                return
            try:
                ACTIONS[action](*operands)
            except Exception:
                pass

        before = signal.signal(number, handle)
        self.handlers.setdefault(number, before)
        if restart:
            signal.siginterrupt(number, False)
        self.runs = 0

    # ---- auditing ----

    def audit(self, mode):
        if not hasattr(sys, 'addaudithook'):
            raise Unsupported('no auditing before Python 3.8')
        if mode not in ('record', 'refuse', 'off'):
            raise Unsupported('no audit mode %s' % mode)
        if not self.hooked and mode != 'off':
            self.hooked = True
            sys.addaudithook(self.hook)
        self.audit_mode = mode
        self.events = []

    def hook(self, event, arguments):
        if self.audit_mode == 'off':
            return
        if not event.startswith('socket.') and event != 'os.sendfile':
            return
        texts = [quote(event)] + [self.write_or_object(argument)
                                  for argument in arguments]
        self.events.append(Raw('(%s)' % ','.join(texts)))
        if self.audit_mode == 'refuse' and event == 'socket.sendmsg':
            raise RuntimeError('refused')

    def write_or_object(self, value):
        try:
            return write(value, self.name_of)
        except Unsupported:
            return 'object'

    def take_events(self):
        events, self.events = self.events, []
        return events

    # ---- the end of an instance ----

    def reset(self):
        """Returns what was left that nobody sees from outside."""
        try:
            alarm = signal.setitimer(signal.ITIMER_REAL, 0)[0] > 0
        except signal.ItimerError:  # a kernel without timers
            alarm = False
        self.audit_mode = 'off'
        self.events = []
        for number, before in self.handlers.items():
            signal.signal(number, before)
        self.handlers = {}
        self.runs = 0
        socket.setdefaulttimeout(None)
        if self.threads:
            self.end_threads()
        for kept in self.objects.values():
            close_quietly(kept)
        self.objects = {}
        for fd in self.loose:
            try:
                os.close(fd)
            except OSError:
                pass
        self.loose = []
        if self.taken or self.standard:
            self.restore_numbers()
        self.last_bytearray = None
        self.resets += 1
        if self.resets % RESETS_PER_COLLECTION == 0:
            gc.collect()
        return 'alarm' if alarm else None

    def end_threads(self):
        """Wakes those still within a call, whose descriptors go away."""
        if any(thread.is_alive() for thread in self.threads):
            for kept in self.objects.values():
                if isinstance(kept, socket.socket):
                    try:
                        kept.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        pass
            for thread in self.threads:
                thread.join(1)
        self.threads = []
