# The manual: by hand what describes the program, written by the program
# itself what describes its rules, facts and dialects.
dist_man1_MANS += man/gpulint.1
dist_man3_MANS += man/gpulint-plugin.3
