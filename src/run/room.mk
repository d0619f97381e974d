# The way of one file through the other rooms.
libengine_la_SOURCES += \
	src/run/baseline.c src/run/baseline.h \
	src/run/jobs.c src/run/jobs.h \
	src/run/loader.c src/run/loader.h \
	src/run/project.c src/run/project.h \
	src/run/project_extend.c \
	src/run/project_read.c \
	src/run/readers.c \
	src/run/run.c src/run/run.h \
	src/run/session.c \
	src/run/told.c src/run/told.h \
	src/run/way.h \
	src/run/way_check.c \
	src/run/way_read.c
