// The ellipsoid, and geodesics on it for arrays of pairs of positions in space.
#pragma once
#include <cmath>
#include "trig.h"

struct Ellipsoid {
    double a, b, f, e2, ep2;  // semi-axes in metres, flattening, squares of the eccentricities
    double a3[6], c3[15];     // Karney (2013), equations 24 and 25: longitude along a geodesic, to order 6
};

// Surface normal (nx, ny, nz) and position in space of (lon, lat) in degrees.
GEO_INLINE void to_space(const Ellipsoid& e, double lon, double lat, double* n, double* p) {
    double sl, cl, sp, cp;
    sincos_deg(lon, sl, cl);
    sincos_deg(lat, sp, cp);
    double radius = e.a / std::sqrt(1.0 - e.e2 * sp * sp);
    n[0] = cp * cl, n[1] = cp * sl, n[2] = sp;
    p[0] = radius * n[0], p[1] = radius * n[1], p[2] = radius * (1.0 - e.e2) * sp;
}

// Clenshaw's sum of C[k] sin(2 k x) from sin x and cos x.
GEO_INLINE double sum5(double s, double c, double c1, double c2, double c3, double c4, double c5) {
    double r = 2.0 * (c - s) * (c + s), y4 = r * c5 + c4, y3 = r * y4 - c5 + c3, y2 = r * y3 - y4 + c2;
    return 2.0 * s * c * (r * y2 - y3 + c1);
}
GEO_INLINE double sum6(double s, double c, double c1, double c2, double c3, double c4, double c5, double c6) {
    double r = 2.0 * (c - s) * (c + s), y5 = r * c6 + c5, y4 = r * y5 - c6 + c4, y3 = r * y4 - y5 + c3, y2 = r * y3 - y4 + c2;
    return 2.0 * s * c * (r * y2 - y3 + c1);
}

// Loops over arrays run to whole vectors, into room that is there: a rest of single values would be rounded otherwise,
// and a result would depend on its neighbours.
GEO_INLINE int whole_lanes(int n) { return (n + 7) & ~7; }

// Ends of n geodesics as positions in space, and what comes out: length, and the direction at either end as sine and
// cosine of the azimuth times the same positive factor (from the first end towards the second; the second onwards).
struct Geodesics {
    double *x1, *y1, *z1, *x2, *y2, *z2;
    double *length, *sin1, *cos1, *sin2, *cos2;
};

// Inverse problem on the auxiliary sphere (Karney 2013, section 4): Newton's iteration for its longitude, with the
// derivative of the spherical part. It begins off by the flattening f times the arc; a step leaves f times the square of
// that and f^2 times it, so that four evaluations are true to 1e-8 m up to 9,000 km, and five up to 170 degrees of arc
// (measured against pyproj). Nearer to the antipode it may not settle: callers must not come here.
template <int STEPS>
static void inverse_steps(const Ellipsoid& e, int n, const Geodesics& g) {
    const double ia = 1.0 / e.a, ib = 1.0 / e.b, f = e.f, ep2 = e.ep2, b = e.b;
    const double a0 = e.a3[0], a1 = e.a3[1], a2 = e.a3[2], a3 = e.a3[3], a4 = e.a3[4], a5 = e.a3[5];
    const double k0 = e.c3[0], k1 = e.c3[1], k2 = e.c3[2], k3 = e.c3[3], k4 = e.c3[4], k5 = e.c3[5], k6 = e.c3[6],
                 k7 = e.c3[7], k8 = e.c3[8], k9 = e.c3[9], k10 = e.c3[10], k11 = e.c3[11], k12 = e.c3[12],
                 k13 = e.c3[13], k14 = e.c3[14];
    const double *GEO_FLAT X1 = g.x1, *GEO_FLAT Y1 = g.y1, *GEO_FLAT Z1 = g.z1;
    const double *GEO_FLAT X2 = g.x2, *GEO_FLAT Y2 = g.y2, *GEO_FLAT Z2 = g.z2;
    double *GEO_FLAT length = g.length, *GEO_FLAT sin1 = g.sin1, *GEO_FLAT cos1 = g.cos1, *GEO_FLAT sin2 = g.sin2,
           *GEO_FLAT cos2 = g.cos2;
#pragma omp simd
    for (int i = 0; i < n; i++) {
        double r1 = std::sqrt(X1[i] * X1[i] + Y1[i] * Y1[i]), r2 = std::sqrt(X2[i] * X2[i] + Y2[i] * Y2[i]);
        // Parametric latitudes: (x/a, y/a, z/b) is a unit vector, but for rounding and the misfit of pieces.
        double c1 = r1 * ia, s1 = Z1[i] * ib, c2 = r2 * ia, s2 = Z2[i] * ib;
        double q1 = 1.0 / std::sqrt(c1 * c1 + s1 * s1), q2 = 1.0 / std::sqrt(c2 * c2 + s2 * s2);
        c1 *= q1, s1 *= q1, c2 *= q2, s2 *= q2;
        // At a pole every longitude will do; 1e-200 keeps the quotient finite.
        double ir = 1.0 / (r1 * r2 + 1e-200);
        double cd = (X1[i] * X2[i] + Y1[i] * Y2[i]) * ir, sd = (X1[i] * Y2[i] - Y1[i] * X2[i]) * ir;
        double pole = (r1 * r2) < 1e-100 ? 1.0 : 0.0;
        cd += pole;
        double so = sd, co = cd, sigma = 0, ss1 = 0, cs1 = 1, ss2 = 0, cs2 = 1, eps = 0, az1 = 0, ax1 = 1, az2 = 0, ax2 = 1, d = 0;
#pragma GCC unroll 12
        for (int step = 0; step < STEPS; step++) {
            double y = c2 * so, x = c1 * s2 - s1 * c2 * co, h = std::sqrt(y * y + x * x), cs = s1 * s2 + c1 * c2 * co;
            double ih = 1.0 / (h + 1e-300);
            az1 = y * ih, ax1 = x * ih;
            az2 = c1 * so, ax2 = c1 * s2 * co - s1 * c2;
            double sa0 = az1 * c1, ca0 = ax1 * ax1 + az1 * az1 * s1 * s1;
            sigma = arctan2(h, cs);
            double d1 = ax1 * c1, ri = 1.0 / std::sqrt(s1 * s1 + d1 * d1 + 1e-300);
            ss1 = s1 * ri, cs1 = d1 * ri;
            ss2 = ss1 * cs + cs1 * h, cs2 = cs1 * cs - ss1 * h;
            double kk = ca0 * ep2, root = 1.0 + std::sqrt(1.0 + kk);
            eps = kk / (2.0 * root + kk);
            double e1 = eps, e2 = e1 * e1, e3 = e2 * e1;
            double A3 = ((((a5 * e1 + a4) * e1 + a3) * e1 + a2) * e1 + a1) * e1 + a0;
            double C1 = e1 * (k0 + e1 * (k1 + e1 * (k2 + e1 * (k3 + e1 * k4)))), C2 = e2 * (k5 + e1 * (k6 + e1 * (k7 + e1 * k8)));
            double C3 = e3 * (k9 + e1 * (k10 + e1 * k11)), C4 = e2 * e2 * (k12 + e1 * k13), C5 = e2 * e3 * k14;
            double B3 = sum5(ss2, cs2, C1, C2, C3, C4, C5) - sum5(ss1, cs1, C1, C2, C3, C4, C5);
            // The longitude on the sphere should be ahead by `ahead`; Newton's step takes how that changes with it, by
            // spherical trigonometry (the change of A3 and B3 is of second order).
            double ahead = f * A3 * sa0 * (sigma + B3), fA = f * A3;
            double change = fA * ((sigma + B3) * d1 * (c2 * ax2 * ih) * ih + sa0 * sa0);
            d = (ahead - d * change) / (1.0 - change);
            double dd = d * d;  // at most (pi f)^2: a short series turns the pair (sine, cosine)
            double sind = d * (1.0 - dd * (1.0 / 6) * (1.0 - dd * (1.0 / 20) * (1.0 - dd * (1.0 / 42))));
            double cosd = 1.0 - dd * 0.5 * (1.0 - dd * (1.0 / 12) * (1.0 - dd * (1.0 / 30) * (1.0 - dd * (1.0 / 56))));
            so = sd * cosd + cd * sind, co = cd * cosd - sd * sind;
        }
        double e1 = eps, q = e1 * e1, A1 = (1.0 + q * (0.25 + q * (1.0 / 64 + q * (1.0 / 256)))) / (1.0 - e1);
        double C1 = e1 * (-0.5 + q * (3.0 / 16 - q / 32)), C2 = q * (-1.0 / 16 + q * (1.0 / 32 - q * 9 / 2048));
        double C3 = e1 * q * (-1.0 / 48 + q * 3 / 256), C4 = q * q * (-5.0 / 512 + q * 3 / 512);
        double C5 = e1 * q * q * (-7.0 / 1280), C6 = q * q * q * (-7.0 / 2048);
        length[i] = b * A1 * (sigma + sum6(ss2, cs2, C1, C2, C3, C4, C5, C6) - sum6(ss1, cs1, C1, C2, C3, C4, C5, C6));
        sin1[i] = az1, cos1[i] = ax1, sin2[i] = az2, cos2[i] = ax2;
    }
}

// `far` for chords beyond 9,000 km. The same steps for all of a batch, whatever is in it: results do not depend on who
// shares it.
static inline void inverse(const Ellipsoid& e, int n, const Geodesics& g, bool far) {
    if (far) inverse_steps<5>(e, whole_lanes(n), g);
    else inverse_steps<4>(e, whole_lanes(n), g);
}
