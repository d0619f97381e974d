# Command lines, images and containers.
libengine_la_SOURCES += \
	src/dialect/image.c src/dialect/image.h \
	src/dialect/shell.c src/dialect/shell.h \
	src/dialect/shell_cells.c src/dialect/shell_cells.h
