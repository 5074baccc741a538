// Feet of positions on pieces: near ones in closed form, far ones by the series for geodesics.
#pragma once
#include "work.h"

namespace GEO_TARGET {
namespace {

// Foot of each pair by Newton steps on the chord, and the geodesic distance in closed form: over a chord c the geodesic
// is the arc (2 / k) asin(k c / 2) of mean normal curvature k = (P - X)(n_P - n_X) / c^2, to 2e-7 m at 100 km.
void feet(const Ellipsoid& e, int n, Pairs* GEO_FLAT q) {
    const double iz = 1.0 / (1.0 - e.e2);
#pragma omp simd
    for (int i = 0; i < n; i++) {
        double rx = q->px[i] - q->ax[i], ry = q->py[i] - q->ay[i], rz = q->pz[i] - q->az[i];
        double ux = q->ux[i], uy = q->uy[i], uz = q->uz[i], wx = q->wx[i], wy = q->wy[i], wz = q->wz[i];
        double t0 = (rx * ux + ry * uy + rz * uz) / (ux * ux + uy * uy + uz * uz + 1e-30);
        double t = clamp01(t0), end = t0 < 0.5 ? 0.0 : 1.0;
#pragma GCC unroll 3
        for (int step = 0; step < 3; step++) {
            double k = t * (1.0 - t), j = 1.0 - 2.0 * t, Tx = ux + j * wx, Ty = uy + j * wy, Tz = uz + j * wz;
            double dx = t * ux + k * wx - rx, dy = t * uy + k * wy - ry, dz = t * uz + k * wz - rz;
            double slope = dx * Tx + dy * Ty + dz * Tz;
            double bend = Tx * Tx + Ty * Ty + Tz * Tz - 2.0 * (dx * wx + dy * wy + dz * wz);
            // Where the piece bends away more than the circle around P the nearest point is an end.
            t = bend > 0.0 ? clamp01(t - slope / (bend > 0.0 ? bend : 1.0)) : end;
        }
        double k = t * (1.0 - t), j = 1.0 - 2.0 * t, Tx = ux + j * wx, Ty = uy + j * wy, Tz = uz + j * wz;
        double dx = rx - (t * ux + k * wx), dy = ry - (t * uy + k * wy), dz = rz - (t * uz + k * wz);
        double x = q->px[i] - dx, y = q->py[i] - dy, z = q->pz[i] - dz, c2 = dx * dx + dy * dy + dz * dz;
        double zn = z * iz, in = 1.0 / std::sqrt(x * x + y * y + zn * zn), mx = x * in, my = y * in, mz = zn * in;
        double kc2 = dx * (q->nx[i] - mx) + dy * (q->ny[i] - my) + dz * (q->nz[i] - mz);
        double h = c2 > 1e-2 ? kc2 * kc2 * 0.25 / (c2 + 1e-30) : 0.0;  // (k c / 2)^2
        q->s[i] = std::sqrt(c2) * (1.0 + h * (1.0 / 6 + h * (3.0 / 40 + h * (15.0 / 336 + h * (105.0 / 3456 + h * (945.0 / 42240))))));
        double cross = (Ty * dz - Tz * dy) * mx + (Tz * dx - Tx * dz) * my + (Tx * dy - Ty * dx) * mz;
        q->lean[i] = cross / std::sqrt(Tx * Tx + Ty * Ty + Tz * Tz + 1e-30);
        q->x[i] = x, q->y[i] = y, q->z[i] = z, q->t[i] = t, q->c2[i] = c2;
    }
}

// East and north at a position in space, by the sines and cosines of its longitude and latitude.
struct Axes {
    double sl, cl, sp, cp, r;  // r: distance from the axis of the globe
};
GEO_INLINE Axes axes_at(double x, double y, double z, double iz) {
    double r2 = x * x + y * y, r = std::sqrt(r2) + 1e-30, ir = 1.0 / r, zn = z * iz, in = 1.0 / std::sqrt(r2 + zn * zn);
    return {y * ir, x * ir, zn * in, r * in, r};
}
GEO_INLINE double east(const Axes& o, double x, double y) { return o.cl * y - o.sl * x; }
GEO_INLINE double north(const Axes& o, double x, double y, double z) { return o.cp * z - o.sp * (o.cl * x + o.sl * y); }

// A point of a planar edge in space, and how the edge runs there (metres east and north for each t). By value: what has
// an address keeps a loop from becoming vector code.
struct OnEdge {
    double x, y, z, east, north;
};
GEO_INLINE OnEdge on_planar(double a, double e2, double lon0, double lat0, double dlon, double dlat, double t) {
    double sl, cl, sp, cp;
    sincos_deg(lon0 + t * dlon, sl, cl);
    sincos_deg(lat0 + t * dlat, sp, cp);
    double v2 = 1.0 - e2 * sp * sp, radius = a / std::sqrt(v2);
    return {radius * cp * cl, radius * cp * sl, radius * (1.0 - e2) * sp, radius * cp * dlon * DEG,
            radius * (1.0 - e2) / v2 * dlat * DEG};
}

// The direction of the geodesic is that of the normal section, turned by e'^2 s^2 cos^2(lat) sin(2 az) / 12 N^2 (Rapp 1991,
// equation 4.76; the next term is s / N times that). This is its tangent, for s^2 times `turn` = e'^2 / 6 a^2.
GEO_INLINE double turned(double turn, double e2, double sp, double cp, double ss, double ve, double vn) {
    return turn * cp * cp * ss * (1.0 - e2 * sp * sp) * ve * vn / (ve * ve + vn * vn + 1e-30);
}

// Nearby: at either end the geodesic turns away from the normal section; at the foot that moves the foot by up to 14 mm
// at 100 km. On planar edges the last step is taken on the edge itself: the piece is true to 0.01 mm, but its direction
// only to 1e-8.
template <bool PLANAR>
void finish_near(const Ellipsoid& e, int n, Block* GEO_FLAT b) {
    const double a = e.a, e2 = e.e2, iz = 1.0 / (1.0 - e2), turn = e.ep2 / (6.0 * a * a), radius2 = a * e.b;
#pragma omp simd
    for (int i = 0; i < n; i++) {
        double s = b->s[i], X = b->x[i], Y = b->y[i], Z = b->z[i], wx = b->wx[i], wy = b->wy[i], wz = b->wz[i];
        double vx = b->px[i] - X, vy = b->py[i] - Y, vz = b->pz[i] - Z, t = b->t[i], c2 = vx * vx + vy * vy + vz * vz;
        double Tx = b->tx[i], Ty = b->ty[i], Tz = b->tz[i];
        Axes o = axes_at(X, Y, Z, iz);
        double ve = east(o, vx, vy), vn = north(o, vx, vy, vz), iv = 1.0 / std::sqrt(ve * ve + vn * vn + 1e-30);
        double co = turned(turn, e2, o.sp, o.cp, s * s, ve, vn);
        double ge = (ve - co * vn) * iv, gn = (vn + co * ve) * iv;  // towards P along the geodesic
        double te = east(o, Tx, Ty), tn = north(o, Tx, Ty, Tz), we = east(o, wx, wy), wn = north(o, wx, wy, wz);
        if (PLANAR) {
            double v2 = 1.0 - e2 * o.sp * o.sp, radius = a / std::sqrt(v2);
            te = radius * o.cp * b->dlon[i] * DEG, tn = radius * (1.0 - e2) / v2 * b->dlat[i] * DEG;
        }
        // Both times s, so that nothing is divided by it: on the line the direction is noise.
        double along = o.r > 100.0 ? (te * ge + tn * gn) * s : 0.0;
        double bend = (te * te + tn * tn) * (1.0 - s * s / (3.0 * radius2)) + 2.0 * s * (we * ge + wn * gn);
        double moved = clamp01(t + along / (bend > 1e-12 ? bend : 1e300)), dt = moved - t;
        // X(t + dt) = X(t) + dt T - dt^2 W
        double x = X + dt * (Tx - dt * wx), y = Y + dt * (Ty - dt * wy), z = Z + dt * (Tz - dt * wz);
        if (PLANAR) {
            OnEdge at = on_planar(a, e2, b->lon0[i], b->lat0[i], b->dlon[i], b->dlat[i], moved);
            x = at.x, y = at.y, z = at.z;
            b->out_lon[i] = b->lon0[i] + moved * b->dlon[i], b->out_lat[i] = b->lat0[i] + moved * b->dlat[i];
        }
        b->x[i] = x, b->y[i] = y, b->z[i] = z;
        double nx = b->nx[i], ny = b->ny[i], nz = b->nz[i], h = std::sqrt(nx * nx + ny * ny), ih = 1.0 / (h + 1e-30);
        Axes p = {ny * ih, nx * ih, nz, h, 0.0};
        double dx = x - b->px[i], dy = y - b->py[i], dz = z - b->pz[i], de = east(p, dx, dy), dn = north(p, dx, dy, dz);
        double c1 = turned(turn, e2, nz, h, s * s, de, dn);
        b->sin1[i] = de - c1 * dn, b->cos1[i] = dn + c1 * de;
        // The arc keeps its proportion to the chord.
        double chord2 = dx * dx + dy * dy + dz * dz;
        b->s[i] = c2 > 1e-12 ? s * std::sqrt(chord2 / (c2 > 1e-12 ? c2 : 1.0)) : std::sqrt(chord2);
    }
}

// Far away: the foot of the chord, moved to where the geodesic should meet the piece at a right angle by the same closed
// forms. From there one Newton step mostly is enough.
void aim(const Ellipsoid& e, int n, Far* GEO_FLAT f) {
    const double e2 = e.e2, iz = 1.0 / (1.0 - e2), turn = e.ep2 / (6.0 * e.a * e.a), radius2 = e.a * e.b;
#pragma omp simd
    for (int k = 0; k < n; k++) {
        double X = f->x2[k], Y = f->y2[k], Z = f->z2[k], t = f->t[k], wx = f->wx[k], wy = f->wy[k], wz = f->wz[k];
        double vx = f->x1[k] - X, vy = f->y1[k] - Y, vz = f->z1[k] - Z, c2 = vx * vx + vy * vy + vz * vz;
        double j = 1.0 - 2.0 * t, Tx = f->ux[k] + j * wx, Ty = f->uy[k] + j * wy, Tz = f->uz[k] + j * wz;
        Axes o = axes_at(X, Y, Z, iz);
        double ve = east(o, vx, vy), vn = north(o, vx, vy, vz), iv = 1.0 / std::sqrt(ve * ve + vn * vn + 1e-30);
        double ss = c2 * (1.0 + c2 / (12.0 * radius2)), co = turned(turn, e2, o.sp, o.cp, ss, ve, vn), s = std::sqrt(ss);
        double ge = (ve - co * vn) * iv, gn = (vn + co * ve) * iv, te = east(o, Tx, Ty), tn = north(o, Tx, Ty, Tz);
        double we = east(o, wx, wy), wn = north(o, wx, wy, wz);
        double bend = (te * te + tn * tn) * (1.0 - ss / (3.0 * radius2)) + 2.0 * s * (we * ge + wn * gn);
        bool helps = (bend > 1e-12) & (ss < radius2) & (o.r > 1e5);
        double moved = clamp01(t + (te * ge + tn * gn) * s / (bend > 1e-12 ? bend : 1e300)), dt = helps ? moved - t : 0.0;
        f->t[k] = t + dt;
        f->x2[k] = X + dt * (Tx - dt * wx), f->y2[k] = Y + dt * (Ty - dt * wy), f->z2[k] = Z + dt * (Tz - dt * wz);
    }
}

// Far away on planar edges: the point of the edge itself, and how much nearer it is than that of the piece.
void settle_far(const Ellipsoid& e, int n, Block* GEO_FLAT b) {
    const double a = e.a, e2 = e.e2, iz = 1.0 / (1.0 - e2);
    double *GEO_FLAT fx = b->kept[0], *GEO_FLAT fy = b->kept[1], *GEO_FLAT fz = b->kept[2], *GEO_FLAT fs = b->kept[5];
#pragma omp simd
    for (int i = 0; i < n; i++) {
        double X = fx[i], Y = fy[i], Z = fz[i], t = b->t[i];
        Axes o = axes_at(X, Y, Z, iz);
        OnEdge at = on_planar(a, e2, b->lon0[i], b->lat0[i], b->dlon[i], b->dlat[i], t);
        double dx = at.x - X, dy = at.y - Y, dz = at.z - Z;
        double nearer = east(o, dx, dy) * b->ge[i] + north(o, dx, dy, dz) * b->gn[i];
        fs[i] -= o.r > 1e5 ? nearer : 0.0;
        b->far_lon[i] = b->lon0[i] + t * b->dlon[i], b->far_lat[i] = b->lat0[i] + t * b->dlat[i];
    }
}

Geodesics view(Far* f) {
    return {f->x1, f->y1, f->z1, f->x2, f->y2, f->z2, f->length, f->sin1, f->cos1, f->sin2, f->cos2};
}

// Better if shorter, or as short and lying more clearly on one side: at a shared vertex that edge decides the side. Where
// an edge is there twice the lower number decides, so that it does not matter who was asked first.
GEO_INLINE bool better(const Block* b, int i, double s, double lean, int32_t piece) {
    double best = b->s[i], now = absolute(lean), before = absolute(b->lean[i]);
    return s < best - TIE_M || (s < best + TIE_M && (now > before || (now == before && piece < b->piece[i])));
}

// One Newton step towards a right angle between geodesic and edge, for n pairs whose geodesics are known. `open` is 1
// where another is needed. A planar edge has its own direction: that of the piece, true to 1e-8, would move a foot
// 6,000 km away by up to half a metre.
template <bool PLANAR>
void intercept(const Ellipsoid& e, int n, int pass, Far* GEO_FLAT f) {
    const double a = e.a, e2 = e.e2, b = e.b, iz = 1.0 / (1.0 - e2), give_up = pass == PASSES - 1 ? 1.0 : 0.0, again = pass ? 1.0 : 0.0;
#pragma omp simd
    for (int k = 0; k < n; k++) {
        double t = f->t[k], X = f->x2[k], Y = f->y2[k], zn = f->z2[k] * iz, s = f->length[k];
        double ux = f->ux[k], uy = f->uy[k], uz = f->uz[k], wx = f->wx[k], wy = f->wy[k], wz = f->wz[k];
        double j = 1.0 - 2.0 * t, Tx = ux + j * wx, Ty = uy + j * wy, Tz = uz + j * wz;
        // A pole has the longitude of the near end, as in the inverse problem.
        double r2 = X * X + Y * Y, r = std::sqrt(r2), mx = r < 1e-60 ? f->x1[k] : X, my = r < 1e-60 ? f->y1[k] : Y;
        double im = 1.0 / (std::sqrt(mx * mx + my * my) + 1e-30), in = 1.0 / std::sqrt(r2 + zn * zn), sp = zn * in;
        Axes o = {my * im, mx * im, sp, r * in, r};
        double te = east(o, Tx, Ty), tn = north(o, Tx, Ty, Tz), we = east(o, wx, wy), wn = north(o, wx, wy, wz);
        if (PLANAR) {
            double v2 = 1.0 - e2 * sp * sp, normal = a / std::sqrt(v2);
            // Beside a pole east and north turn faster than can be told here.
            te = r > 1e5 ? normal * o.cp * f->dlon[k] * DEG : te, tn = r > 1e5 ? normal * (1.0 - e2) / v2 * f->dlat[k] * DEG : tn;
        }
        double size1 = 1.0 / std::sqrt(f->sin1[k] * f->sin1[k] + f->cos1[k] * f->cos1[k] + 1e-300);
        double size2 = 1.0 / std::sqrt(f->sin2[k] * f->sin2[k] + f->cos2[k] * f->cos2[k] + 1e-300);
        double ge = f->sin2[k] * size2, gn = f->cos2[k] * size2, az_sin = f->sin1[k] * size1, az_cos = f->cos1[k] * size1;
        // m, M: reduced length and geodesic scale, by Gauss's radius at the foot; only the step depends on them. The
        // curvature changes by up to 0.7 % on the way, m and M by half of that times (s / radius)^2.
        double radius = b / (1.0 - e2 * sp * sp), m, M;
        sincos_deg(s / radius / DEG, m, M);
        m = radius * m, m = m > 1.0 ? m : 1.0;
        double slope = te * ge + tn * gn, across = te * gn - tn * ge, tl = std::sqrt(te * te + tn * tn);
        double bend = across * across * M / m - 2.0 * (we * ge + wn * gn);
        // From the second step on the change of the slope itself: where an edge is all but equally far, seen from a pole
        // say, what is not known of m and M is more than the whole bend.
        double past = t - f->t0[k], measured = (slope - f->slope0[k]) / (absolute(past) > 1e-9 ? past : 1.0);
        double secant = absolute(past) > 1e-9 ? again : 0.0;  // 1 or 0: choices between numbers become vector code
        bend = secant > 0.0 ? measured : bend;
        f->t0[k] = t, f->slope0[k] = slope;
        double newton = clamp01(t - slope / (bend > 1e-12 ? bend : 1.0)), end = slope > 0.0 ? 0.0 : 1.0;
        double moved = bend > 1e-12 * tl * tl ? newton : end;
        // Where all of a piece is equally far, steps lead nowhere: after the last the point reached stands.
        moved = give_up > 0.0 ? t : moved;
        double dt = moved - t, there = dt * tl, k1 = moved * (1.0 - moved);
        double lean = tl > 0.0 ? -across / (tl > 0.0 ? tl : 1.0) : 0.0;
        // Near enough for Taylor's series in distance (the next term is below dl^3 / s^2), and in the foot, where what is
        // left out counts against the bend: 0.4 % (s / radius)^2 of the part of m and M, and dl^2 / s^2. Below 0.1 mm. A
        // measured bend is good to some percent.
        double turn = there * -lean / m, size = absolute(there), arc = s / radius, room = 1e-4 * absolute(bend);
        double unknown = 0.004 * size * arc * arc * across * across, small = size <= 5e-3 ? secant : 0.0;
        unknown = small > 0.0 ? 0.0 : unknown;
        bool near = (size * size <= 1e-4 * s) & (size * size * tl * tl <= room * s * s) & (unknown <= room * m);
        double open = near ? 0.0 : 1.0;
        f->open[k] = size <= 1e-5 ? 0.0 : open;
        f->s[k] = s + slope * dt + 0.5 * bend * dt * dt;
        f->sin1[k] = az_sin + turn * az_cos, f->cos1[k] = az_cos - turn * az_sin;
        f->ge[k] = -ge, f->gn[k] = -gn, f->lean[k] = lean, f->t[k] = moved;
        f->x2[k] = f->ax[k] + moved * ux + k1 * wx, f->y2[k] = f->ay[k] + moved * uy + k1 * wy;
        f->z2[k] = f->az[k] + moved * uz + k1 * wz;
    }
}

// Let a pair wait for the series, from a point of its piece on.
GEO_INLINE void await(const Tree& tree, const Block* b, Far* f, int& waiting, int point, int32_t number, double t) {
    const Piece& piece = tree.pieces[number];
    int k = waiting++;
    f->point[k] = point, f->piece[k] = number, f->t[k] = t;
    f->x1[k] = b->px[point], f->y1[k] = b->py[point], f->z1[k] = b->pz[point];
    f->ax[k] = piece.a[0], f->ay[k] = piece.a[1], f->az[k] = piece.a[2];
    f->ux[k] = piece.u[0], f->uy[k] = piece.u[1], f->uz[k] = piece.u[2];
    f->wx[k] = piece.w[0], f->wy[k] = piece.w[1], f->wz[k] = piece.w[2];
    f->x2[k] = f->ax[k] + t * f->ux[k] + t * (1.0 - t) * f->wx[k];
    f->y2[k] = f->ay[k] + t * f->uy[k] + t * (1.0 - t) * f->wy[k];
    f->z2[k] = f->az[k] + t * f->uz[k] + t * (1.0 - t) * f->wz[k];
    f->dlon[k] = tree.ends ? tree.ends[4 * (int64_t)number + 2] : 0.0, f->dlat[k] = tree.ends ? tree.ends[4 * (int64_t)number + 3] : 0.0;
}

// Solve the waiting pairs and give each position the best of its own.
void flush(const Tree& tree, Far* f, int& count, Block* b, bool afar) {
    if (!afar) aim(tree.e, whole_lanes(count), f);
    for (int pass = 0; count && pass < PASSES; pass++) {
        inverse(tree.e, count, view(f), afar);
        if (tree.ends) intercept<true>(tree.e, whole_lanes(count), pass, f);
        else intercept<false>(tree.e, whole_lanes(count), pass, f);
        int left = 0;
        for (int k = 0; k < count; k++) {
            if (f->open[k] != 0.0) {
                double* moved[] = {f->x1, f->y1, f->z1, f->x2, f->y2, f->z2, f->t, f->ax, f->ay, f->az, f->ux, f->uy, f->uz, f->wx, f->wy, f->wz, f->dlon, f->dlat, f->t0, f->slope0};
                for (double* column : moved) column[left] = column[k];
                f->point[left] = f->point[k], f->piece[left] = f->piece[k], left++;
                continue;
            }
            int i = f->point[k];
            if (!better(b, i, f->s[k], f->lean[k], f->piece[k])) continue;
            b->s[i] = f->s[k], b->lean[i] = f->lean[k], b->piece[i] = f->piece[k], b->t[i] = f->t[k];
            b->ge[i] = f->ge[k], b->gn[i] = f->gn[k];
            b->x[i] = f->x2[k], b->y[i] = f->y2[k], b->z[i] = f->z2[k], b->sin1[i] = f->sin1[k], b->cos1[i] = f->cos1[k];
        }
        count = left;
    }
}

}  // namespace
}  // namespace GEO_TARGET
