# Rules without code: cards alone.
libengine_la_SOURCES += \
	src/policy/compare.c src/policy/compare.h \
	src/policy/match.c \
	src/policy/message.c \
	src/policy/policy.c src/policy/policy.h \
	src/policy/read.c \
	src/policy/read_facts.c \
	src/policy/report.c \
	src/policy/rule.h
