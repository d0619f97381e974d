/*
 * shell_cells: the bytes of a command with the place each comes from.
 *
 * For shell*.c alone.  Substitution and splitting work on cells, so that a
 * word still knows its bytes in the file after both.
 */

#ifndef GPULINT_SHELL_CELLS_H
#define GPULINT_SHELL_CELLS_H

#include "command/shell.h"

#define CELL_NOWHERE UINT32_MAX

struct cell {
	char c;
	bool fixed; /* from a value: the splitter takes it as it is */
	uint32_t at; /* offset in the source, or CELL_NOWHERE */
	const char *why; /* part of what could not be resolved, or NULL */
};

struct cells {
	struct cell *items;
	size_t count, room;
	const char *cut; /* why cells are missing, or NULL */
};

void cells_add(struct cells *cells, struct cell cell, struct arena *arena);

/* A scalar's cells, as the host substitutes them. */
struct cells cells_of(const struct shell *shell, const struct node *node);

/* The cells of a script in a word, as the shell itself substitutes them. */
struct cells cells_of_word(const struct shell *shell,
    const struct shell_word *word);

/* Replace references in place: $V and ${...} (of compose or of a shell),
 * $(V) (of Kubernetes). */
struct cells cells_substitute(const struct shell *shell, const struct cells *in,
    enum shell_host host);

/* One word made of the cells whose indexes were kept. */
struct shell_word cells_word(const struct cells *cells, const size_t *kept,
    size_t count, const struct node *node, const struct shell *shell);

/* Where the cells of a word stand: exactly, or with quotes between them; as
 * it was where they do not say. */
void cells_place(struct shell_word *word);

/* The words of a command. */
struct shell_words cells_split(const struct cells *cells,
    const struct node *node, const struct shell *shell);

/* shell->variables with what the script in a word sets in front. */
const struct shell_variable *assignments_of(const struct shell *shell,
    const struct shell_word *script);

void shell_words_add(struct shell_words *words, size_t *room,
    struct shell_word word, struct arena *arena);

#endif
