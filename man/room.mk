# The manual: by hand what describes the program, written by the program
# itself what describes its rules, facts and dialects.
dist_man1_MANS += man/gpulint.1
dist_man3_MANS += man/gpulint-plugin.3
dist_man5_MANS += man/gpulint.yaml.5 man/gpulint-policy.5

# Which pages there are, the program knows: one for each card.
man_written = man/written
all-local: man/written.stamp
man/written.stamp: gpulint$(EXEEXT)
	$(AM_V_GEN)rm -rf $(man_written) && $(MKDIR_P) $(man_written) && \
	for page in `./gpulint$(EXEEXT) manual`; do \
		./gpulint$(EXEEXT) manual $$page \
			>$(man_written)/$$page.7 || exit 1; \
	done && : >$@

install-data-local: man/written.stamp
	$(MKDIR_P) "$(DESTDIR)$(man7dir)"
	$(INSTALL_DATA) $(man_written)/*.7 "$(DESTDIR)$(man7dir)"
uninstall-local:
	test ! -d $(man_written) || for page in $(man_written)/*.7; do \
		rm -f "$(DESTDIR)$(man7dir)/$${page##*/}"; \
	done
clean-local:
	rm -rf $(man_written) man/written.stamp
