# The vocabulary; the reader of dialects asks it for names, so it stands low.
libread_la_SOURCES += \
	src/workload/fact.c src/workload/fact.h src/workload/facts.def \
	src/workload/fact_text.c
libengine_la_SOURCES += \
	src/workload/complete.c src/workload/complete.h \
	src/workload/frameworks.c src/workload/frameworks.h \
	src/workload/listing.c src/workload/listing.h \
	src/workload/model.c src/workload/model.h \
	src/workload/native.c src/workload/native.h \
	src/workload/packing.c src/workload/packing.h \
	src/workload/os.c src/workload/target.c src/workload/target.h \
	src/workload/target_apply.c \
	src/workload/workload.c src/workload/workload.h
