// The embedded files of Resources/, so that the binary needs no other file.
#ifndef CRESOURCES_H
#define CRESOURCES_H

#include <stddef.h>

typedef struct {
    const char *name;  // the path below Resources/
    const unsigned char *bytes;
    size_t length;
} cresources_file;

extern const cresources_file cresources_files[];
extern const size_t cresources_count;

// Swift sees an array of unknown length as nothing it can index.
static inline cresources_file cresources_file_at(size_t index) { return cresources_files[index]; }

#endif
