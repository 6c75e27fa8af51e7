# SPDX-License-Identifier: BSD-2-Clause
"""The IUT protocol's Python end: the standard library, called on request.

The specification is harness/protocol/README.md. Requests come in and replies
go out on descriptor 3, other descriptors come and go on descriptor 4.

    oracle.py     the loop over the lines
    values.py     values of the protocol, to Python objects and back
    standins.py   the objects that some values stand for: odd ints, odd files
    session.py    what is kept between requests: objects, handlers, records
    methods.py    what a request calls, how it is called, what it answers
    abilities.py  what the platform was found to have by trying it

Runs on CPython 3.6 and later and on PyPy3, with nothing but their standard
libraries, and needs no write access. Exit status: 0 at end of file, 2 with
one sentence on standard error after a line that makes no sense.
"""
import gc
import os
import sys

if sys.version_info < (3, 6):
    sys.exit('oracle: this is Python %d.%d; 3.6 or later is needed'
             % sys.version_info[:2])

# No collection within a call: reset() collects now and then instead. Nor while
# this starts, which would take an eighth longer.
QUIET = sys.implementation.name == 'cpython'
if QUIET:
    gc.disable()

from methods import answer
from session import REQUESTS, Broken, Session

LINE_LIMIT = 65536


def serve(session):
    """Answers lines until the end of file."""
    read = os.read
    rest = b''
    while True:
        try:
            data = read(REQUESTS, LINE_LIMIT)
        except OSError as error:
            raise Broken('no way to read requests: %s' % error)
        if not data:
            if rest:
                raise Broken('end of file within a line')
            return
        lines = (rest + data).split(b'\n')
        rest = lines.pop()
        for line in lines:
            if len(line) >= LINE_LIMIT:
                raise Broken('a line is too long')
            answer(session, line)
        if len(rest) >= LINE_LIMIT:
            raise Broken('a line is too long')


def main():
    status = 0
    try:
        session = Session()
        if QUIET and hasattr(gc, 'freeze'):
            gc.freeze()
        serve(session)
    except Broken as why:
        sys.stderr.write('oracle: %s\n' % why)
        sys.stderr.flush()
        status = 2
    # Not sys.exit(): threads may still be within a call.
    os._exit(status)


main()
