# The way of one file through the other rooms.
libengine_la_SOURCES += src/run/run.h
