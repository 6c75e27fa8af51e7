# SPDX-License-Identifier: BSD-2-Clause
"""Objects that values of the protocol stand for: odd ints, odd files.

What is not always needed is imported where it is.
"""
import builtins
import errno
import io
import os


class Interrupted(Exception):
    """What a signal handler raises."""


# ---- holders of bytes ----

def array_of(typecode, held):
    from array import array
    made = array(typecode)
    made.frombytes(held)
    return made


def mmap_of(held):
    import mmap
    made = mmap.mmap(-1, len(held))
    made[:] = bytes(held)
    return made


def sliced(held):
    return memoryview(b'<' + held + b'>')[1:-1]


def grid(held):
    return memoryview(held).cast('B', [2, len(held) // 2])


def released(held):
    view = memoryview(held)
    view.release()
    return view


def huge(length):
    import mmap
    # Private and not writable: no memory is reserved for it. PyPy reads the
    # view of it in half the time that it takes to read the mmap.
    return memoryview(mmap.mmap(
        -1, length, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS,
        prot=mmap.PROT_READ))


# ---- iterables ----

def same(item):
    return item


class Sequence:
    """Iterable by the old protocol alone."""

    def __init__(self, items):
        self._items = items

    def __getitem__(self, index):
        return self._items[index]


class Raising:
    """An iterator that ends with an exception."""

    def __init__(self, kind, items):
        self._kind = kind
        self._items = iter(items)

    def __iter__(self):
        return self

    def __next__(self):
        for item in self._items:
            return item
        raise self._kind()


class Emptying:
    """An int that empties a list when it is asked for."""

    def __init__(self, value, items):
        self._value = value
        self._items = items

    def __index__(self):
        self._items.clear()
        return self._value


def reentrant(items):
    made = list(items)
    made[0] = (Emptying(made[0][0], made),) + made[0][1:]
    return made


def raising(name, items):
    kind = getattr(builtins, name, None)
    if name == 'Interrupted':
        kind = Interrupted
    if not isinstance(kind, type) or not issubclass(kind, BaseException):
        raise ValueError("no exception '%s'" % name)
    return Raising(kind, items)


# ---- numbers ----

class Index:
    def __init__(self, value):
        self._value = value

    def __index__(self):
        return self._value


class IntLike:
    def __init__(self, value):
        self._value = value

    def __int__(self):
        return self._value


class FloatLike:
    def __init__(self, value):
        self._value = value

    def __float__(self):
        return float(self._value)


class IntSub(int):
    pass


class Truth:
    def __init__(self, answer):
        self._answer = answer

    def __bool__(self):
        if self._answer is None:
            raise ValueError('no truth value')
        return self._answer


def int_enum(value):
    from enum import IntEnum
    return IntEnum('Enumerated', [('MEMBER', value)]).MEMBER


def decimal(text):
    from decimal import Decimal
    return Decimal(text)


def fraction(text):
    from fractions import Fraction
    return Fraction(text)


def path(text):
    from pathlib import PurePath
    return PurePath(text)


# ---- files ----

class Memory(io.BytesIO):
    """A BytesIO that counts what it hands out."""
    consumed = 0

    def read(self, *size):
        held = super().read(*size)
        self.consumed += len(held)
        return held


class Plain:
    """Has read() and nothing else that a file has."""

    def __init__(self, held):
        self._held = held
        self._at = 0
        self._reads = 0
        self._consumed = 0

    def read(self, size=-1):
        self._reads += 1
        return self._hand_out(size)

    def _hand_out(self, size):
        if size is None or size < 0:
            size = len(self._held)
        part = self._held[self._at:self._at + size]
        self._at += len(part)
        self._consumed += len(part)
        return part


class Long(Plain):
    def read(self, size=-1):
        return self._hand_out(-1)


class SecondNone(Plain):
    def read(self, size=-1):
        self._reads += 1
        return None if self._reads == 2 else self._hand_out(size)


class SecondRaises(Plain):
    def read(self, size=-1):
        self._reads += 1
        if self._reads == 2:
            raise ValueError('the second read raises')
        return self._hand_out(size)


class Bytearrays(Plain):
    def read(self, size=-1):
        return bytearray(self._hand_out(size))


class Text(Plain):
    def read(self, size=-1):
        return self._hand_out(size).decode('latin-1')


class Seekable(Plain):
    def seek(self, offset, whence=0):
        base = (0, self._at, len(self._held))[whence]
        if base + offset < 0:
            raise ValueError('negative seek value %d' % (base + offset))
        self._at = base + offset
        return self._at

    def tell(self):
        return self._at


class FilenoRaises(Plain):
    def fileno(self):
        raise OSError(errno.EIO, os.strerror(errno.EIO))


class IntMode(Plain):
    mode = 1


class NoneMode(Plain):
    mode = None


class BytesMode(Plain):
    mode = b'rb'


def zipped(held):
    """A member of an archive, open for reading."""
    import zipfile
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, 'w') as written:
        written.writestr('member', held)
    return zipfile.ZipFile(archive).open('member')


class Inverted:
    """As a compressed file: fileno() is the data's, read() gives others."""
    TABLE = bytes(255 - byte for byte in range(256))

    def __init__(self, fd):
        self._fd = fd

    def fileno(self):
        return self._fd

    def read(self, size=-1):
        if size is None or size < 0:
            size = 1 << 20
        return os.read(self._fd, size).translate(self.TABLE)

    def seek(self, offset, whence=0):
        return os.lseek(self._fd, offset, whence)

    def tell(self):
        return os.lseek(self._fd, 0, os.SEEK_CUR)

    def close(self):
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)


QUIRKS = {
    'plain': Plain, 'long': Long, 'none': SecondNone, 'raise': SecondRaises,
    'bytearray': Bytearrays, 'text': Text, 'seekable': Seekable,
    'fileno:raise': FilenoRaises,
    'mode:int': IntMode, 'mode:none': NoneMode, 'mode:bytes': BytesMode,
}


def consumed(file):
    """How many bytes it handed out; None where nothing counts them."""
    if isinstance(file, Plain):
        return file._consumed
    if isinstance(file, Memory):
        return file.consumed
    return None
