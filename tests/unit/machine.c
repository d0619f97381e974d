/* What is read from the files of /proc. */

#include "cli/machine.h"
#include "tap.h"

static void
reads_the_driver(void **state)
{
	char driver[32];

	(void)state;
	machine_driver("NVRM version: NVIDIA UNIX x86_64 Kernel Module  "
		       "535.104.05  Sat Aug 19 01:15:15 UTC 2023\n"
		       "GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)\n",
	    driver);
	assert_string_equal(driver, "535.104.05");
	machine_driver("NVRM version: NVIDIA UNIX Open Kernel Module for "
		       "x86_64  550.54.15  Release Build\n",
	    driver);
	assert_string_equal(driver, "550.54.15");
	machine_driver("", driver);
	assert_string_equal(driver, "");
}

static void
finds_the_file_system_of_a_folder(void **state)
{
	static const char mounts[] =
	    "overlay / overlay rw 0 0\n"
	    "tmpfs /dev/shm tmpfs rw 0 0\n"
	    "C:\\134 /mnt/c 9p rw 0 0\n"
	    "host:/export /home/my\\040data nfs4 rw 0 0\n"
	    "/dev/sda1 /home ext4 rw 0 0\n"
	    "/dev/sdb1 /home xfs rw 0 0\n"
	    "broken\n";
	char type[32];

	(void)state;
	machine_mount(mounts, "/mnt/c/Users", type);
	assert_string_equal(type, "9p");
	machine_mount(mounts, "/mnt/cd", type);
	assert_string_equal(type, "overlay");
	machine_mount(mounts, "/home/my data/run", type);
	assert_string_equal(type, "nfs");
	machine_mount(mounts, "/home/me", type);
	assert_string_equal(type, "xfs");
	machine_mount(mounts, "/", type);
	assert_string_equal(type, "overlay");
	machine_mount("", "/", type);
	assert_string_equal(type, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_driver),
		cmocka_unit_test(finds_the_file_system_of_a_folder),
	};

	return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}
