# The tool that compiles cards, dialects and catalogue into C.
