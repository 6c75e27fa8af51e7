/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>

#include "harness/scene/scene.h"
#include "harness/scene/script.h"

/* What a program has above its statements, where they name it. */
static const struct {
	const char *names;	/* any of these words */
	const char *text;
} helpers[] = {
	{ "show(",
	    "def show(name, function):\n"
	    "    began = time.monotonic()\n"
	    "    try:\n"
	    "        result = function()\n"
	    "    except BaseException as error:\n"
	    "        kind = 'TimeoutError' if isinstance(error, socket.timeout)"
	    " \\\n            else type(error).__name__\n"
	    "        result, said = None, 'raised %s: %s' % (kind, error)\n"
	    "    else:\n"
	    "        said = 'returned ' + repr(result)[:70]\n"
	    "    print('%s: %s  (%.3f s)' % (name, said,\n"
	    "          time.monotonic() - began))\n"
	    "    return result\n" },
	{ "pair(",
	    "def pair(family, kind):\n"
	    "    if family == socket.AF_UNIX:\n"
	    "        return socket.socketpair(family, kind)\n"
	    "    here, there = bound(family, kind), bound(family, kind)\n"
	    "    if kind == socket.SOCK_STREAM:\n"
	    "        there.listen(1)\n"
	    "        here.connect(there.getsockname())\n"
	    "        return here, there.accept()[0]\n"
	    "    here.connect(there.getsockname())\n"
	    "    there.connect(here.getsockname())\n"
	    "    return here, there\n" },
	{ "bound(\npair(",
	    "def bound(family, kind):\n"
	    "    made = socket.socket(family, kind)\n"
	    "    made.bind({socket.AF_INET: ('127.0.0.1', 0), "
	    "socket.AF_INET6: ('::1', 0)}\n"
	    "              .get(family, ''))\n"
	    "    return made\n" },
	{ "file_of(",
	    "def file_of(data):\n"
	    "    fd, name = tempfile.mkstemp()\n"
	    "    os.remove(name)\n"
	    "    os.write(fd, data)\n"
	    "    os.lseek(fd, 0, os.SEEK_SET)\n"
	    "    return fd\n" },
	{ "pipe_of(",
	    "def open_pipe_of(data):\n"
	    "    r, w = os.pipe()\n"
	    "    os.write(w, data)\n"
	    "    return r\n"
	    "def pipe_of(data):\n"
	    "    r, w = os.pipe()\n"
	    "    os.write(w, data)\n"
	    "    os.close(w)\n"
	    "    return r\n" },
	{ "fill(",
	    "def fill(seed, length):\n"
	    "    x, table = 12345, bytearray()\n"
	    "    for _ in range(4093):\n"
	    "        x = (1103515245 * x + 12345) & 0x7fffffff\n"
	    "        table.append((x >> 16) & 255)\n"
	    "    start = seed % 4093\n"
	    "    return bytes(table * ((start + length) // 4093 + 1))"
	    "[start:start + length]\n" },
	{ "Has(",
	    "def Has(name, value):\n"
	    "    return type('Has', (), {name: lambda self: value})()\n" },
	{ "handler(\nruns)",
	    "runs = []\n"
	    "def handler(action):\n"
	    "    def run(*_):\n"
	    "        runs.append(1)\n"
	    "        action()\n"
	    "    return run\n" },
	{ "choke(",
	    "def choke(full):\n"
	    "    for size in 65536, 1:\n"
	    "        try:\n"
	    "            while True:\n"
	    "                full.send(bytes(size), socket.MSG_DONTWAIT)\n"
	    "        except OSError:\n"
	    "            pass\n" },
	{ "raising)",
	    "class Interrupted(Exception):\n"
	    "    pass\n"
	    "def raising():\n"
	    "    raise Interrupted\n" },
	{ "take(",
	    "def take(peer):\n"
	    "    data = bytearray()\n"
	    "    peer.setblocking(False)\n"
	    "    try:\n"
	    "        part = peer.recv(1 << 17)\n"
	    "        while part:\n"
	    "            data += part\n"
	    "            part = peer.recv(1 << 17)\n"
	    "    except OSError:\n"
	    "        pass\n"
	    "    return data\n" },
	{ "drain(",
	    "def drain(peer):\n"
	    "    def read():\n"
	    "        try:\n"
	    "            while peer.recv(1 << 17):\n"
	    "                pass\n"
	    "        except OSError:\n"
	    "            pass\n"
	    "    threading.Thread(target=read, daemon=True).start()\n" },
	{ "clients.", "clients = []\n" },
	{ "meanwhile", "done = []\n" },
};

static bool
names_any(const char *body, const char *names)
{
	const char *end;
	char word[32];

	for (; names != NULL; names = end != NULL ? end + 1 : NULL) {
		end = strchr(names, '\n');
		snprintf(word, sizeof(word), "%.*s", end != NULL ?
		    (int)(end - names) : (int)strlen(names), names);
		if (strstr(body, word) != NULL)
			return true;
	}
	return false;
}

static void
assemble(const struct script *s, const char *id, struct text *program)
{
	static const char *const modules[] = { "array", "decimal", "enum",
	    "fractions", "io", "os", "pathlib", "signal", "socket", "struct",
	    "sys", "tempfile", "threading", "time" };
	struct text code = TEXT_INIT;
	const char *comma = " ";
	char word[32];
	size_t i;

	for (i = 0; i < sizeof(helpers) / sizeof(helpers[0]); i++)
		if (names_any(text_get(&s->body), helpers[i].names))
			text_adds(&code, helpers[i].text);
	text_addf(&code, "\n%s", text_get(&s->body));
	text_addf(program, "# %s\nimport", id);
	for (i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
		snprintf(word, sizeof(word), "%s.", modules[i]);
		if (strstr(text_get(&code), word) == NULL)
			continue;
		text_addf(program, "%s%s", comma, modules[i]);
		comma = ", ";
	}
	text_addf(program, "\n\n%s", text_get(&code));
	text_release(&code);
}

bool
script_make(struct script *s, const struct instance *i, struct session *session,
    struct text *program, struct why *why)
{
	struct scene scene;

	if (i->row->interposed)
		script_cannot(s, "a disturbed system call");
	if (i->row->needs != NULL && strstr(i->row->needs, "audit") != NULL)
		script_cannot(s, "auditing hooks");
	if (s->reason[0] == '\0') {
		scene_run_written(&scene, i, session, s);
		if (scene.end == SCENE_UNSUPPORTED || scene.end == SCENE_BROKEN)
			script_cannot(s, scene.reason);
		scene_release(&scene);
	}
	if (s->reason[0] != '\0')
		return why_set(why, "'%s' cannot be written as a program of its "
		    "own: %s", i->id, s->reason);
	assemble(s, i->id, program);
	return true;
}

/* "sendfile: returned 8192  (0.001 s)" against "returned 8192". */
static bool
line_agrees(const char *line, const char *wanted, size_t len)
{
	const char *colon = strstr(line, ": ");

	return colon != NULL && strncmp(colon + 2, wanted, len) == 0 &&
	    strchr(" :\n", colon[2 + len]) != NULL;
}

bool
script_agrees(const struct script *s, const char *printed, struct why *why)
{
	const char *wanted = text_get(&s->wanted), *line = printed;
	size_t len;

	for (; *wanted != '\0'; wanted += len + 1) {
		len = strcspn(wanted, "\n");
		while (strncmp(line, "peer: ", 6) == 0) {
			line += strcspn(line, "\n");
			line += *line == '\n';
		}
		if (!line_agrees(line, wanted, len))
			return why_set(why, "it cannot be written as a program "
			    "of its own, which said '%.*s' where the oracle in "
			    "the harness's world '%.*s'",
			    (int)strcspn(line, "\n"), line, (int)len, wanted);
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return true;
}
