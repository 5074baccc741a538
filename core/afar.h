// Positions farther from all lines than a quarter of the globe, where chords do not order geodesics.
//
// On the ellipsoid stretched to a sphere of radius a, an element of length is between 1/a and 1/b of its own: so every
// geodesic is between b sigma and a sigma, with sigma the arc on that sphere.
#pragma once
#include "feet.h"
#include "walk.h"

namespace GEO_TARGET {
namespace {

GEO_INLINE Lanes stretched_distance(const Leaf& leaf, const Lanes* p, Lanes scale) {
    Lanes x = p[0] - load(leaf.a[0]), y = p[1] - load(leaf.a[1]), z = (p[2] - load(leaf.a[2])) * scale;
    Lanes ux = load(leaf.u[0]), uy = load(leaf.u[1]), uz = load(leaf.u[2]) * scale, uu = ux * ux + uy * uy + uz * uz;
    Lanes t = smaller(larger((x * ux + y * uy + z * uz) / larger(uu, spread(1e-12f)), spread(0.0f)), spread(1.0f));
    x = x - t * ux, y = y - t * uy, z = z - t * uz;
    return x * x + y * y + z * z;
}

// Pieces within a chord of p on the stretched globe, or, without room for them, the smallest chord (in `limit`).
int walk_stretched(const Tree& tree, const float* p, float& limit, Room* room) {
    const float wide = 2.0f * tree.slack, ratio = (float)(tree.e.a / tree.e.b);
    Lanes at[3] = {spread(p[0]), spread(p[1]), spread(p[2])}, scale = spread(ratio);
    Waiting stack[STACK];
    int top = 0, count = 0;
    float best = limit, reach = room ? limit : limit + wide;
    stack[top++] = {0.0f, tree.root};
    while (top) {
        Waiting next = stack[--top];
        if (next.d2 > reach * reach) continue;
        if (next.node >= 0) {
            const Node& node = tree.nodes[next.node];
            top = push_children(node, box_distance(node, at, ratio), reach * reach, stack, top);
            continue;
        }
        Lanes d2 = stretched_distance(tree.leaves[~next.node], at, scale);
        if (!room) {
            best = least(best, std::sqrt(smallest(d2))), reach = best + wide;
            continue;
        }
        int32_t* found = (int32_t*)room->extend((count + 8ll) * (int64_t)sizeof(int32_t));
        for (unsigned bits = at_most(d2, reach * reach); bits; bits &= bits - 1) found[count++] = ~next.node * 8 + lowest_bit(bits);
    }
    limit = best;
    return count;
}

// The nearest piece of position i: those that the bounds leave, less those whose middle is too far, wait for the series.
// None where the nearest line is within 10 degrees of the antipode, where the series may not settle.
void await_afar(const Tree& tree, Work* w, int i, int& waiting, Scratch& scratch) {
    Block* b = &w->block;
    Far* trial = &w->far;
    const double a = tree.e.a, ratio = a / tree.e.b;
    const float wide = 2.0f * tree.slack, p[3] = {(float)b->px[i], (float)b->py[i], (float)b->pz[i]};
    float chord = 3e7f;
    walk_stretched(tree, p, chord, nullptr);
    if (2.0 * std::asin(least((double)chord / (2.0 * a), 1.0)) > FAREST) return;
    double sigma = ratio * 2.0 * std::asin(least(((double)chord + wide) / (2.0 * a), 1.0));
    float limit = sigma >= PI ? 3e7f : (float)(2.0 * a * std::sin(sigma / 2.0)) + wide;
    int count = walk_stretched(tree, p, limit, &scratch.room[4]), kept = 0;
    int32_t* found = (int32_t*)scratch.room[4].at;
    double* middle = (double*)scratch.room[6].grow(count * (int64_t)sizeof(double));
    double shortest = 1e30;
    for (int from = 0; from < count; from += LONG_LIST) {
        int n = 0;
        for (int c = from; c < count && n < LONG_LIST; c++) await(tree, b, trial, n, i, found[c], 0.5);
        inverse(tree.e, n, view(trial), true);
        for (int k = 0; k < n; k++) middle[from + k] = trial->length[k], shortest = least(shortest, trial->length[k]);
    }
    for (int c = 0; c < count; c++) {
        const Piece& piece = tree.pieces[found[c]];
        // From its middle no point of a piece is farther than half its length.
        double reach = 0.5 * std::sqrt(square(piece.u)) + 0.5 * std::sqrt(square(piece.w)) + 1e-3;
        if (middle[c] - 1.001 * reach <= shortest) found[kept++] = found[c];
    }
    for (int c = 0; c < kept; c++) {
        if (waiting == LONG_LIST) flush(tree, &w->afar, waiting, b, true);
        await(tree, b, &w->afar, waiting, i, found[c], 0.5);
    }
}

void from_afar(const Tree& tree, int m, Work* w, Scratch& scratch) {
    int waiting = 0;
    for (int i = 0; i < m; i++)
        if (w->block.beyond[i]) await_afar(tree, w, i, waiting, scratch);
    if (waiting) flush(tree, &w->afar, waiting, &w->block, true);
}

}  // namespace
}  // namespace GEO_TARGET
