# Files that point at other files, and files beside a file.
libengine_la_SOURCES += \
	src/link/embedded.c src/link/embedded.h \
	src/link/folders.c src/link/folders.h \
	src/link/layers.c src/link/layers.h src/link/layers_hydra.c \
	src/link/layers_parts.h src/link/link.c src/link/link.h \
	src/link/linked.c src/link/mount.c src/link/mount.h \
	src/link/named.c \
	src/link/sibling.c src/link/sibling.h
