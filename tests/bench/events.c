/* The files named, through libyaml's events and nothing else: the measure
 * that the reader's speed is a ratio of. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

static long
count_events(FILE *f)
{
	yaml_parser_t parser;
	yaml_event_t event;
	long count = 0;
	int is_done = 0;

	if (!yaml_parser_initialize(&parser))
		return 0;
	yaml_parser_set_input_file(&parser, f);
	while (!is_done) {
		memset(&event, 0, sizeof(event));
		if (!yaml_parser_parse(&parser, &event))
			break;
		is_done = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
		count++;
	}
	yaml_parser_delete(&parser);
	return count;
}

int
main(int argc, char **argv)
{
	long count = 0;

	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");

		if (f == NULL) {
			perror(argv[i]);
			return 2;
		}
		count += count_events(f);
		fclose(f);
	}
	printf("%ld events in %d files\n", count, argc - 1);
	return 0;
}
