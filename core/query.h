// The query, compiled once for each instruction set; `choose` in module.cpp takes the best that the processor has.
#pragma once
#include "tree.h"

#define GEO_DECLARE(name)                                                                                         \
    namespace name {                                                                                              \
    void nearest(const Tree& tree, const double* lon, const double* lat, int64_t n, const Found& out, Scratch& room); \
    void inverse_lonlat(const Ellipsoid& e, const double* lon1, const double* lat1, const double* lon2,           \
                        const double* lat2, int64_t n, double* azimuth, double* distance);                        \
    }
GEO_DECLARE(baseline)
GEO_DECLARE(avx2)
GEO_DECLARE(avx512)
