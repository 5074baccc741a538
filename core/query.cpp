// Nearest point of the lines for a chunk of positions.
//
// 1. Positions are put in Morton order, so that neighbours follow each other.
// 2. The leaves that can matter come from what the index has learnt of the place (cells.h), or groups of neighbours walk
//    the tree once and share them.
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
#include "afar.h"

namespace GEO_TARGET {
namespace {

// Numbers of the positions in Morton order, in the low half of 64-bit keys: a radix sort in three passes of 11 bits.
uint64_t* morton_order(const double* lon, const double* lat, int64_t n, uint64_t* keys, uint64_t* spare) {
    static thread_local uint32_t counts[3][2048];
    for (auto& row : counts)
        for (uint32_t& c : row) c = 0;
    for (int64_t i = 0; i < n; i++) {
        uint32_t k = morton_key(lon[i], lat[i]);
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
        double lat = b->out_lat[i];  // what is rounded may be beyond a pole
        lat = lat > 90.0 ? 90.0 : lat;
        b->out_lat[i] = lat < -90.0 ? -90.0 : lat;
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

void take(Block* b, int i, const Pairs* q, int k) {
    b->s[i] = q->s[k], b->lean[i] = q->lean[k], b->piece[i] = q->piece[k], b->t[i] = q->t[k];
    b->x[i] = q->x[k], b->y[i] = q->y[k], b->z[i] = q->z[k];
}

// Feet of all pairs: nearby positions get their best at once, the others wait for the series.
void resolve(const Tree& tree, int first, int last, const int32_t* near, Work* w) {
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
                const Piece& piece = tree.pieces[near[from + k]];
                q->point[k] = owner, q->piece[k] = near[from + k];
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
                    if (better(b, p, q->s[k], q->lean[k], q->piece[k])) take(b, p, q, k);
                } else {
                    double error = closed_form_error(std::sqrt(q->c2[k]));
                    b->out_az[p] = least(b->out_az[p], q->s[k] + error), q->c2[k] = q->s[k] - error;
                }
            }
            for (int k = 0; k < n; k++) {
                int p = q->point[k];
                if (!b->far[p] || q->c2[k] > b->out_az[p]) continue;
                if (waiting == LONG_LIST) flush(tree, f, waiting, b, false);
                await(tree, b, f, waiting, p, q->piece[k], q->t[k]);
            }
        }
        i = end;
    }
    if (waiting) flush(tree, f, waiting, b, false);
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

// Answers come in the order of the positions on the globe: each is put where it belongs as a whole, and only then into
// columns, because one line of memory out of order costs less than six.
struct Answer {
    double distance, lon, lat, azimuth;
    uint64_t countries;
    int32_t edge;
    int8_t side;
};

void nearest(const Tree& tree, const double* lon, const double* lat, int64_t n, const Found& out, Scratch& scratch) {
    uint64_t* keys = (uint64_t*)scratch.room[0].grow(n * 8 + 8);
    uint64_t* order = morton_order(lon, lat, n, keys, (uint64_t*)scratch.room[1].grow(n * 8 + 8));
    Work* w = (Work*)scratch.room[7].grow((int64_t)sizeof(Work));
    Block* b = &w->block;
    Answer* answers = (Answer*)scratch.room[9].grow(n * (int64_t)sizeof(Answer));
    Shared before = {{0.0f, 0.0f, 0.0f}, 3e7f};
    Way way = {{&tree.cells->root}, 0, 0};
    for (int64_t start = 0; start < n; start += BLOCK) {
        int m = (int)(n - start < BLOCK ? n - start : BLOCK);
        for (int i = 0; i < m; i++) {
            uint32_t at = (uint32_t)order[start + i];
            b->lon[i] = lon[at], b->lat[i] = lat[at], b->key[i] = (uint32_t)(order[start + i] >> 32);
        }
        place(tree.e, whole_lanes(m), b);
        for (int first = 0; first < m;) {
            int64_t pairs = 0;
            int last = candidates(tree, first, m, w, scratch, way, before, pairs);
            resolve(tree, first, last, (const int32_t*)scratch.room[3].at, w);
            first = last;
        }
        from_afar(tree, m, w, scratch);
        for (int i = 0; i < m; i++) {
            if (b->piece[i] < 0) {
                b->x[i] = b->px[i], b->y[i] = b->py[i], b->z[i] = b->pz[i], b->s[i] = 0, b->t[i] = 0;
                b->sin1[i] = 0, b->cos1[i] = 1;
            }
            load_piece(tree, b, i);
        }
        if (tree.ends) finish<true>(tree.e, m, b);
        else finish<false>(tree.e, m, b);
        uint64_t countries[BLOCK] = {0};
        if (out.territories) find_countries(*out.territories, b->lon, b->lat, m, countries);
        for (int i = 0; i < m; i++) {
            int32_t piece = b->piece[i];
            Answer& answer = answers[(uint32_t)order[start + i]];
            answer.edge = piece < 0 ? -1 : tree.edge[piece], answer.countries = countries[i];
            if (piece < 0) continue;
            double s = b->s[i];
            bool on = s <= SIDE_M, pointlike = square(tree.pieces[piece].u) <= ON_LINE_M * ON_LINE_M;
            answer.distance = s <= ON_LINE_M ? 0.0 : s;
            answer.lon = b->out_lon[i], answer.lat = b->out_lat[i];
            answer.azimuth = on || absolute(b->lat[i]) >= 90.0 ? NAN : b->out_az[i];
            answer.side = on || pointlike ? 0 : (int8_t)((b->lean[i] > 0.0) - (b->lean[i] < 0.0));
        }
    }
    for (int64_t i = 0; i < n; i++) {
        const Answer& answer = answers[i];
        out.distance[i] = answer.distance, out.lon[i] = answer.lon, out.lat[i] = answer.lat;
        out.azimuth[i] = answer.azimuth, out.edge[i] = answer.edge, out.side[i] = answer.side;
    }
    for (int64_t i = 0; out.territories && i < n; i++) out.countries[i] = answers[i].countries;
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
