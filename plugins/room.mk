# One shared object for each folder of plugins/.  They call the host's
# functions, which the program or libgpulint has; nothing is linked in.
plugin_ldflags = $(AM_LDFLAGS) -module -avoid-version -shared \
	-export-symbols-regex '^gpulint_plugin$$'
