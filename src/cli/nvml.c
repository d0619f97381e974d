#include "cli/nvml.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/* The parts of NVML's interface that are used; stable since driver 319. */
struct device;

struct memory {
	unsigned long long total, free, used;
};

struct functions {
	int (*init)(void);
	int (*shutdown)(void);
	int (*count)(unsigned *);
	int (*handle)(unsigned, struct device **);
	int (*name)(struct device *, char *, unsigned);
	int (*memory)(struct device *, struct memory *);
	int (*driver)(char *, unsigned);
	int (*cuda)(int *);
};

/* In WSL the library comes from Windows and lies on no search path. */
static void *
open_library(void)
{
	static const char *const names[] = { "libnvidia-ml.so.1",
		"/usr/lib/wsl/lib/libnvidia-ml.so.1" };
	void *library = NULL;

	for (size_t i = 0; i < 2 && library == NULL; i++)
		library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	return library;
}

/* POSIX lets the answer of dlsym(3) be a function; ISO C has no cast that
 * says so. */
static bool
find(void *library, const char *name, void *function, struct error *err)
{
	void *symbol = dlsym(library, name);

	if (symbol == NULL)
		return error_set(err, "the NVIDIA driver has no %s", name);
	memcpy(function, &symbol, sizeof(symbol));
	return true;
}

static bool
find_all(void *library, struct functions *f, struct error *err)
{
	return find(library, "nvmlInit_v2", &f->init, err) &&
	       find(library, "nvmlShutdown", &f->shutdown, err) &&
	       find(library, "nvmlDeviceGetCount_v2", &f->count, err) &&
	       find(library, "nvmlDeviceGetHandleByIndex_v2", &f->handle,
		   err) &&
	       find(library, "nvmlDeviceGetName", &f->name, err) &&
	       find(library, "nvmlDeviceGetMemoryInfo", &f->memory, err) &&
	       find(library, "nvmlSystemGetDriverVersion", &f->driver, err);
}

static void
read_gpus(struct nvml *nvml, const struct functions *f)
{
	unsigned count = 0;

	if (f->count(&count) != 0)
		return;
	for (unsigned i = 0; i < count && nvml->count < NVML_GPUS; i++) {
		struct nvml_gpu *gpu = &nvml->gpus[nvml->count];
		struct device *device = NULL;
		struct memory memory = { 0, 0, 0 };

		if (f->handle(i, &device) != 0 ||
		    f->name(device, gpu->name, sizeof(gpu->name)) != 0)
			continue;
		gpu->name[sizeof(gpu->name) - 1] = '\0';
		/* Cards that share memory with the CPU do not say. */
		if (f->memory(device, &memory) == 0)
			gpu->bytes = (double)memory.total;
		nvml->count++;
	}
}

bool
nvml_read(struct nvml *nvml, struct error *err)
{
	struct functions f = { .cuda = NULL };
	struct error ignored = { "" };
	void *library = open_library();
	int status, cuda;

	*nvml = (struct nvml){ .count = 0 };
	if (library == NULL)
		return error_set(err, "no NVIDIA driver is installed");
	if (!find_all(library, &f, err)) {
		dlclose(library);
		return false;
	}
	status = f.init();
	if (status != 0) {
		dlclose(library);
		return error_set(err, "the NVIDIA driver answers with error %d",
		    status);
	}
	read_gpus(nvml, &f);
	if (f.driver(nvml->driver, sizeof(nvml->driver)) != 0)
		nvml->driver[0] = '\0';
	nvml->driver[sizeof(nvml->driver) - 1] = '\0';
	if (find(library, "nvmlSystemGetCudaDriverVersion_v2", &f.cuda,
		&ignored) &&
	    f.cuda(&cuda) == 0)
		snprintf(nvml->cuda, sizeof(nvml->cuda), "%d.%d", cuda / 1000,
		    cuda % 1000 / 10);
	f.shutdown();
	dlclose(library);
	return true;
}
