// Sine, cosine and arc tangent without branches and without libm, so that loops over arrays become vector code.
// Polynomials of fdlibm (sine, cosine) and Cephes (arc tangent); all within 2 units in the last place where used.
#pragma once
#include "lanes.h"

constexpr double PI = 3.14159265358979323846;
constexpr double DEG = PI / 180.0;

// Nearest integer of |x| < 2^51, as the processor rounds; needs strict arithmetic, hence no -ffast-math here.
GEO_INLINE double nearest_integer(double x) {
    constexpr double big = 6755399441055744.0;  // 1.5 * 2^52
    return (x + big) - big;
}

GEO_INLINE double clamp01(double t) {
    t = t < 0.0 ? 0.0 : t;
    return t > 1.0 ? 1.0 : t;
}

// Degrees are reduced before they become radians: multiples of 90 come out exact.
GEO_INLINE void sincos_deg(double x, double& sine, double& cosine) {
    double q = nearest_integer(x * (1.0 / 90.0));
    double r = (x - 90.0 * q) * DEG, z = r * r;
    double s = r + r * z * (-1.66666666666666324348e-01 + z * (8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 +
               z * (2.75573137070700676789e-06 + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10)))));
    double c = 1.0 - 0.5 * z + z * z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 +
               z * (2.48015872894767294178e-05 + z * (-2.75573143513906633035e-07 +
               z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11)))));
    double m = q - 4.0 * nearest_integer(q * 0.25);  // quarter turns, -2 to 2
    double even_s = m == 0.0 ? s : -s, even_c = m == 0.0 ? c : -c;
    bool odd = (m == 1.0) | (m == -1.0);
    sine = odd ? m * c : even_s;
    cosine = odd ? -m * s : even_c;
}

GEO_INLINE double arctan2(double y, double x) {
    double ax = x < 0.0 ? -x : x, ay = y < 0.0 ? -y : y;
    bool steep = ay > ax;
    double lo = steep ? ax : ay, hi = steep ? ay : ax;
    bool outer = lo > 0.66 * hi;
    double num = outer ? lo - hi : lo, den = outer ? lo + hi : hi;
    double t = num / (den > 1e-300 ? den : 1e-300), z = t * t;
    double p = (((-8.750608600031904122785e-1 * z - 1.615753718733365076637e1) * z - 7.500855792314704667340e1) * z -
                1.228866684490136173410e2) * z - 6.485021904942025371773e1;
    double q = ((((z + 2.485846490142306297962e1) * z + 1.650270098316988542046e2) * z + 4.328810604912902668951e2) * z +
                4.853903996359136964868e2) * z + 1.945506571482613964425e2;
    double a = t + t * z * p / q;
    a = outer ? a + PI / 4 : a;
    a = steep ? PI / 2 - a : a;
    a = x < 0.0 ? PI - a : a;
    return y < 0.0 ? -a : a;
}
