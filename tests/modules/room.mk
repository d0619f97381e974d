# Plugins that the loader refuses, each for one reason, and one it takes.
# -rpath makes libtool build shared objects of what is never installed.
module_ldflags = $(plugin_ldflags) -rpath /nowhere
check_LTLIBRARIES += \
	bad_abi.la \
	bad_size.la \
	no_name.la \
	no_symbol.la \
	no_check_id.la \
	twice.la \
	no_card.la \
	carded.la
bad_abi_la_SOURCES = tests/modules/bad_abi.c
bad_abi_la_LDFLAGS = $(module_ldflags)
bad_size_la_SOURCES = tests/modules/bad_size.c
bad_size_la_LDFLAGS = $(module_ldflags)
no_name_la_SOURCES = tests/modules/no_name.c
no_name_la_LDFLAGS = $(module_ldflags)
no_symbol_la_SOURCES = tests/modules/no_symbol.c
no_symbol_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-rpath /nowhere
no_check_id_la_SOURCES = tests/modules/no_check_id.c
no_check_id_la_LDFLAGS = $(module_ldflags)
twice_la_SOURCES = tests/modules/twice.c
twice_la_LDFLAGS = $(module_ldflags)
no_card_la_SOURCES = tests/modules/no_card.c
no_card_la_LDFLAGS = $(module_ldflags)
carded_la_SOURCES = tests/modules/carded.c
carded_la_LDFLAGS = $(module_ldflags)
