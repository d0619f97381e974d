# Cards are read by the build tool as well.
libread_la_SOURCES += \
	src/rule/card.c src/rule/card.h \
	src/rule/card_folder.c \
	src/rule/severity.c

libengine_la_SOURCES += \
	src/rule/finding.h \
	src/rule/host.h \
	src/rule/host_fix.c \
	src/rule/host_report.c \
	src/rule/fingerprint.c src/rule/fingerprint.h \
	src/rule/key_path.c \
	src/rule/pass.c src/rule/pass.h \
	src/rule/plugin_files.c \
	src/rule/plugins.c src/rule/plugins.h \
	src/rule/suppress.c src/rule/suppress.h

# The functions that plugins call, exported by the program and by the library;
# those that report and edit are the engine's, since policies call them too.
host_sources = \
	src/rule/host_catalog.c \
	src/rule/host_fact.c \
	src/rule/host_fit.c \
	src/rule/host_keys.c \
	src/rule/host_memory.c \
	src/rule/host_set.c \
	src/rule/host_tree.c \
	src/rule/host_words.c
libgpulint_la_SOURCES = $(host_sources)
libgpulint_la_LIBADD = libengine.la
libgpulint_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0
