/* gpulint: the command line. */

#include <stdio.h>

int
main(void)
{
	fputs("gpulint: no commands yet\n", stderr);
	return 2;
}
