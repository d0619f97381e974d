#include "cli/machine.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { FILE_LIMIT = 256 * 1024 };

/* The text of a small file of /proc or /sys, or NULL; free(3) it. */
static char *
slurp(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text;
	size_t n;

	if (f == NULL)
		return NULL;
	text = malloc(FILE_LIMIT + 1);
	if (text != NULL) {
		n = fread(text, 1, FILE_LIMIT, f);
		text[n] = '\0';
	}
	fclose(f);
	return text;
}

/* "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat ..." */
void
machine_driver(const char *version_file, char driver[32])
{
	const char *at = version_file;

	driver[0] = '\0';
	while (*at != '\0' && *at != '\n') {
		size_t length = strcspn(at, " \t\n");

		if (isdigit((unsigned char)*at) &&
		    memchr(at, '.', length) != NULL && length < 32) {
			memcpy(driver, at, length);
			driver[length] = '\0';
			return;
		}
		at += length;
		at += strspn(at, " \t");
	}
}

/* Undo the \040 of spaces in a mount point. */
static void
unescape(char *s)
{
	char *to = s;

	while (*s != '\0') {
		if (s[0] == '\\' && s[1] >= '0' && s[1] <= '3' && s[2] >= '0' &&
		    s[2] <= '7' && s[3] >= '0' && s[3] <= '7') {
			*to++ = (char)((s[1] - '0') * 64 + (s[2] - '0') * 8 +
				       s[3] - '0');
			s += 4;
		} else {
			*to++ = *s++;
		}
	}
	*to = '\0';
}

static bool
is_below(const char *folder, const char *point)
{
	size_t length = strlen(point);

	if (strcmp(point, "/") == 0)
		return true;
	return strncmp(folder, point, length) == 0 &&
	       (folder[length] == '/' || folder[length] == '\0');
}

/* The next word of a line, cut to the room there is. */
static const char *
take_word(const char *at, char *word, size_t room)
{
	size_t length = strcspn(at, " \n"), kept = length;

	if (kept >= room)
		kept = room - 1;
	memcpy(word, at, kept);
	word[kept] = '\0';
	at += length;
	return at + (*at == ' ');
}

/* Lines of /proc/self/mounts: device, point, type; the last of the longest
 * points that hold the folder is the one in use. */
void
machine_mount(const char *mounts, const char *folder, char type[32])
{
	size_t longest = 0;

	type[0] = '\0';
	while (*mounts != '\0') {
		char device[2], point[PATH_MAX], kind[32];

		mounts = take_word(mounts, device, sizeof(device));
		mounts = take_word(mounts, point, sizeof(point));
		mounts = take_word(mounts, kind, sizeof(kind));
		mounts += strcspn(mounts, "\n");
		mounts += *mounts == '\n';
		unescape(point);
		if (point[0] != '/' || !is_below(folder, point) ||
		    strlen(point) < longest)
			continue;
		longest = strlen(point);
		snprintf(type, 32, "%s",
		    strcmp(kind, "nfs4") == 0 ? "nfs" : kind);
	}
}

/* A limit of a control group: a number, or "max". */
static double
limit_in(const char *path)
{
	char *text = slurp(path), *end;
	double limit = 0;

	if (text != NULL) {
		limit = strtod(text, &end);
		if (end == text || limit >= 9.0e15)
			limit = 0; /* "max", or version 1's way to say so */
	}
	free(text);
	return limit;
}

static double
lower(double a, double b)
{
	if (a <= 0)
		return b;
	return b > 0 && b < a ? b : a;
}

/* Our control group and those above it: the lowest limit holds. */
static double
memory_limit(void)
{
	char path[PATH_MAX], group[PATH_MAX / 2] = "";
	char *text = slurp("/proc/self/cgroup");
	const char *line = text == NULL ? NULL : strstr(text, "0::/");
	double limit = limit_in("/sys/fs/cgroup/memory/memory.limit_in_bytes");

	if (line != NULL)
		snprintf(group, sizeof(group), "%.*s",
		    (int)strcspn(line + 3, "\n"), line + 3);
	free(text);
	for (;;) {
		char *slash;

		snprintf(path, sizeof(path), "/sys/fs/cgroup%s/memory.max",
		    group);
		limit = lower(limit, limit_in(path));
		slash = strrchr(group, '/');
		if (slash == NULL)
			return limit;
		*slash = '\0';
	}
}

/* "max 100000" or "200000 100000": quota and period. */
static double
cpu_limit(void)
{
	char *text = slurp("/sys/fs/cgroup/cpu.max");
	double quota = 0, period = 0;

	if (text != NULL && sscanf(text, "%lf %lf", &quota, &period) == 2 &&
	    quota > 0 && period > 0)
		quota = ceil(quota / period);
	else
		quota = 0;
	free(text);
	return quota;
}

static double
space(const char *path, bool is_free)
{
	struct statvfs s;

	if (statvfs(path, &s) != 0)
		return 0;
	return (double)(is_free ? s.f_bavail : s.f_blocks) * (double)s.f_frsize;
}

static const char *
os_name(const struct utsname *name)
{
	char *version;
	const char *os = NULL;

	if (strcmp(name->sysname, "Darwin") == 0)
		return "macos";
	if (strcmp(name->sysname, "Linux") != 0)
		return NULL;
	version = slurp("/proc/version");
	os = version != NULL && strcasestr(version, "microsoft") != NULL
		 ? "wsl2"
		 : "linux";
	free(version);
	return os;
}

static void
read_mount(struct machine *machine)
{
	char *mounts = slurp("/proc/self/mounts");
	char folder[PATH_MAX];

	if (mounts != NULL && getcwd(folder, sizeof(folder)) != NULL)
		machine_mount(mounts, folder, machine->mount);
	free(mounts);
}

static void
read_driver(struct machine *machine)
{
	char *version = slurp("/proc/driver/nvidia/version");

	if (version != NULL)
		machine_driver(version, machine->driver);
	free(version);
}

void
machine_read(struct machine *machine)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct utsname name;

	*machine = (struct machine){ .os = NULL };
	if (uname(&name) == 0) {
		machine->os = os_name(&name);
		snprintf(machine->arch, sizeof(machine->arch), "%.31s",
		    strcmp(name.machine, "arm64") == 0 ? "aarch64"
						       : name.machine);
	}
	if (pages > 0 && size > 0)
		machine->ram = (double)pages * (double)size;
	machine->ram = lower(machine->ram, memory_limit());
	machine->cpus = lower(cpus > 0 ? (double)cpus : 0, cpu_limit());
	machine->shm = space("/dev/shm", false);
	machine->disk_free = space(".", true);
	read_mount(machine);
	read_driver(machine);
}
