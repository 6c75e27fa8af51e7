/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/bundle/bundle.h"
#include "harness/iut/serve.h"
#include "harness/judge/asset.h"
#include "harness/protocol/channel.h"

static const char scripts[] = ASSET_CARRIED "/oracle";
static char brought[PATH_MAX];	/* the folder of the oracle's scripts, or "" */

const char *
bundle_path(const char *name)
{
	static char path[PATH_MAX];
	const char *started = (const char *)getauxval(AT_EXECFN);
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n > 0) {
		path[n] = '\0';
		return path;
	}
	if (started == NULL || strchr(started, '/') == NULL)
		started = name;
	if (strchr(started, '/') == NULL || realpath(started, path) == NULL ||
	    access(path, X_OK) != 0)
		path[0] = '\0';
	return path;
}

/* Somewhere that files can be made, if there is such a folder. */
static const char *
find_folder(void)
{
	const char *folders[] = { ".", getenv("TMPDIR"), "/tmp", "/dev/shm",
	    "/" };
	size_t i;

	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (folders[i] != NULL && access(folders[i], W_OK | X_OK) == 0)
			return folders[i];
	return NULL;
}

static bool
copy(const char *name, struct why *why)
{
	char from[PATH_MAX], to[2 * PATH_MAX], bytes[65536];
	FILE *in, *out;
	size_t n;
	bool ok;

	snprintf(from, sizeof(from), "%s/%s", scripts, name);
	snprintf(to, sizeof(to), "%s/%s", brought, name);
	in = asset_open(from);
	out = fopen(to, "we");
	ok = in != NULL && out != NULL;
	while (ok && (n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		ok = fwrite(bytes, 1, n, out) == n;
	if (in != NULL)
		fclose(in);
	if (out != NULL && fclose(out) != 0)
		ok = false;
	return ok || why_errno(why, "cannot write '%s'", to);
}

/* Calls with each of the oracle's scripts, until one is false. */
static bool
each_script(bool (*with)(const char *name, struct why *), struct why *why)
{
	char **names;
	int i, n = asset_list(scripts, ".py", &names);
	bool ok = n > 0 || why_set(why, "this program carries no oracle");

	for (i = 0; i < n; i++) {
		ok = ok && with(names[i], why);
		free(names[i]);
	}
	free(names);
	return ok;
}

/* Unpacks the oracle; the Python runs it from there. */
static bool
bring_oracle(struct why *why)
{
	const char *folder = find_folder();
	char made[PATH_MAX];

	if (folder == NULL)
		return why_set(why, "there is no folder to unpack the oracle "
		    "into: neither the current one nor TMPDIR, /tmp or "
		    "/dev/shm can be written");
	snprintf(made, sizeof(made), "%s/pysock-oracle.XXXXXX", folder);
	if (mkdtemp(made) == NULL || realpath(made, brought) == NULL) {
		brought[0] = '\0';
		return why_errno(why, "cannot make a folder in '%s'", folder);
	}
	return each_script(copy, why);
}

static bool
take_away(const char *name, struct why *why)
{
	char path[2 * PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", brought, name);
	return unlink(path) == 0 || why_errno(why, "cannot remove '%s'", path);
}

void
bundle_tidy(void)
{
	struct why why = WHY_INIT;

	if (brought[0] == '\0')
		return;
	if (!each_script(take_away, &why) || rmdir(brought) != 0)
		fprintf(stderr, "pysock: '%s' stays\n", brought);
	brought[0] = '\0';
}

static bool
is_recorded(const char *oracle)
{
	return oracle[0] == '\0' || strncmp(oracle, "recorded", 8) == 0;
}

/* As it is found wherever the rows make their files. */
static bool
find_ledger(const char *path, char found[PATH_MAX], struct why *why)
{
	found[0] = '\0';
	return path[0] == '\0' || realpath(path, found) != NULL ||
	    why_errno(why, "cannot read the ledger '%s'", path);
}

bool
bundle_configure(const struct bundle *b, struct config *c, struct why *why)
{
	static struct text oracle;
	static char ledger[PATH_MAX];
	const char *folder;

	if (!find_ledger(b->ledger, ledger, why))
		return false;
	text_cut(&oracle, 0);
	if (is_recorded(b->oracle))
		text_adds(&oracle, b->oracle[0] != '\0' ? b->oracle :
		    "recorded");
	else if (!channel_passes_descriptors())
		return why_errno(why, "'%s' gets its sockets by SCM_RIGHTS, "
		    "which is not to be had here (without --oracle what was "
		    "recorded stands for it)", b->oracle);
	else if (strchr(b->oracle, ' ') != NULL)
		text_adds(&oracle, b->oracle);
	else if (bring_oracle(why))
		text_addf(&oracle, "%s -B -E -S %s/oracle.py", b->oracle,
		    brought);
	else
		return false;
	*c = (struct config){
		.top = ASSET_CARRIED,
		.iut = b->iut[0] != '\0' ? b->iut : "the implementation",
		.serve = b->iut[0] != '\0' ? NULL : serve,
		.probe = bundle_path(b->name),
		.oracle = text_get(&oracle),
		.wrap = "",
		.platform = "",
		.ledger = ledger,
		.require = "",
		.all_vectors = b->vectors[0] != '\0',
		.record = "",
		.watchdog_ms = 1000 * (b->watchdog[0] != '\0' ?
		    atoi(b->watchdog) : 10),
	};
	/* Rows make files where they are; without a folder they say so. */
	folder = find_folder();
	if (folder != NULL && chdir(folder) != 0)
		return why_errno(why, "cannot enter '%s'", folder);
	return true;
}
