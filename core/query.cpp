// Nearest point of the lines for a chunk of positions.
//
// 1. Positions are put in Morton order, so that neighbours follow each other.
// 2. Groups of neighbours walk the tree once and share the leaves that can matter to any of them.
// 3. For each position those pieces stay whose chord is within a margin of the smallest: on an ellipsoid a geodesic is
//    at least as long as the arc over its chord with the largest radius of curvature and at most as long as that with
//    the smallest (Schur's comparison), so a longer chord can only be the shorter geodesic within the difference.
// 4. The foot on each piece comes from Newton steps on the chord; nearby, distance and direction follow in closed form,
//    farther away from the series for geodesics and Newton steps until the geodesic meets the edge at a right angle.
// 5. Beyond a quarter of the globe chords no longer order geodesics: there the ellipsoid is stretched to a sphere, on
//    which a length is between 1/a and 1/b of that on the ellipsoid, and pieces are chosen by that bound.
//
// This file is compiled once for each instruction set. Nothing in it may be shared between those builds: no templates
// of the standard library, whose instances the linker would merge.
#include "query.h"

namespace GEO_TARGET {
namespace {

constexpr double NEAR_M = 100e3;     // up to here the closed form holds to 2e-7 m, and its foot to 1 mm
constexpr double FAR_CHORD_M = 9e6;  // a quarter of the globe
constexpr double FAREST = 2.967;     // 170 degrees of arc: beyond, the series may not settle
constexpr int BLOCK = 512;           // positions worked on together
constexpr int BATCH = 512;           // pairs of position and piece worked on together
constexpr int GROUP = 32;            // positions that walk the tree together
constexpr int LONG_LIST = 1024;      // pairs that wait for the series
constexpr int STACK = 1024;

GEO_INLINE double least(double a, double b) { return a < b ? a : b; }
GEO_INLINE float least(float a, float b) { return a < b ? a : b; }
GEO_INLINE float most(float a, float b) { return a > b ? a : b; }
GEO_INLINE double absolute(double a) { return a < 0 ? -a : a; }
GEO_INLINE double square(const double* v) { return v[0] * v[0] + v[1] * v[1] + v[2] * v[2]; }

struct Near {
    float d2;
    int32_t piece;
};
struct Hit {
    float d;
    int32_t leaf;
};

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
    double ge[BLOCK], gn[BLOCK], bend[BLOCK], lon0[BLOCK], lat0[BLOCK], dlon[BLOCK], dlat[BLOCK];
    double kept[6][BLOCK], far_lon[BLOCK], far_lat[BLOCK], out_az[BLOCK], out_lon[BLOCK], out_lat[BLOCK], bound[BLOCK];
    int32_t piece[BLOCK], from[BLOCK + 1], whose[BLOCK];
    bool far[BLOCK], beyond[BLOCK];
};

struct Far {  // pairs that wait for the series
    double x1[LONG_LIST], y1[LONG_LIST], z1[LONG_LIST], x2[LONG_LIST], y2[LONG_LIST], z2[LONG_LIST], length[LONG_LIST],
        sin1[LONG_LIST], cos1[LONG_LIST], sin2[LONG_LIST], cos2[LONG_LIST];
    double t[LONG_LIST], s[LONG_LIST], lean[LONG_LIST], az_sin[LONG_LIST], az_cos[LONG_LIST], fx[LONG_LIST],
        fy[LONG_LIST], fz[LONG_LIST];
    double ge[LONG_LIST], gn[LONG_LIST], bend[LONG_LIST];
    int32_t point[LONG_LIST], piece[LONG_LIST], active[LONG_LIST];
};

struct Work {
    Block block;
    Pairs pairs;
    Far far;
};

// By how much a longer chord can be the shorter geodesic: the difference of the two arcs as a series, padded by 5 %.
GEO_INLINE float margin(const Tree& tree, float chord) {
    float r = chord / (float)tree.rho_min, r2 = r * r;
    return 1.05f / 24.0f * (float)tree.spread * chord * r2 * (1.0f + 0.4f * r2) + 0.02f;
}

GEO_INLINE Lanes box_distance(const Node& node, const Lanes* p, float z_scale) {
    Lanes zero = spread(0.0f), scale = spread(z_scale);
    Lanes dx = larger(larger(load(node.lo[0]) - p[0], p[0] - load(node.hi[0])), zero);
    Lanes dy = larger(larger(load(node.lo[1]) - p[1], p[1] - load(node.hi[1])), zero);
    Lanes dz = larger(larger(load(node.lo[2]) - p[2], p[2] - load(node.hi[2])), zero) * scale;
    return dx * dx + dy * dy + dz * dz;
}

GEO_INLINE Lanes leaf_distance(const Leaf& leaf, const Lanes* p) {
    Lanes x = p[0] - load(leaf.a[0]), y = p[1] - load(leaf.a[1]), z = p[2] - load(leaf.a[2]);
    Lanes ux = load(leaf.u[0]), uy = load(leaf.u[1]), uz = load(leaf.u[2]);
    Lanes t = smaller(larger((x * ux + y * uy + z * uz) * load(leaf.il), spread(0.0f)), spread(1.0f));
    x = x - t * ux, y = y - t * uy, z = z - t * uz;
    return x * x + y * y + z * z;
}

struct Waiting {
    float d2;
    int32_t node;
};

// Children within the limit go on the stack, the nearest on top.
GEO_INLINE int push_children(const Node& node, Lanes d2, float limit2, Waiting* stack, int top) {
    int first = top;
    for (unsigned bits = at_most(d2, limit2); bits; bits &= bits - 1) {
        int k = lowest_bit(bits), at = top++;
        float d = d2[k];
        for (; at > first && stack[at - 1].d2 < d; at--) stack[at] = stack[at - 1];
        stack[at] = {d, node.child[k]};
    }
    return top;
}

// All leaves that can hold the nearest piece of any position within r of p, by distance from p. The chord from p to
// the nearest piece is at most `seed`. For a position q within r of p, chords from q and p differ by no more than r.
int leaves_of_group(const Tree& tree, const float* p, float r, float seed, Room& room, Hit*& hits) {
    Waiting stack[STACK];
    int top = 0, count = 0;
    int64_t room_for = 4096;
    hits = (Hit*)room.grow(room_for * (int64_t)sizeof(Hit));
    float best = seed, wide = tree.slack + 2.0f * r, limit = best + wide + margin(tree, best + r), limit2 = limit * limit;
    Lanes at[3] = {spread(p[0]), spread(p[1]), spread(p[2])};
    stack[top++] = {0.0f, tree.root};
    while (top) {
        Waiting next = stack[--top];
        if (next.d2 > limit2) continue;
        if (next.node >= 0) {
            const Node& node = tree.nodes[next.node];
            top = push_children(node, box_distance(node, at, 1.0f), limit2, stack, top);
            continue;
        }
        float d = std::sqrt(smallest(leaf_distance(tree.leaves[~next.node], at)));
        if (d > limit) continue;
        if (count == room_for) room_for *= 4, hits = (Hit*)room.extend(room_for * (int64_t)sizeof(Hit));
        hits[count++] = {d, ~next.node};
        if (d < best) best = d, limit = best + wide + margin(tree, best + r), limit2 = limit * limit;
    }
    int kept = 0;
    for (int i = 0; i < count; i++)
        if (hits[i].d <= limit) hits[kept++] = hits[i];
    // Nearest first: a shell sort, for mostly there are few.
    for (int gap = kept / 2; gap > 0; gap = gap > 2 ? gap * 5 / 11 : gap / 2)
        for (int i = gap; i < kept; i++) {
            Hit hit = hits[i];
            int j = i;
            for (; j >= gap && hits[j - gap].d > hit.d; j -= gap) hits[j] = hits[j - gap];
            hits[j] = hit;
        }
    return kept;
}

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

// Position in space of a point of a planar edge, and how the edge runs there (metres east and north for each t).
GEO_INLINE void on_planar(const Ellipsoid& e, const Block* b, int i, double t, double* x, double& east, double& north) {
    double sl, cl, sp, cp;
    sincos_deg(b->lon0[i] + t * b->dlon[i], sl, cl);
    sincos_deg(b->lat0[i] + t * b->dlat[i], sp, cp);
    double v2 = 1.0 - e.e2 * sp * sp, radius = e.a / std::sqrt(v2);
    x[0] = radius * cp * cl, x[1] = radius * cp * sl, x[2] = radius * (1.0 - e.e2) * sp;
    east = radius * cp * b->dlon[i] * DEG, north = radius * (1.0 - e.e2) / v2 * b->dlat[i] * DEG;
}

// Nearby: the direction of the geodesic is that of the normal section but for e'^2 s^2 cos^2(lat) sin(2 az) / 12 N^2
// (Rapp 1991, equation 4.76), at either end; at the foot it moves the foot by up to 14 mm at 100 km. On planar edges the
// last step is taken on the edge itself: the piece is true to 0.01 mm, but its direction only to 1e-8.
template <bool PLANAR>
void finish_near(const Ellipsoid& e, int n, Block* GEO_FLAT b) {
    const double iz = 1.0 / (1.0 - e.e2), turn = e.ep2 / (6.0 * e.a * e.a), radius2 = e.a * e.b;
#pragma omp simd
    for (int i = 0; i < n; i++) {
        double s = b->s[i], X = b->x[i], Y = b->y[i], Z = b->z[i], wx = b->wx[i], wy = b->wy[i], wz = b->wz[i];
        double vx = b->px[i] - X, vy = b->py[i] - Y, vz = b->pz[i] - Z, t = b->t[i], c2 = vx * vx + vy * vy + vz * vz;
        double Tx = b->tx[i], Ty = b->ty[i], Tz = b->tz[i];
        double r2 = X * X + Y * Y, r = std::sqrt(r2) + 1e-30, sl = Y / r, cl = X / r;
        double zn = Z * iz, in = 1.0 / std::sqrt(r2 + zn * zn), sp = zn * in, cp = r * in;
        double ve = cl * vy - sl * vx, vn = cp * vz - sp * (cl * vx + sl * vy), vv = ve * ve + vn * vn + 1e-30;
        double co = turn * cp * cp * s * s * (1.0 - e.e2 * sp * sp) * ve * vn / vv, iv = 1.0 / std::sqrt(vv);
        double ge = (ve - co * vn) * iv, gn = (vn + co * ve) * iv;  // towards P along the geodesic
        double te = cl * Ty - sl * Tx, tn = cp * Tz - sp * (cl * Tx + sl * Ty);
        if (PLANAR) {
            double v2 = 1.0 - e.e2 * sp * sp, radius = e.a / std::sqrt(v2);
            te = radius * cp * b->dlon[i] * DEG, tn = radius * (1.0 - e.e2) / v2 * b->dlat[i] * DEG;
        }
        double we = cl * wy - sl * wx, wn = cp * wz - sp * (cl * wx + sl * wy);
        // Both times s, so that nothing is divided by it: on the line the direction is noise.
        double along = r > 100.0 ? (te * ge + tn * gn) * s : 0.0;
        double bend = (te * te + tn * tn) * (1.0 - s * s / (3.0 * radius2)) + 2.0 * s * (we * ge + wn * gn);
        double moved = clamp01(t + along / (bend > 1e-12 ? bend : 1e300)), dt = moved - t, at[3], ignored;
        if (PLANAR) {
            on_planar(e, b, i, moved, at, ignored, ignored);
            b->out_lon[i] = b->lon0[i] + moved * b->dlon[i], b->out_lat[i] = b->lat0[i] + moved * b->dlat[i];
        } else {  // X(t + dt) = X(t) + dt T - dt^2 W
            at[0] = X + dt * (Tx - dt * wx), at[1] = Y + dt * (Ty - dt * wy), at[2] = Z + dt * (Tz - dt * wz);
        }
        b->x[i] = at[0], b->y[i] = at[1], b->z[i] = at[2];
        double nx = b->nx[i], ny = b->ny[i], nz = b->nz[i], hh = nx * nx + ny * ny, h = std::sqrt(hh);
        double ih = 1.0 / (h + 1e-30), sa = ny * ih, ca = nx * ih;
        double dx = at[0] - b->px[i], dy = at[1] - b->py[i], dz = at[2] - b->pz[i];
        double east = ca * dy - sa * dx, north = h * dz - nz * (ca * dx + sa * dy);
        double c1 = turn * hh * s * s * (1.0 - e.e2 * nz * nz) * east * north / (east * east + north * north + 1e-30);
        b->sin1[i] = east - c1 * north, b->cos1[i] = north + c1 * east;
        // The arc keeps its proportion to the chord.
        double chord2 = dx * dx + dy * dy + dz * dz;
        b->s[i] = c2 > 1e-12 ? s * std::sqrt(chord2 / (c2 > 1e-12 ? c2 : 1.0)) : std::sqrt(chord2);
    }
}

// Far away on planar edges: the same last step on the edge itself. To first order only the difference in direction
// between edge and piece moves the foot. At a pole east and north turn faster than can be told here: the foot stays.
void settle_far(const Ellipsoid& e, int n, Block* GEO_FLAT b) {
#pragma omp simd
    for (int i = 0; i < n; i++) {
        double X = b->kept[0][i], Y = b->kept[1][i], Z = b->kept[2][i], t = b->t[i], at[3], east, north;
        double r = std::sqrt(X * X + Y * Y) + 1e-30, sl = Y / r, cl = X / r, zn = Z / (1.0 - e.e2);
        double in = 1.0 / std::sqrt(r * r + zn * zn), sp = zn * in, cp = r * in;
        on_planar(e, b, i, t, at, east, north);
        double te = cl * b->ty[i] - sl * b->tx[i], tn = cp * b->tz[i] - sp * (cl * b->tx[i] + sl * b->ty[i]);
        double along = (east - te) * b->ge[i] + (north - tn) * b->gn[i], bend = b->bend[i];
        bool moves = (t > 0.0) & (t < 1.0) & (bend > 1e-12) & (r > 1e5);
        double moved = clamp01(t + along / (bend > 1e-12 ? bend : 1.0));
        moved = moves ? moved : t;
        double dx = at[0] - X, dy = at[1] - Y, dz = at[2] - Z;
        double nearer = (cl * dy - sl * dx) * b->ge[i] + (cp * dz - sp * (cl * dx + sl * dy)) * b->gn[i];
        b->kept[5][i] -= r > 1e5 ? nearer : 0.0;
        b->far_lon[i] = b->lon0[i] + moved * b->dlon[i], b->far_lat[i] = b->lat0[i] + moved * b->dlat[i];
    }
}

// Longitude of the far end of geodesic k; a pole has that of the near end, as in the inverse problem.
GEO_INLINE void meridian(const Far* f, int k, double& r, double& sine, double& cosine) {
    double x = f->x2[k], y = f->y2[k];
    r = std::sqrt(x * x + y * y);
    if (r < 1e-60) x = f->x1[k], y = f->y1[k];
    double size = std::sqrt(x * x + y * y) + 1e-30;
    sine = y / size, cosine = x / size;
}

// One Newton step towards a right angle between geodesic and edge; true when the pair is done.
bool intercept(const Tree& tree, Far* f, int j, int k, int pass) {
    const Piece& piece = tree.pieces[f->piece[j]];
    double t = f->t[j], X = f->x2[k], Y = f->y2[k], Z = f->z2[k], T[3];
    for (int d = 0; d < 3; d++) T[d] = piece.u[d] + (1.0 - 2.0 * t) * piece.w[d];
    double r, sl, cl, zn = Z / (1.0 - tree.e.e2);
    meridian(f, k, r, sl, cl);
    double in = 1.0 / std::sqrt(r * r + zn * zn), sp = zn * in, cp = r * in;
    double te = cl * T[1] - sl * T[0], tn = cp * T[2] - sp * (cl * T[0] + sl * T[1]);
    double we = cl * piece.w[1] - sl * piece.w[0], wn = cp * piece.w[2] - sp * (cl * piece.w[0] + sl * piece.w[1]);
    double size1 = 1.0 / std::sqrt(f->sin1[k] * f->sin1[k] + f->cos1[k] * f->cos1[k] + 1e-300);
    double size2 = 1.0 / std::sqrt(f->sin2[k] * f->sin2[k] + f->cos2[k] * f->cos2[k] + 1e-300);
    double ge = f->sin2[k] * size2, gn = f->cos2[k] * size2, s = f->length[k], az_sin = f->sin1[k] * size1, az_cos = f->cos1[k] * size1;
    // m, M: reduced length and geodesic scale, by Gauss's radius at the foot; only the step depends on them.
    double radius = tree.e.b / (1.0 - tree.e.e2 * sp * sp), m, M;
    sincos_deg(s / radius / DEG, m, M);
    m *= radius;
    double slope = te * ge + tn * gn, across = te * gn - tn * ge, tl = std::sqrt(te * te + tn * tn);
    double bend = across * across * M / (m > 1.0 ? m : 1.0) - 2.0 * (we * ge + wn * gn);
    double moved = bend > 1e-12 * tl * tl ? clamp01(t - slope / bend) : (slope > 0.0 ? 0.0 : 1.0);
    // Where all of a piece is equally far, steps lead nowhere: after twelve the point reached stands.
    if (pass == 11) moved = t;
    double dt = moved - t, dl = absolute(dt) * tl;
    f->lean[j] = tl > 0.0 ? -across / tl : 0.0;
    double place[3], there = dt * tl;
    for (int d = 0; d < 3; d++) place[d] = piece.a[d] + moved * piece.u[d] + moved * (1.0 - moved) * piece.w[d];
    f->fx[j] = place[0], f->fy[j] = place[1], f->fz[j] = place[2], f->t[j] = moved;
    // Near enough for Taylor's series: the next terms are below dl^3 / s^2 in distance and dl^2 / s in the foot.
    if (dl * dl <= 1e-4 * s) {
        double turn = there * -f->lean[j] / (m > 1.0 ? m : 1.0);
        f->s[j] = s + slope * dt + 0.5 * bend * dt * dt;
        f->az_sin[j] = az_sin + turn * az_cos, f->az_cos[j] = az_cos - turn * az_sin;
        f->ge[j] = -ge, f->gn[j] = -gn, f->bend[j] = bend;
        return true;
    }
    return false;
}

Geodesics view(Far* f) {
    return {f->x1, f->y1, f->z1, f->x2, f->y2, f->z2, f->length, f->sin1, f->cos1, f->sin2, f->cos2};
}

// Better if shorter, or as short and lying more clearly on one side: at a shared vertex that edge decides the side.
GEO_INLINE bool better(double s, double lean, double best_s, double best_lean) {
    return s < best_s - TIE_M || (s < best_s + TIE_M && absolute(lean) > absolute(best_lean));
}

// Solve the waiting pairs and give each position the best of its own.
void flush(const Tree& tree, Far* f, int& count, Block* b) {
    int active = count;
    for (int j = 0; j < count; j++) f->active[j] = j;
    for (int pass = 0; active && pass < 12; pass++) {
        if (pass)
            for (int k = 0; k < active; k++) {
                int j = f->active[k], i = f->point[j];
                f->x1[k] = b->px[i], f->y1[k] = b->py[i], f->z1[k] = b->pz[i];
                f->x2[k] = f->fx[j], f->y2[k] = f->fy[j], f->z2[k] = f->fz[j];
            }
        inverse(tree.e, active, view(f), false);
        int left = 0;
        for (int k = 0; k < active; k++) {
            int j = f->active[k];
            if (!intercept(tree, f, j, k, pass)) f->active[left++] = j;
        }
        active = left;
    }
    for (int j = 0; j < count; j++) {
        int i = f->point[j];
        if (!better(f->s[j], f->lean[j], b->s[i], b->lean[i])) continue;
        b->s[i] = f->s[j], b->lean[i] = f->lean[j], b->piece[i] = f->piece[j], b->t[i] = f->t[j];
        b->ge[i] = f->ge[j], b->gn[i] = f->gn[j], b->bend[i] = f->bend[j];
        b->x[i] = f->fx[j], b->y[i] = f->fy[j], b->z[i] = f->fz[j], b->sin1[i] = f->az_sin[j], b->cos1[i] = f->az_cos[j];
    }
    count = 0;
}

// Bounds of a geodesic's slope along a piece at its foot: its cosine with the tangent, and the lean.
void slope_at(const Tree& tree, const Piece& piece, double t, const Far* f, int k, double& slope, double& lean) {
    double T[3], X = f->x2[k], Y = f->y2[k], Z = f->z2[k];
    for (int d = 0; d < 3; d++) T[d] = piece.u[d] + (1.0 - 2.0 * t) * piece.w[d];
    double r, sl, cl, zn = Z / (1.0 - tree.e.e2);
    meridian(f, k, r, sl, cl);
    double in = 1.0 / std::sqrt(r * r + zn * zn), sp = zn * in, cp = r * in;
    double te = cl * T[1] - sl * T[0], tn = cp * T[2] - sp * (cl * T[0] + sl * T[1]), tl = std::sqrt(te * te + tn * tn) + 1e-30;
    double size = 1.0 / (tl * std::sqrt(f->sin2[k] * f->sin2[k] + f->cos2[k] * f->cos2[k]) + 1e-300);
    slope = (te * f->sin2[k] + tn * f->cos2[k]) * size;
    lean = (tn * f->sin2[k] - te * f->cos2[k]) * size;
}

struct Stretch {  // a piece on which a far position may have its nearest point
    int32_t piece;
    double low, high, slope_low, slope_high;
};

// Geodesics from position i of the block to points of `count` stretches, in batches; `t` chooses the point.
template <class Choose, class Use>
void along(const Tree& tree, Block* b, Far* f, int i, const Stretch* stretch, int count, Choose t, Use use) {
    for (int from = 0; from < count; from += LONG_LIST) {
        int n = count - from < LONG_LIST ? count - from : LONG_LIST;
        for (int k = 0; k < n; k++) {
            const Piece& piece = tree.pieces[stretch[from + k].piece];
            double at = t(stretch[from + k]), x[3];
            for (int d = 0; d < 3; d++) x[d] = piece.a[d] + at * piece.u[d] + at * (1.0 - at) * piece.w[d];
            f->x1[k] = b->px[i], f->y1[k] = b->py[i], f->z1[k] = b->pz[i], f->x2[k] = x[0], f->y2[k] = x[1], f->z2[k] = x[2];
        }
        inverse(tree.e, n, view(f), true);
        for (int k = 0; k < n; k++) use(from + k, k);
    }
}

// A position farther than a quarter of the globe. On the ellipsoid stretched to a sphere of radius a, an element of
// length is between 1/a and 1/b of its own: dividing by a and b bounds every geodesic by b sigma <= s <= a sigma.
// False when the nearest line is within 10 degrees of the antipode.
bool from_afar(const Tree& tree, Block* b, Far* f, int i, Scratch& scratch) {
    const double a = tree.e.a, ratio = a / tree.e.b;
    const float z_scale = (float)ratio, wide = 2.0f * tree.slack;
    float p[3] = {(float)b->px[i], (float)b->py[i], (float)b->pz[i]};
    Lanes at[3] = {spread(p[0]), spread(p[1]), spread(p[2])};
    auto limit_of = [&](float best) {
        double half = least((best + wide) / (2.0 * a), 1.0), sigma = ratio * 2.0 * std::asin(half);
        return sigma >= PI ? 3e7f : (float)(2.0 * a * std::sin(sigma / 2.0)) + wide;
    };
    Waiting stack[STACK];
    Near* found = nullptr;
    int64_t room_for = 0;
    int count = 0;
    float best = 3e7f;
    // Two walks: the first finds the smallest distance on the sphere, the second all pieces within its limit.
    for (int walk = 0; walk < 2; walk++) {
        float limit = walk ? limit_of(best) : 3e7f, limit2 = limit * limit;
        int top = 0;
        stack[top++] = {0.0f, tree.root};
        while (top) {
            Waiting next = stack[--top];
            if (next.d2 > limit2) continue;
            if (next.node >= 0) {
                const Node& node = tree.nodes[next.node];
                top = push_children(node, box_distance(node, at, z_scale), limit2, stack, top);
                continue;
            }
            const Leaf& leaf = tree.leaves[~next.node];
            for (int k = 0; k < 8; k++) {
                float x = p[0] - leaf.a[0].at[k], y = p[1] - leaf.a[1].at[k], z = (p[2] - leaf.a[2].at[k]) * z_scale;
                float ux = leaf.u[0].at[k], uy = leaf.u[1].at[k], uz = leaf.u[2].at[k] * z_scale;
                float uu = ux * ux + uy * uy + uz * uz, t = uu > 0 ? (x * ux + y * uy + z * uz) / uu : 0.0f;
                t = t < 0 ? 0 : t > 1 ? 1 : t;
                x -= t * ux, y -= t * uy, z -= t * uz;
                float d2 = x * x + y * y + z * z;
                if (d2 > limit2) continue;
                if (!walk) {
                    best = std::sqrt(d2), limit = best + wide, limit2 = d2 < limit2 ? limit * limit : limit2;
                    continue;
                }
                if (count == room_for) {
                    room_for = room_for ? room_for * 4 : 4096;
                    found = (Near*)scratch.room[4].extend(room_for * (int64_t)sizeof(Near));
                }
                found[count++] = {d2, ~next.node * 8 + k};
            }
        }
        if (!walk) {
            // The first walk may have ended up to `wide` above the smallest.
            double half = least(best / (2.0 * a), 1.0);
            if (2.0 * std::asin(half) > FAREST) return false;
        }
    }
    Stretch* stretch = (Stretch*)scratch.room[5].grow((int64_t)(count + 1) * (int64_t)sizeof(Stretch));
    double* middle = (double*)scratch.room[6].grow((int64_t)(count + 1) * 3 * (int64_t)sizeof(double));
    for (int c = 0; c < count; c++) stretch[c] = {found[c].piece, 0.0, 1.0, 0.0, 0.0};
    double shortest = 1e30;
    along(tree, b, f, i, stretch, count, [](const Stretch&) { return 0.5; },
          [&](int c, int k) { middle[c] = f->length[k], shortest = least(shortest, f->length[k]); });
    int kept = 0;
    for (int c = 0; c < count; c++) {
        const Piece& piece = tree.pieces[stretch[c].piece];
        // From its middle no point of a piece is farther than half its length.
        double reach = 0.5 * std::sqrt(square(piece.u)) + 0.5 * std::sqrt(square(piece.w)) + 1e-3;
        if (middle[c] - 1.001 * reach <= shortest) stretch[kept++] = stretch[c];
    }
    double *low = middle, *high = middle + kept, *lean = middle + 2 * kept, ignored;
    along(tree, b, f, i, stretch, kept, [](const Stretch&) { return 0.0; }, [&](int c, int k) {
        low[c] = f->length[k];
        slope_at(tree, tree.pieces[stretch[c].piece], 0.0, f, k, stretch[c].slope_low, ignored);
    });
    along(tree, b, f, i, stretch, kept, [](const Stretch&) { return 1.0; }, [&](int c, int k) {
        high[c] = f->length[k];
        slope_at(tree, tree.pieces[stretch[c].piece], 1.0, f, k, stretch[c].slope_high, ignored);
    });
    // A piece is so short that its slope is all but linear: falling then rising, it holds a minimum, which regula falsi
    // finds; otherwise the nearest point is an end.
    for (int c = 0; c < kept; c++)
        if (!(stretch[c].slope_low < 0.0 && stretch[c].slope_high > 0.0)) {
            double end = low[c] <= high[c] ? 0.0 : 1.0;
            stretch[c].low = stretch[c].high = end, stretch[c].slope_low = stretch[c].slope_high = 0.0;
        }
    auto root = [](const Stretch& q) {
        double rise = q.slope_high - q.slope_low;
        return rise > 0.0 ? q.low - (q.high - q.low) * q.slope_low / rise : q.low;
    };
    bool last = false;
    for (int pass = 0; pass < 6; pass++) {
        last = pass == 5;
        along(tree, b, f, i, stretch, kept, root, [&](int c, int k) {
            double t = root(stretch[c]), slope;
            slope_at(tree, tree.pieces[stretch[c].piece], t, f, k, slope, lean[c]);
            if (last) {
                if (!better(f->length[k], lean[c], b->s[i], b->lean[i])) return;
                b->s[i] = f->length[k], b->lean[i] = lean[c], b->piece[i] = stretch[c].piece, b->t[i] = t;
                b->x[i] = f->x2[k], b->y[i] = f->y2[k], b->z[i] = f->z2[k];
                double size = 1.0 / std::sqrt(f->sin2[k] * f->sin2[k] + f->cos2[k] * f->cos2[k] + 1e-300);
                b->ge[i] = -f->sin2[k] * size, b->gn[i] = -f->cos2[k] * size, b->bend[i] = 0.0;
                b->sin1[i] = f->sin1[k], b->cos1[i] = f->cos1[k];
            } else if (stretch[c].high > stretch[c].low) {
                if (slope < 0.0) stretch[c].low = t, stretch[c].slope_low = slope, stretch[c].slope_high *= 0.5 + 0.5 * (pass < 1);
                else stretch[c].high = t, stretch[c].slope_high = slope, stretch[c].slope_low *= 0.5 + 0.5 * (pass < 1);
            }
        });
    }
    return true;
}

GEO_INLINE uint32_t interleave(uint32_t v) {
    v = (v | (v << 8)) & 0x00FF00FFu;
    v = (v | (v << 4)) & 0x0F0F0F0Fu;
    v = (v | (v << 2)) & 0x33333333u;
    return (v | (v << 1)) & 0x55555555u;
}

// Numbers of the positions in Morton order, in the low half of 64-bit keys: a radix sort in three passes of 11 bits.
uint64_t* morton_order(const double* lon, const double* lat, int64_t n, uint64_t* keys, uint64_t* spare) {
    static thread_local uint32_t counts[3][2048];
    for (auto& row : counts)
        for (uint32_t& c : row) c = 0;
    for (int64_t i = 0; i < n; i++) {
        double turned = lon[i] - 360.0 * nearest_integer(lon[i] / 360.0);
        uint32_t x = (uint32_t)((turned + 180.0) * (65535.0 / 360.0)), y = (uint32_t)((lat[i] + 90.0) * (65535.0 / 180.0));
        uint32_t k = interleave(x) | (interleave(y) << 1);
        keys[i] = ((uint64_t)k << 32) | (uint32_t)i;
        counts[0][k & 2047]++, counts[1][(k >> 11) & 2047]++, counts[2][k >> 22]++;
    }
    if (n <= 64) return keys;
    for (int r = 0; r < 3; r++) {
        uint32_t sum = 0;
        for (uint32_t& c : counts[r]) {
            uint32_t here = c;
            c = sum, sum += here;
        }
        for (int64_t i = 0; i < n; i++) spare[counts[r][(keys[i] >> (32 + 11 * r)) & 2047]++] = keys[i];
        uint64_t* swap = keys;
        keys = spare, spare = swap;
    }
    return keys;
}

void place(const Ellipsoid& e, int n, Block* GEO_FLAT b) {
#pragma omp simd
    for (int i = 0; i < n; i++) {
        double sl, cl, sp, cp;
        sincos_deg(b->lon[i], sl, cl);
        sincos_deg(b->lat[i], sp, cp);
        double radius = e.a / std::sqrt(1.0 - e.e2 * sp * sp);
        b->nx[i] = cp * cl, b->ny[i] = cp * sl, b->nz[i] = sp;
        b->px[i] = radius * cp * cl, b->py[i] = radius * cp * sl, b->pz[i] = radius * (1.0 - e.e2) * sp;
    }
}

template <bool PLANAR>
void to_degrees(const Ellipsoid& e, int n, Block* GEO_FLAT b) {
    const double shrink = 1.0 - e.e2;
#pragma omp simd
    for (int i = 0; i < n; i++) {
        if (PLANAR) {
            b->out_lon[i] -= 360.0 * nearest_integer(b->out_lon[i] * (1.0 / 360.0));
        } else {
            double x = b->x[i], y = b->y[i];
            b->out_lon[i] = arctan2(y, x) / DEG;
            b->out_lat[i] = arctan2(b->z[i], shrink * std::sqrt(x * x + y * y)) / DEG;
        }
        double az = arctan2(b->sin1[i], b->cos1[i]) / DEG;
        az = az < 0.0 ? az + 360.0 : az;
        b->out_az[i] = az >= 360.0 ? 0.0 : az;
    }
}

// How far the closed form can be off over a chord; measured, and padded twofold.
GEO_INLINE double closed_form_error(double chord) {
    double r = chord * 1e-6;
    return chord > 6e6 ? 1e7 : 0.04 * r * r * r * r * r * (1.0 + 0.2 * r) + 1e-6;
}

struct Shared {  // how far the group before was from its nearest piece, and where: a bound for the next
    float middle[3], d;
};

// Candidates of the positions from `first` on; stops early when there are many. Gives the number of positions done.
int candidates(const Tree& tree, int first, int m, Work* w, Scratch& scratch, Shared& before, int64_t& pairs) {
    Block* b = &w->block;
    int i = first;
    while (i < m && pairs < 16 * BATCH) {
        float wide = most(1000.0f, 0.15f * least(before.d, 1e6f)), lo[3] = {0, 0, 0}, hi[3] = {0, 0, 0}, middle[3];
        float away[GROUP], r = 0;
        int end = i;
        for (; end < m && end - i < GROUP; end++) {
            float p[3] = {(float)b->px[end], (float)b->py[end], (float)b->pz[end]}, l[3], h[3], extent = 0;
            for (int d = 0; d < 3; d++) {
                l[d] = end == i ? p[d] : least(lo[d], p[d]), h[d] = end == i ? p[d] : most(hi[d], p[d]);
                extent = most(extent, h[d] - l[d]);
            }
            if (extent > wide && end > i) break;
            for (int d = 0; d < 3; d++) lo[d] = l[d], hi[d] = h[d];
        }
        for (int d = 0; d < 3; d++) middle[d] = (lo[d] + hi[d]) * 0.5f;
        for (int j = i; j < end; j++) {
            float x = (float)b->px[j] - middle[0], y = (float)b->py[j] - middle[1], z = (float)b->pz[j] - middle[2];
            away[j - i] = std::sqrt(x * x + y * y + z * z) + 1.0f;
            r = most(r, away[j - i]);
        }
        float mx = middle[0] - before.middle[0], my = middle[1] - before.middle[1], mz = middle[2] - before.middle[2];
        float seed = least((std::sqrt(mx * mx + my * my + mz * mz) + before.d) * 1.000001f + 2.0f, 2e7f);
        Hit* hits;
        int count = leaves_of_group(tree, middle, r, seed, scratch.room[2], hits);
        before = {{middle[0], middle[1], middle[2]}, hits[0].d};
        Near* near = (Near*)scratch.room[3].at;
        for (int j = i; j < end; j++) {
            near = (Near*)scratch.room[3].extend((int64_t)sizeof(Near) * (pairs + 8ll * count + 8));
            Lanes p[3] = {spread((float)b->px[j]), spread((float)b->py[j]), spread((float)b->pz[j])};
            float best = hits[0].d + away[j - i] + 2.0f, limit = best + tree.slack + margin(tree, best), limit2 = limit * limit;
            int64_t start = pairs;
            b->from[j] = (int32_t)start;
            for (int h = 0; h < count && hits[h].d - away[j - i] <= limit; h++) {
                Lanes d2 = leaf_distance(tree.leaves[hits[h].leaf], p);
                float d = smallest(d2);
                if (d > limit2) continue;
                d = std::sqrt(d);
                if (d < best) best = d, limit = best + tree.slack + margin(tree, best), limit2 = limit * limit;
                for (unsigned bits = at_most(d2, limit2); bits; bits &= bits - 1) {
                    int k = lowest_bit(bits);
                    near[pairs++] = {d2[k], hits[h].leaf * 8 + k};
                }
            }
            b->far[j] = best > NEAR_M, b->beyond[j] = best > FAR_CHORD_M, b->bound[j] = limit;
            int64_t kept = start;
            for (int64_t c = start; c < pairs; c++)
                if (!b->beyond[j] && near[c].d2 <= limit2) near[kept++] = near[c];
            pairs = kept;
        }
        i = end;
    }
    b->from[i] = (int32_t)pairs;
    return i;
}

void take(Block* b, int i, const Pairs* q, int k) {
    b->s[i] = q->s[k], b->lean[i] = q->lean[k], b->piece[i] = q->piece[k], b->t[i] = q->t[k];
    b->x[i] = q->x[k], b->y[i] = q->y[k], b->z[i] = q->z[k];
}

// Feet of all pairs: nearby positions get their best at once, the others wait for the series.
void resolve(const Tree& tree, int first, int last, const Near* near, Work* w) {
    Block* b = &w->block;
    Pairs* q = &w->pairs;
    Far* f = &w->far;
    int waiting = 0;
    for (int i = first; i < last; i++) b->s[i] = 1e30, b->lean[i] = 0.0, b->piece[i] = -1;
    // What the closed form promises at most, over all pairs of a position: pairs that cannot reach it need no series.
    for (int i = first; i < last; i++) b->out_az[i] = 1e30;
    for (int i = first; i < last;) {
        int n = 0, end = i;
        // Whole positions while there is room; a single one with more pairs than that goes in parts.
        for (; end < last && n + (b->from[end + 1] - b->from[end]) <= BATCH; end++) n += b->from[end + 1] - b->from[end];
        if (end == i) end = i + 1;
        for (int from = b->from[i]; from < b->from[end]; from += BATCH) {
            n = b->from[end] - from < BATCH ? b->from[end] - from : BATCH;
            for (int k = 0, owner = i; k < n; k++) {
                while (from + k >= b->from[owner + 1]) owner++;
                const Piece& piece = tree.pieces[near[from + k].piece];
                q->point[k] = owner, q->piece[k] = near[from + k].piece;
                q->ax[k] = piece.a[0], q->ay[k] = piece.a[1], q->az[k] = piece.a[2];
                q->ux[k] = piece.u[0], q->uy[k] = piece.u[1], q->uz[k] = piece.u[2];
                q->wx[k] = piece.w[0], q->wy[k] = piece.w[1], q->wz[k] = piece.w[2];
                q->px[k] = b->px[owner], q->py[k] = b->py[owner], q->pz[k] = b->pz[owner];
                q->nx[k] = b->nx[owner], q->ny[k] = b->ny[owner], q->nz[k] = b->nz[owner];
            }
            feet(tree.e, whole_lanes(n), q);
            for (int k = 0; k < n; k++) {
                int p = q->point[k];
                if (!b->far[p]) {
                    if (better(q->s[k], q->lean[k], b->s[p], b->lean[p])) take(b, p, q, k);
                } else {
                    double error = closed_form_error(std::sqrt(q->c2[k]));
                    b->out_az[p] = least(b->out_az[p], q->s[k] + error), q->c2[k] = q->s[k] - error;
                }
            }
            for (int k = 0; k < n; k++) {
                int p = q->point[k];
                if (!b->far[p] || q->c2[k] > b->out_az[p]) continue;
                if (waiting == LONG_LIST) flush(tree, f, waiting, b);
                f->point[waiting] = p, f->piece[waiting] = q->piece[k], f->t[waiting] = q->t[k];
                f->x1[waiting] = b->px[p], f->y1[waiting] = b->py[p], f->z1[waiting] = b->pz[p];
                f->x2[waiting] = q->x[k], f->y2[waiting] = q->y[k], f->z2[waiting] = q->z[k];
                waiting++;
            }
        }
        i = end;
    }
    if (waiting) flush(tree, f, waiting, b);
}

// The piece that a position is nearest to, side by side with those of its neighbours.
void load_piece(const Tree& tree, Block* b, int i) {
    const double nothing[4] = {0, 0, 0, 0};
    int32_t number = b->piece[i];
    const Piece* piece = number < 0 ? nullptr : &tree.pieces[number];
    const double *u = piece ? piece->u : nothing, *w = piece ? piece->w : nothing, j = 1.0 - 2.0 * b->t[i];
    b->tx[i] = u[0] + j * w[0], b->ty[i] = u[1] + j * w[1], b->tz[i] = u[2] + j * w[2];
    b->wx[i] = w[0], b->wy[i] = w[1], b->wz[i] = w[2];
    const double* ends = piece && tree.ends ? tree.ends + 4 * (int64_t)number : nothing;
    b->lon0[i] = ends[0], b->lat0[i] = ends[1], b->dlon[i] = ends[2], b->dlat[i] = ends[3];
}

template <bool PLANAR>
void finish(const Ellipsoid& e, int m, Block* b) {
    // The loop is for all; what is finished already is put aside.
    double* kept[6] = {b->x, b->y, b->z, b->sin1, b->cos1, b->s};
    for (int i = 0; i < m; i++)
        for (int k = 0; k < 6; k++) b->kept[k][i] = kept[k][i];
    finish_near<PLANAR>(e, whole_lanes(m), b);
    if (PLANAR) settle_far(e, whole_lanes(m), b);
    for (int i = 0; i < m; i++) {
        if (!b->far[i] && b->piece[i] >= 0) continue;
        for (int k = 0; k < 6; k++) kept[k][i] = b->kept[k][i];
        if (PLANAR) b->out_lon[i] = b->far_lon[i], b->out_lat[i] = b->far_lat[i];
    }
    to_degrees<PLANAR>(e, whole_lanes(m), b);
}

}  // namespace

void nearest(const Tree& tree, const double* lon, const double* lat, int64_t n, const Found& out, Scratch& scratch) {
    uint64_t* keys = (uint64_t*)scratch.room[0].grow(n * 8 + 8);
    uint64_t* order = morton_order(lon, lat, n, keys, (uint64_t*)scratch.room[1].grow(n * 8 + 8));
    Work* w = (Work*)scratch.room[7].grow((int64_t)sizeof(Work));
    Block* b = &w->block;
    Shared before = {{0.0f, 0.0f, 0.0f}, 3e7f};
    for (int64_t start = 0; start < n; start += BLOCK) {
        int m = (int)(n - start < BLOCK ? n - start : BLOCK);
        for (int i = 0; i < m; i++) {
            uint32_t at = (uint32_t)order[start + i];
            b->lon[i] = lon[at], b->lat[i] = lat[at];
        }
        place(tree.e, whole_lanes(m), b);
        for (int first = 0; first < m;) {
            int64_t pairs = 0;
            int last = candidates(tree, first, m, w, scratch, before, pairs);
            resolve(tree, first, last, (const Near*)scratch.room[3].at, w);
            first = last;
        }
        for (int i = 0; i < m; i++) {
            if (b->beyond[i] && !from_afar(tree, b, &w->far, i, scratch)) b->piece[i] = -1;
            if (b->piece[i] < 0) {
                b->x[i] = b->px[i], b->y[i] = b->py[i], b->z[i] = b->pz[i], b->s[i] = 0, b->t[i] = 0;
                b->sin1[i] = 0, b->cos1[i] = 1;
            }
            load_piece(tree, b, i);
        }
        if (tree.ends) finish<true>(tree.e, m, b);
        else finish<false>(tree.e, m, b);
        for (int i = 0; i < m; i++) {
            uint32_t at = (uint32_t)order[start + i];
            int32_t piece = b->piece[i];
            out.edge[at] = piece < 0 ? -1 : tree.edge[piece];
            if (piece < 0) continue;
            double s = b->s[i];
            bool on = s <= SIDE_M, pointlike = square(tree.pieces[piece].u) <= ON_LINE_M * ON_LINE_M;
            out.distance[at] = s <= ON_LINE_M ? 0.0 : s;
            out.lon[at] = b->out_lon[i], out.lat[at] = b->out_lat[i];
            out.azimuth[at] = on || absolute(b->lat[i]) >= 90.0 ? NAN : b->out_az[i];
            out.side[at] = on || pointlike ? 0 : (int8_t)((b->lean[i] > 0.0) - (b->lean[i] < 0.0));
        }
    }
}

// For tests and for measuring: the series alone, on pairs of positions in degrees.
void inverse_lonlat(const Ellipsoid& e, const double* lon1, const double* lat1, const double* lon2, const double* lat2,
                    int64_t n, double* azimuth, double* distance) {
    Room room;
    Far* f = (Far*)room.grow((int64_t)sizeof(Far));
    for (int64_t from = 0; from < n; from += LONG_LIST) {
        int m = (int)(n - from < LONG_LIST ? n - from : LONG_LIST);
        for (int k = 0; k < m; k++) {
            double normal[3], p[3], q[3];
            to_space(e, lon1[from + k], lat1[from + k], normal, p);
            to_space(e, lon2[from + k], lat2[from + k], normal, q);
            f->x1[k] = p[0], f->y1[k] = p[1], f->z1[k] = p[2], f->x2[k] = q[0], f->y2[k] = q[1], f->z2[k] = q[2];
        }
        inverse(e, m, view(f), true);
        for (int k = 0; k < m; k++) {
            distance[from + k] = f->length[k];
            azimuth[from + k] = arctan2(f->sin1[k], f->cos1[k]) / DEG;
        }
    }
}

}  // namespace GEO_TARGET
