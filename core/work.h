// What a thread holds while it answers a block of positions: everything side by side, so that loops become vector code.
#pragma once
#include "tree.h"

namespace GEO_TARGET {
namespace {

constexpr double NEAR_M = 100e3;     // up to here the closed form holds to 2e-7 m, and its foot to 1 mm
constexpr double FAR_CHORD_M = 9e6;  // a quarter of the globe
constexpr double FAREST = 2.967;     // 170 degrees of arc: beyond, the series may not settle
constexpr int BLOCK = 256;           // positions worked on together
constexpr int BATCH = 128;           // pairs of position and piece worked on together
constexpr int GROUP = 32;            // positions that walk the tree together
constexpr int LONG_LIST = 256;       // pairs that wait for the series
constexpr int PASSES = 12;           // steps to a foot at the most
constexpr int STACK = 1024;

GEO_INLINE double least(double a, double b) { return a < b ? a : b; }
GEO_INLINE int least(int a, int b) { return a < b ? a : b; }
GEO_INLINE float least(float a, float b) { return a < b ? a : b; }
GEO_INLINE float most(float a, float b) { return a > b ? a : b; }
GEO_INLINE double absolute(double a) { return a < 0 ? -a : a; }
GEO_INLINE double square(const double* v) { return v[0] * v[0] + v[1] * v[1] + v[2] * v[2]; }

struct Pairs {  // of position and piece; what goes in, and what comes out
    double ax[BATCH], ay[BATCH], az[BATCH], ux[BATCH], uy[BATCH], uz[BATCH], wx[BATCH], wy[BATCH], wz[BATCH];
    double px[BATCH], py[BATCH], pz[BATCH], nx[BATCH], ny[BATCH], nz[BATCH];
    double x[BATCH], y[BATCH], z[BATCH], t[BATCH], s[BATCH], c2[BATCH], lean[BATCH];
    int32_t point[BATCH], piece[BATCH];
};

struct Block {
    double lon[BLOCK], lat[BLOCK], nx[BLOCK], ny[BLOCK], nz[BLOCK], px[BLOCK], py[BLOCK], pz[BLOCK];
    double s[BLOCK], t[BLOCK], x[BLOCK], y[BLOCK], z[BLOCK], lean[BLOCK], sin1[BLOCK], cos1[BLOCK];
    double tx[BLOCK], ty[BLOCK], tz[BLOCK], wx[BLOCK], wy[BLOCK], wz[BLOCK];
    double ge[BLOCK], gn[BLOCK], lon0[BLOCK], lat0[BLOCK], dlon[BLOCK], dlat[BLOCK];
    double kept[6][BLOCK], far_lon[BLOCK], far_lat[BLOCK], out_az[BLOCK], out_lon[BLOCK], out_lat[BLOCK];
    uint32_t key[BLOCK];
    int32_t piece[BLOCK], from[BLOCK + 1];
    bool far[BLOCK], beyond[BLOCK];
};

struct Far {  // pairs that wait for the series; what goes in, and what comes out
    double x1[LONG_LIST], y1[LONG_LIST], z1[LONG_LIST], x2[LONG_LIST], y2[LONG_LIST], z2[LONG_LIST], t[LONG_LIST];
    double ax[LONG_LIST], ay[LONG_LIST], az[LONG_LIST], ux[LONG_LIST], uy[LONG_LIST], uz[LONG_LIST], wx[LONG_LIST],
        wy[LONG_LIST], wz[LONG_LIST];
    double length[LONG_LIST], sin1[LONG_LIST], cos1[LONG_LIST], sin2[LONG_LIST], cos2[LONG_LIST];
    double dlon[LONG_LIST], dlat[LONG_LIST], t0[LONG_LIST], slope0[LONG_LIST];  // the last two: of the step before
    double s[LONG_LIST], lean[LONG_LIST], ge[LONG_LIST], gn[LONG_LIST], open[LONG_LIST];
    int32_t point[LONG_LIST], piece[LONG_LIST];
};

struct Work {
    Block block;
    Pairs pairs;
    Far far, afar;
};

}  // namespace
}  // namespace GEO_TARGET
