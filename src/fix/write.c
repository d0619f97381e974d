#include "fix/write.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		size -= (size_t)n;
	}
	return true;
}

/* True where the open file holds the bytes that were linted. */
static bool
is_unchanged(int fd, const struct source *old)
{
	char buffer[16 * 1024];
	size_t at = 0;
	ssize_t n;

	while ((n = read(fd, buffer, sizeof(buffer))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || (size_t)n > old->size - at ||
		    memcmp(buffer, old->bytes + at, (size_t)n) != 0)
			return false;
		at += (size_t)n;
	}
	return at == old->size;
}

static bool
check(int fd, const struct source *old, struct stat *st, struct error *err)
{
	if (fd < 0 || fstat(fd, st) != 0)
		return error_set(err, "%s: %s", old->path, strerror(errno));
	if (!S_ISREG(st->st_mode))
		return error_set(err, "%s: not a regular file", old->path);
	if (st->st_nlink > 1)
		return error_set(err,
		    "%s: has %lu hard links; the others would keep the old "
		    "text",
		    old->path, (unsigned long)st->st_nlink);
	if (!is_unchanged(fd, old))
		return error_set(err, "%s: changed while it was being linted",
		    old->path);
	return true;
}

static void
sync_folder(const char *path)
{
	char folder[PATH_MAX];
	char *slash;
	int fd;

	snprintf(folder, sizeof(folder), "%s", path);
	slash = strrchr(folder, '/');
	if (slash == NULL)
		return;
	slash[slash == folder] = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

/* The temporary file, with the old one's mode and owner, synced. */
static bool
write_beside(char *temporary, const struct stat *st, const char *bytes,
    size_t size)
{
	int fd = mkostemp(temporary, O_CLOEXEC);
	bool done;

	if (fd < 0) {
		temporary[0] = '\0';
		return false;
	}
	/* Only root may give files away: another's file becomes ours. */
	done = (fchown(fd, st->st_uid, st->st_gid) == 0 || errno == EPERM) &&
	       fchmod(fd, st->st_mode & 07777) == 0 &&
	       write_all(fd, bytes, size) && fsync(fd) == 0;
	return close(fd) == 0 && done;
}

bool
write_atomic(const struct source *old, const char *bytes, size_t size,
    struct error *err)
{
	char path[PATH_MAX], temporary[PATH_MAX + 16] = "";
	struct stat st, now;
	bool done;
	int fd;

	if (realpath(old->path, path) == NULL)
		return error_set(err, "%s: %s", old->path, strerror(errno));
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	done = check(fd, old, &st, err);
	if (fd >= 0)
		close(fd);
	if (!done)
		return false;

	snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path);
	done = write_beside(temporary, &st, bytes, size);
	if (!done)
		error_set(err, "%s: %s", old->path, strerror(errno));
	/* Once more, right before the old name is given up. */
	if (done && (stat(path, &now) != 0 || now.st_ino != st.st_ino ||
			now.st_mtim.tv_sec != st.st_mtim.tv_sec ||
			now.st_mtim.tv_nsec != st.st_mtim.tv_nsec))
		done = error_set(err, "%s: changed while it was being linted",
		    old->path);
	if (done && rename(temporary, path) != 0)
		done = error_set(err, "%s: %s", old->path, strerror(errno));
	if (!done && temporary[0] != '\0')
		unlink(temporary);
	if (done)
		sync_folder(path);
	return done;
}
