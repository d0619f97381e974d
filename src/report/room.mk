# A file a format; frame, paint and width serve the ones for people.
libengine_la_SOURCES += \
	src/report/frame.c src/report/frame.h \
	src/report/json.c \
	src/report/paint.c src/report/paint.h \
	src/report/report.c src/report/report.h \
	src/report/text.c \
	src/report/width.c src/report/width.h
