/* machine: what the operating system says of this machine, for probe. */

#ifndef GPULINT_MACHINE_H
#define GPULINT_MACHINE_H

#include <stdbool.h>

struct machine {
	const char *os; /* linux, wsl2, macos, or NULL */
	char arch[32];
	char driver[32]; /* of the NVIDIA kernel module, "" unknown */
	double ram; /* bytes a process here may use; 0 unknown, as below */
	double cpus;
	double shm, disk_free;
	char mount[32]; /* file system of the working directory */
};

void machine_read(struct machine *machine);

/* The parts that read a file, over any text: for the tests. */
void machine_driver(const char *version_file, char driver[32]);
void machine_mount(const char *mounts, const char *folder, char type[32]);

#endif
