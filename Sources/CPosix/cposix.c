// The shim is header only; SwiftPM wants one file to compile.
#include "cposix.h"
