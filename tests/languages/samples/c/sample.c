/* A small bakery, with prices in more than one currency. */
#include <stdio.h>
#include <string.h>
#include "oven.h"

#ifndef BAKERY_VERSION
#define BAKERY_VERSION "1.0"
#endif

/** What a loaf costs at most, in €. */
#define DEAREST 1200u
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define LOG(format, ...) \
    fprintf(stderr, format "\n", __VA_ARGS__)

typedef unsigned int grams_t;
typedef int (*baker_fn)(struct loaf *loaf, void *data);

/**
 * @brief Something that was baked. 🥖
 *
 * It does not keep.
 */
struct loaf {
    char name[32];
    grams_t weight; /* in grams */
    struct loaf *next, *previous;
    int (*taste)(const struct loaf *self);
    unsigned burnt : 1;
};

typedef struct {
    double celsius;
    baker_fn bakers[4];
} oven_t;

typedef struct tray Tray;

enum crust {
    CRUST_THIN,
    CRUST_BROWN = 3, // nearly black
};

typedef union value {
    long number;
    const char *text;
} value_t;

static const char *const NAMES[] = {"rye", "brün"};
extern int opened;
static struct loaf shelf[8], *first = shelf;

BAKERY_BEGIN_DECLS

BAKERY_API int loaf_weigh(const struct loaf *loaf);
static void *shelf_find(const char *name, size_t length);

BAKERY_END_DECLS

// Bakes for so many minutes.
static inline int
loaf_bake(struct loaf *loaf,
          oven_t *oven, // at 200 °C
          int minutes)
{
    char colour = 'b';
    for (size_t i = 0; i < LENGTH(oven->bakers); i++) {
        if (oven->bakers[i] != NULL && oven->bakers[i](loaf, &colour) < 0) {
            return -1;
        }
    }
    loaf->weight -= (grams_t)minutes;
    return loaf_weigh(loaf);
}

#ifdef WITH_WINDOW
/* Opens the window. */
void window_open(struct loaf *loaves, size_t count)
{
    struct loaf copy = {.name = "copy", .weight = 500};
    memcpy(loaves, &copy, sizeof(struct loaf));
    printf("%zu – open\n", count);
}
#else
void window_open(struct loaf *loaves, size_t count) {}
#endif

struct loaf *shelf_last(void)
{
    enum crust crust = CRUST_THIN;
    switch (crust) {
    case CRUST_BROWN:
        return NULL;
    default:
        LOG("none of %s", NAMES[1]);
        return &shelf[LENGTH(shelf) - 1];
    }
}

int main(int argc, char **argv)
{
    return shelf_last() == NULL || argc > 1;
}
