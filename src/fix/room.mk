libengine_la_SOURCES += \
	src/fix/amend.c src/fix/amend.h \
	src/fix/apply.c \
	src/fix/beyond.c src/fix/beyond.h \
	src/fix/diff.c src/fix/diff.h \
	src/fix/edit.c src/fix/edit.h \
	src/fix/lines.c src/fix/lines.h \
	src/fix/outcome.c src/fix/outcome.h \
	src/fix/plan.c src/fix/plan.h \
	src/fix/prove.c src/fix/prove.h \
	src/fix/rest.c src/fix/rest.h \
	src/fix/try.c src/fix/try.h \
	src/fix/write.c src/fix/write.h
