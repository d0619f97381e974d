#include "fix/write.h"

#include "link/link.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES_LIMIT = 1000 }; /* of temporary files that others left */

/* A file being replaced. */
struct change {
	const struct source *old;
	char path[PATH_MAX]; /* as the file system knows it */
	struct stat st;
	char temporary[PATH_MAX + 64]; /* "" while it has no name */
	int fd; /* of the temporary file */
};

static bool
refuse(const struct change *change, struct error *err)
{
	return error_set(err, "%s: %s", change->old->path, strerror(errno));
}

static bool
refuse_changed(const struct change *change, struct error *err)
{
	return error_set(err, "%s: changed while it was being linted",
	    change->old->path);
}

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
may_replace(struct change *change, int fd, struct error *err)
{
	if (fstat(fd, &change->st) != 0)
		return refuse(change, err);
	if (!S_ISREG(change->st.st_mode))
		return error_set(err, "%s: not a regular file",
		    change->old->path);
	if (change->st.st_nlink > 1)
		return error_set(err,
		    "%s: has %lu hard links; the others would keep the old "
		    "text",
		    change->old->path, (unsigned long)change->st.st_nlink);
	/* A folder that may be written is no leave to change this file. */
	if (access(change->path, W_OK) != 0)
		return refuse(change, err);
	return is_unchanged(fd, change->old) || refuse_changed(change, err);
}

static bool
check(struct change *change, const char *root, struct error *err)
{
	bool ok;
	int fd;

	if (realpath(change->old->path, change->path) == NULL)
		return refuse(change, err);
	if (root != NULL && !link_is_below(change->path, root))
		return error_set(err,
		    "%s: leads out of %s; to fix it, name %s itself",
		    change->old->path, root, change->path);
	fd = open(change->path,
	    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return refuse(change, err);
	ok = may_replace(change, fd, err);
	close(fd);
	return ok;
}

/* Once more, right before the old name is given up. */
static bool
is_still_there(const struct change *change)
{
	struct stat now;

	return lstat(change->path, &now) == 0 &&
	       now.st_dev == change->st.st_dev &&
	       now.st_ino == change->st.st_ino &&
	       now.st_size == change->st.st_size &&
	       now.st_nlink == change->st.st_nlink &&
	       now.st_mtim.tv_sec == change->st.st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == change->st.st_mtim.tv_nsec;
}

static void
folder_of(const char *path, char folder[PATH_MAX])
{
	size_t length = (size_t)(strrchr(path, '/') - path);

	snprintf(folder, PATH_MAX, "%.*s", length == 0 ? 1 : (int)length, path);
}

/* a.yaml.gpulint-fix-1234-0; a long name is cut so that this fits. */
static void
name_temporary(struct change *change, unsigned number)
{
	const char *name = strrchr(change->path, '/') + 1;
	int folder = (int)(name - change->path);

	snprintf(change->temporary, sizeof(change->temporary),
	    "%.*s%.200s.gpulint-fix-%ld-%u", folder, change->path, name,
	    (long)getpid(), number);
}

/* A file without a name: nothing of it is left behind, whatever ends us.
 * Not every file system has such. */
static bool
open_unnamed(struct change *change)
{
	char folder[PATH_MAX];

	folder_of(change->path, folder);
	change->fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	return change->fd >= 0;
}

static bool
open_named(struct change *change)
{
	unsigned i;

	for (i = 0; i < NAMES_LIMIT; i++) {
		name_temporary(change, i);
		change->fd = open(change->temporary,
		    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (change->fd >= 0)
			return true;
		if (errno != EEXIST)
			break;
	}
	change->temporary[0] = '\0';
	return false;
}

/* Give the file without a name one. */
static bool
link_temporary(struct change *change)
{
	char self[64];
	unsigned i;

	if (change->temporary[0] != '\0')
		return true;
	snprintf(self, sizeof(self), "/proc/self/fd/%d", change->fd);
	for (i = 0; i < NAMES_LIMIT; i++) {
		name_temporary(change, i);
		if (linkat(AT_FDCWD, self, AT_FDCWD, change->temporary,
			AT_SYMLINK_FOLLOW) == 0)
			return true;
		if (errno != EEXIST)
			break;
	}
	change->temporary[0] = '\0';
	return false;
}

/* The new bytes with the old file's owner and mode, on the disk.  Only root
 * may give files away: another's file becomes ours. */
static bool
fill(const struct change *change, const char *bytes, size_t size)
{
	const struct stat *st = &change->st;

	return (fchown(change->fd, st->st_uid, st->st_gid) == 0 ||
		   fchown(change->fd, (uid_t)-1, st->st_gid) == 0 ||
		   errno == EPERM) &&
	       fchmod(change->fd, st->st_mode & 07777) == 0 &&
	       write_all(change->fd, bytes, size) && fsync(change->fd) == 0;
}

static bool
write_beside(struct change *change, const char *bytes, size_t size)
{
	if (open_unnamed(change)) {
		if (!fill(change, bytes, size))
			return false;
		if (link_temporary(change))
			return true;
		close(change->fd); /* no /proc, or no link to such a file */
	}
	return open_named(change) && fill(change, bytes, size);
}

static void
sync_folder(const char *path)
{
	char folder[PATH_MAX];
	int fd;

	folder_of(path, folder);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

static bool
replace(struct change *change, const char *bytes, size_t size,
    struct error *err)
{
	bool done;

	change->fd = -1;
	done = write_beside(change, bytes, size) || refuse(change, err);
	if (change->fd >= 0 && close(change->fd) != 0 && done)
		done = refuse(change, err);
	if (done && !is_still_there(change))
		done = refuse_changed(change, err);
	if (done && rename(change->temporary, change->path) != 0)
		done = refuse(change, err);
	if (!done && change->temporary[0] != '\0')
		unlink(change->temporary);
	if (done)
		sync_folder(change->path);
	return done;
}

bool
write_atomic(const struct source *old, const char *root, const char *bytes,
    size_t size, struct error *err)
{
	struct change change = { .old = old };
	sigset_t polite, before;
	bool done;

	if (!check(&change, root, err))
		return false;
	/* Who asks us to end waits for the moment that this takes. */
	sigemptyset(&polite);
	sigaddset(&polite, SIGINT);
	sigaddset(&polite, SIGTERM);
	sigaddset(&polite, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &polite, &before);
	done = replace(&change, bytes, size, err);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return done;
}
