// Which pieces can be nearest to a position: a walk through the tree, or what an earlier one has left in a cell.
#pragma once
#include "cells.h"
#include "work.h"

namespace GEO_TARGET {
namespace {

// By how much a longer chord can be the shorter geodesic: the difference of the two arcs as a series, padded by 5 %.
GEO_INLINE float margin(const Tree& tree, float chord) {
    float r = chord * tree.per_rho, r2 = r * r;
    return tree.per_margin * chord * r2 * (1.0f + 0.4f * r2) + 0.02f;
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

// Hits within the limit; the nearest stands first, the others in no order.
int within(Hit* hits, int count, float limit) {
    int kept = 0, nearest = 0;
    for (int i = 0; i < count; i++) {
        if (hits[i].d > limit) continue;
        hits[kept] = hits[i];
        if (hits[kept].d < hits[nearest].d) nearest = kept;
        kept++;
    }
    Hit first = hits[nearest];
    hits[nearest] = hits[0], hits[0] = first;
    return kept;
}

// Hits in order: into 64 parts of the band in which they lie, which all but orders them, and then by insertion.
void sort(Hit* hits, int count, float limit, Hit* spare) {
    constexpr int PARTS = 64;
    int16_t start[PARTS + 1] = {0};
    float low = hits[0].d, per_metre = (float)PARTS * 0.999f / (limit - low);
    // Single precision may round the farthest a little beyond the band.
    auto part = [&](const Hit& hit) { return least((int)((hit.d - low) * per_metre), PARTS - 1); };
    for (int i = 0; i < count; i++) start[1 + part(hits[i])]++, spare[i] = hits[i];
    for (int k = 0; k < PARTS; k++) start[k + 1] = (int16_t)(start[k + 1] + start[k]);
    for (int i = 0; i < count; i++) hits[start[part(spare[i])]++] = spare[i];
    for (int i = 1; i < count; i++) {
        Hit hit = hits[i];
        int j = i;
        for (; j > 0 && hits[j - 1].d > hit.d; j--) hits[j] = hits[j - 1];
        hits[j] = hit;
    }
}

// All leaves that can hold the nearest piece of any position within r of p, the nearest first; -1 if they are more than
// `most_hits`. The chord from p to the nearest piece is at most `seed`. For a position q within r of p, chords from q and p differ by no more than r.
int leaves_of_group(const Tree& tree, const float* p, float r, float seed, int most_hits, Room& room, Hit*& hits) {
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
        if (count == most_hits) return -1;
        if (count == room_for) room_for *= 4, hits = (Hit*)room.extend(room_for * (int64_t)sizeof(Hit));
        hits[count++] = {d, ~next.node};
        if (d < best) best = d, limit = best + wide + margin(tree, best + r), limit2 = limit * limit;
    }
    return within(hits, count, limit);
}

// Those of a list that can hold the nearest piece of any position within r of p, the nearest first; the list has it.
int leaves_of_list(const Tree& tree, const Hit* list, int count, const float* p, float r, Room& room, Hit*& hits) {
    hits = (Hit*)room.grow((count + 1) * (int64_t)sizeof(Hit));
    Lanes at[3] = {spread(p[0]), spread(p[1]), spread(p[2])};
    float best = 3e7f, limit = 3e7f;
    int found = 0;
    for (int h = 0; h < count; h++) {
        float d = std::sqrt(smallest(leaf_distance(tree.leaves[list[h].leaf], at)));
        if (d > limit) continue;
        hits[found++] = {d, list[h].leaf};
        if (d < best) best = d, limit = best + tree.slack + 2.0f * r + margin(tree, best + r);
    }
    return within(hits, found, limit);
}

// Asked for early, a line of memory is there when it is needed.
GEO_INLINE void fetch(const Piece* piece) {
#if defined(__GNUC__)
    __builtin_prefetch(piece);
    __builtin_prefetch((const char*)piece + 64);
#else
    (void)piece;
#endif
}

constexpr int FEW = 48;          // leaves that need no smaller cell: the cells of all borders should fit the caches
constexpr int MANY = 128;        // leaves from which a walk is shorter than the list
constexpr int MOST = 512;        // leaves that a cell remembers at the most
constexpr int FIRST = 6, STRIP = 16;  // leaves that are asked before the bound is looked at again
constexpr uint32_t WORTH = 8;    // positions that pay for cutting a cell that knows its leaves
constexpr uint32_t DEAR = 100;   // and one that does not: its parts walk the tree

GEO_INLINE uint32_t interleave(uint32_t v) {
    v = (v | (v << 8)) & 0x00FF00FFu;
    v = (v | (v << 4)) & 0x0F0F0F0Fu;
    v = (v | (v << 2)) & 0x33333333u;
    return (v | (v << 1)) & 0x55555555u;
}

GEO_INLINE uint32_t every_other(uint32_t v) {
    v &= 0x55555555u;
    v = (v | (v >> 1)) & 0x33333333u;
    v = (v | (v >> 2)) & 0x0F0F0F0Fu;
    v = (v | (v >> 4)) & 0x00FF00FFu;
    return (v | (v >> 8)) & 0x0000FFFFu;
}

constexpr double STEPS = 65535.0;  // of longitude and of latitude in a Morton key

GEO_INLINE uint32_t morton_key(double lon, double lat) {
    double turned = lon - 360.0 * nearest_integer(lon / 360.0);
    uint32_t x = (uint32_t)((turned + 180.0) * (STEPS / 360.0)), y = (uint32_t)((lat + 90.0) * (STEPS / 180.0));
    return interleave(x) | (interleave(y) << 1);
}

// The ball round the cell of a level that holds the position of this key. On a sphere of the largest radius of curvature,
// a^2 / b, no way between two longitudes and latitudes is shorter than on the ellipsoid; there haversines bound it.
void ball_of(const Ellipsoid& e, uint32_t key, int level, float* middle, float& r) {
    double steps = (double)(1u << (CELL_LEVELS - level));
    double x = every_other(key >> (32 - 2 * level)), y = every_other(key >> (32 - 2 * level) >> 1);
    double high = 90.0 * steps / STEPS, wide = 180.0 * steps / STEPS;  // half of either side, in degrees
    double lon = -180.0 + (2.0 * x + 1.0) * wide, lat = -90.0 + (2.0 * y + 1.0) * high, normal[3], p[3];
    if (lat > 90.0) lat = 90.0;  // of the last row only the pole is on the globe
    to_space(e, lon, lat, normal, p);
    double equator = absolute(lat) - high, sh, ch, sw, cw, s, c;
    sincos_deg(0.5 * high + 1e-9, sh, ch), sincos_deg(least(0.5 * wide, 90.0) + 1e-9, sw, cw);
    sincos_deg(equator > 0.0 ? equator : 0.0, s, c);
    for (int d = 0; d < 3; d++) middle[d] = (float)p[d];
    r = (float)(2.0 * e.a * e.a / e.b * std::asin(std::sqrt(least(sh * sh + c * c * sw * sw, 1.0)))) + 2.0f;
}

// Give a cell its four parts, each with its leaves where they are not too many.
Cell* cut(const Tree& tree, Cell& cell, uint32_t key, int level, Scratch& scratch) {
    int shift = 32 - 2 * (level + 1), count[4], total = 0;
    uint32_t first = level ? key >> (32 - 2 * level) << 2 : 0;
    float middle[4][3];
    Hit* all = (Hit*)scratch.room[6].grow(4 * MOST * (int64_t)sizeof(Hit));
    for (int q = 0; q < 4; q++) {
        float r;
        Hit* hits;
        ball_of(tree.e, (first | (uint32_t)q) << shift, level + 1, middle[q], r);
        if (cell.count < 0) count[q] = leaves_of_group(tree, middle[q], r, 2e7f, MOST, scratch.room[2], hits);
        else count[q] = leaves_of_list(tree, cell.hits(), cell.count, middle[q], r, scratch.room[2], hits);
        if (count[q] < 0) continue;
        float farthest = hits[0].d + tree.slack + 2.0f * r + margin(tree, hits[0].d + r);
        if (count[q] <= MANY) sort(hits, count[q], farthest, (Hit*)scratch.room[5].grow(MANY * (int64_t)sizeof(Hit)));
        for (int h = 0; h < count[q]; h++) all[total++] = hits[h];
    }
    Cell* parts = four_cells(total);
    Hit* kept = (Hit*)(parts + 4);
    for (int q = 0, from = 0; q < 4; q++) {
        parts[q].count = count[q];
        for (int d = 0; d < 3; d++) parts[q].middle[d] = middle[q][d];
        parts[q].ahead = (uint32_t)((char*)(kept + from) - (char*)(parts + q));
        if (count[q] > 0) from += count[q];
    }
    for (int h = 0; h < total; h++) kept[h] = all[h];
    return offer(*tree.cells, cell, parts, total);
}

struct Way {  // cells from the whole globe down to the one that holds the key
    Cell* cell[CELL_LEVELS + 1];
    uint32_t key;
    int level;
};

GEO_INLINE bool same_cell(uint32_t a, uint32_t b, int level) { return ((uint64_t)(a ^ b) >> (32 - 2 * level)) == 0; }

// Go to the smallest cell that there is for a key; it is cut further where enough have asked. Gives how many of the
// positions from `first` on are in it.
int find_cell(const Tree& tree, const Block* b, int first, int m, Way& way, Scratch& scratch) {
    uint32_t key = b->key[first];
    while (way.level > 0 && !same_cell(key, way.key, way.level)) way.level--;
    way.key = key;
    int end = first + 1;
    bool counted = false;
    for (;;) {
        Cell* cell = way.cell[way.level];
        Cell* parts = cell->parts.load(std::memory_order_acquire);
        if (!parts) {
            if (!counted) {
                counted = true;
                while (end < m && same_cell(key, b->key[end], way.level)) end++;
                bool small = way.level == CELL_LEVELS || (cell->count >= 0 && cell->count <= FEW);
                if (!small && may_grow(*tree.cells) && ask(*cell, (uint32_t)(end - first)) >= (cell->count < 0 ? DEAR : WORTH))
                    parts = cut(tree, *cell, key, way.level, scratch), counted = false;
            }
            if (!parts) return end;
        }
        way.cell[way.level + 1] = &parts[key >> (30 - 2 * way.level) & 3u], way.level++;
        end = first + 1;
    }
}

struct Shared {  // how far the group before was from its nearest piece, and where: a bound for the next
    float middle[3], d;
};

// A group of neighbours from `first` on, no wider than that, and the ball round them; gives its end.
int group_of(const Block* b, int first, int m, float wide, float* middle, float& r) {
    float lo[3] = {0, 0, 0}, hi[3] = {0, 0, 0};
    int end = first;
    for (; end < m && end - first < GROUP; end++) {
        float p[3] = {(float)b->px[end], (float)b->py[end], (float)b->pz[end]}, l[3], h[3], extent = 0;
        for (int d = 0; d < 3; d++) {
            l[d] = end == first ? p[d] : least(lo[d], p[d]), h[d] = end == first ? p[d] : most(hi[d], p[d]);
            extent = most(extent, h[d] - l[d]);
        }
        if (extent > wide && end > first) break;
        for (int d = 0; d < 3; d++) lo[d] = l[d], hi[d] = h[d];
    }
    r = 0;
    for (int d = 0; d < 3; d++) middle[d] = (lo[d] + hi[d]) * 0.5f;
    for (int j = first; j < end; j++) {
        float x = (float)b->px[j] - middle[0], y = (float)b->py[j] - middle[1], z = (float)b->pz[j] - middle[2];
        r = most(r, std::sqrt(x * x + y * y + z * z) + 1.0f);
    }
    return end;
}

GEO_INLINE float apart(const float* p, const float* q) {
    float x = p[0] - q[0], y = p[1] - q[1], z = p[2] - q[2];
    return std::sqrt(x * x + y * y + z * z);
}

// Pieces that can be nearest to each position from `first` on; stops early when there are many. Gives the number of
// positions done.
int candidates(const Tree& tree, int first, int m, Work* w, Scratch& scratch, Way& way, Shared& before, int64_t& pairs) {
    Block* b = &w->block;
    int i = first;
    while (i < m && pairs < 16 * BATCH) {
        int end = find_cell(tree, b, i, m, way, scratch), count;
        const Cell* cell = way.cell[way.level];
        float middle[3] = {cell->middle[0], cell->middle[1], cell->middle[2]}, r;
        const Hit* hits = cell->hits();
        bool listed = cell->count >= 0 && cell->count <= MANY;
        if (listed) count = cell->count;
        else {
            end = group_of(b, i, m, most(1000.0f, 0.15f * least(before.d, 1e6f)), middle, r);
            float seed = least((apart(middle, before.middle) + before.d) * 1.000001f + 2.0f, 2e7f);
            Hit* walked;
            count = leaves_of_group(tree, middle, r, seed, 1 << 30, scratch.room[2], walked), hits = walked;
        }
        before = {{middle[0], middle[1], middle[2]}, hits[0].d};
        Lanes* d2 = (Lanes*)scratch.room[8].grow((int64_t)sizeof(Lanes) * count);
        for (int j = i; j < end; j++) {
            int32_t* near = (int32_t*)scratch.room[3].extend((int64_t)sizeof(int32_t) * (pairs + 8ll * count + 8));
            float x = (float)b->px[j], y = (float)b->py[j], z = (float)b->pz[j];
            float at[3] = {x, y, z}, away = apart(at, middle) + 1.0f;
            Lanes p[3] = {spread(x), spread(y), spread(z)};
            float best = hits[0].d + away + 2.0f, limit = best + tree.slack + margin(tree, best);
            int asked = 0;
            for (int to = least(FIRST, count); asked < to; to = least(asked + STRIP, count)) {
                Lanes low = spread(best * best);
                // What a cell lists is in order: what follows is beyond reach as well.
                float reach = listed ? limit + away : 3e7f;
                for (; asked < to && hits[asked].d <= reach; asked++) {
                    d2[asked] = leaf_distance(tree.leaves[hits[asked].leaf], p);
                    low = smaller(low, d2[asked]);
                }
                best = std::sqrt(smallest(low)), limit = best + tree.slack + margin(tree, best);
                if (asked < to) break;
            }
            float limit2 = limit * limit;
            b->from[j] = (int32_t)pairs;
            b->far[j] = best > NEAR_M, b->beyond[j] = best > FAR_CHORD_M;
            if (b->beyond[j]) continue;
            // Eight leaves at once, one bit a piece: mostly one or two of sixty-four are set.
            for (int h = 0; h < asked; h += 8) {
                uint64_t bits = 0;
                for (int k = 0; k < 8 && h + k < asked; k++) bits |= (uint64_t)at_most(d2[h + k], limit2) << (8 * k);
                for (; bits; bits &= bits - 1) {
                    int k = lowest_bit(bits);
                    near[pairs] = hits[h + k / 8].leaf * 8 + k % 8;
                    fetch(&tree.pieces[near[pairs++]]);
                }
            }
        }
        i = end;
    }
    b->from[i] = (int32_t)pairs;
    return i;
}

}  // namespace
}  // namespace GEO_TARGET
