# A file a format; frame, paint and width serve the ones for people, object
# and xml the ones for machines.
libengine_la_SOURCES += \
	src/report/checkstyle.c \
	src/report/fit.h src/report/fit_json.c src/report/fit_more.c \
	src/report/fit_plan.c src/report/fit_terms.c src/report/fit_text.c \
	src/report/fold.c src/report/fold.h \
	src/report/frame.c src/report/frame.h \
	src/report/github.c \
	src/report/gitlab.c \
	src/report/json.c \
	src/report/junit.c \
	src/report/linehash.c src/report/linehash.h \
	src/report/manual.c src/report/manual.h \
	src/report/manual_dialects.c \
	src/report/object.c src/report/object.h \
	src/report/page.c src/report/page.h \
	src/report/paint.c src/report/paint.h \
	src/report/rdjson.c \
	src/report/report.c src/report/report.h \
	src/report/sarif.c \
	src/report/sarif_rules.c src/report/sarif_rules.h \
	src/report/tap.c \
	src/report/text.c \
	src/report/xml.c src/report/xml.h
