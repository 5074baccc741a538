#include "build.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <numeric>

#include "parallel.h"

void* Room::extend(int64_t wanted) {
    if (wanted <= bytes) return at;
    int64_t more = std::max(wanted, bytes * 2);
    void* fresh = ::operator new((size_t)more, std::align_val_t(64));
    if (at) {
        std::memcpy(fresh, at, (size_t)bytes);
        ::operator delete(at, std::align_val_t(64));
    }
    at = fresh, bytes = more;
    return at;
}

void* Room::grow(int64_t wanted) {
    if (wanted <= bytes) return at;
    if (at) ::operator delete(at, std::align_val_t(64));
    at = nullptr, bytes = 0;
    return extend(wanted);
}

Room::~Room() {
    if (at) ::operator delete(at, std::align_val_t(64));
}

Ellipsoid ellipsoid(double a, double f) {
    double n = f / (2.0 - f), e2 = f * (2.0 - f);
    // Karney (2013), Algorithms for geodesics, equations 24 and 25.
    return {a, a * (1.0 - f), f, e2, e2 / (1.0 - e2),
            {1.0, (n - 1.0) / 2, (n * (3 * n - 1) - 2) / 8, (n * (-n - 3) - 1) / 16, (-2 * n - 3) / 64, -3.0 / 128},
            {(1 - n) / 4, (1 - n * n) / 8, ((3 - n) * n + 3) / 64, (2 * n + 5) / 128, 3.0 / 128,
             ((n - 3) * n + 2) / 32, ((-3 * n - 2) * n + 3) / 64, (n + 3) / 128, 5.0 / 256,
             (n * (5 * n - 9) + 5) / 192, (9 - 10 * n) / 384, 7.0 / 512,
             (7 - 14 * n) / 512, 7.0 / 512,
             21.0 / 2560}};
}

namespace {

struct Box {
    float lo[3], hi[3];
};

float length(const double* v) { return (float)std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]); }

// Pieces that follow each other along a line share a leaf. Where lines are so short that leaves would stay empty, pieces
// are ordered in space first.
std::vector<int64_t> leaf_starts(const double* a, const double* u, int64_t k, std::vector<int32_t>& order) {
    std::vector<int64_t> starts;
    for (int64_t i = 0, size = 8; i < k; i++, size++) {
        bool joined = i > 0;
        for (int d = 0; d < 3 && joined; d++) joined = std::abs(a[3 * i - 3 + d] + u[3 * i - 3 + d] - a[3 * i + d]) < 1e-3;
        if (size >= 8 || !joined) starts.push_back(i), size = 0;
    }
    if ((int64_t)starts.size() * 3 <= k) return starts;
    auto spread21 = [](uint64_t v) {
        v = (v | v << 32) & 0x1F00000000FFFFull;
        v = (v | v << 16) & 0x1F0000FF0000FFull;
        v = (v | v << 8) & 0x100F00F00F00F00Full;
        v = (v | v << 4) & 0x10C30C30C30C30C3ull;
        return (v | v << 2) & 0x1249249249249249ull;
    };
    double size = 1.0;
    for (int64_t i = 0; i < 3 * k; i++) size = std::max(size, 1.01 * std::abs(a[i]));
    std::vector<std::pair<uint64_t, int32_t>> keys((size_t)k);
    for (int64_t i = 0; i < k; i++) {
        uint64_t key = 0;
        for (int d = 0; d < 3; d++) {
            double at = (a[3 * i + d] + 0.5 * u[3 * i + d]) / size;
            key |= spread21((uint64_t)((std::clamp(at, -1.0, 1.0) + 1.0) * 1048575.0)) << d;
        }
        keys[(size_t)i] = {key, (int32_t)i};
    }
    std::sort(keys.begin(), keys.end());
    for (int64_t i = 0; i < k; i++) order[(size_t)i] = keys[(size_t)i].second;
    starts.clear();
    for (int64_t i = 0; i < k; i += 8) starts.push_back(i);
    return starts;
}

struct Branch {  // a part of the tree, and the leaves under it in the order in which a walk meets them
    std::vector<Node> nodes;
    std::vector<int32_t> leaves;
};

Box join(const std::vector<Box>& boxes, const int32_t* from, const int32_t* to) {
    Box all = {{1e30f, 1e30f, 1e30f}, {-1e30f, -1e30f, -1e30f}};
    for (; from < to; from++)
        for (int d = 0; d < 3; d++) {
            all.lo[d] = std::min(all.lo[d], boxes[(size_t)*from].lo[d]);
            all.hi[d] = std::max(all.hi[d], boxes[(size_t)*from].hi[d]);
        }
    return all;
}

// Halve by the longest side of the middles' box, three times over: eight children of nearly the same size.
void eighths(const std::vector<Box>& boxes, int32_t* from, int32_t* to, int depth, std::vector<int32_t*>& cuts) {
    if (depth == 0) {
        cuts.push_back(to);
        return;
    }
    int32_t* half = from + (to - from + 1) / 2;
    if (to - from > 1) {
        float lo[3] = {1e30f, 1e30f, 1e30f}, hi[3] = {-1e30f, -1e30f, -1e30f};
        for (int32_t* i = from; i < to; i++)
            for (int d = 0; d < 3; d++) {
                float middle = boxes[(size_t)*i].lo[d] + boxes[(size_t)*i].hi[d];
                lo[d] = std::min(lo[d], middle), hi[d] = std::max(hi[d], middle);
            }
        int axis = 0;
        for (int d = 1; d < 3; d++)
            if (hi[d] - lo[d] > hi[axis] - lo[axis]) axis = d;
        std::nth_element(from, half, to, [&](int32_t x, int32_t y) {
            return boxes[(size_t)x].lo[axis] + boxes[(size_t)x].hi[axis] < boxes[(size_t)y].lo[axis] + boxes[(size_t)y].hi[axis];
        });
    }
    eighths(boxes, from, half, depth - 1, cuts);
    eighths(boxes, half, to, depth - 1, cuts);
}

void set_box(Node& node, int k, const Box& box) {
    for (int d = 0; d < 3; d++) node.lo[d].at[k] = box.lo[d] - 1.0f, node.hi[d].at[k] = box.hi[d] + 1.0f;
}

Node empty_node() {
    Node node;
    std::memset(&node, 0, sizeof node);
    for (int d = 0; d < 3; d++)
        for (int k = 0; k < 8; k++) node.lo[d].at[k] = node.hi[d].at[k] = 1e15f;
    return node;
}

int32_t branch(Branch& to, const std::vector<Box>& boxes, int32_t* from, int32_t* end) {
    if (end - from == 1) {
        to.leaves.push_back(*from);
        return ~(int32_t)(to.leaves.size() - 1);
    }
    int32_t me = (int32_t)to.nodes.size();
    to.nodes.push_back(empty_node());
    std::vector<int32_t*> cuts;
    eighths(boxes, from, end, 3, cuts);
    Node node = empty_node();
    for (int k = 0; k < 8; k++) {
        int32_t* start = k ? cuts[(size_t)k - 1] : from;
        if (start == cuts[(size_t)k]) continue;
        set_box(node, k, join(boxes, start, cuts[(size_t)k]));
        node.child[k] = branch(to, boxes, start, cuts[(size_t)k]);
    }
    to.nodes[(size_t)me] = node;
    return me;
}

}  // namespace

void grow_tree(Grown& to, const double* a, const double* u, const double* w, const double* ends, const int64_t* edge, int64_t k, const Ellipsoid& e, int threads) {
    std::vector<int32_t> order((size_t)k);
    std::iota(order.begin(), order.end(), 0);
    std::vector<int64_t> starts = leaf_starts(a, u, k, order);
    size_t count = starts.size();
    starts.push_back(k);
    std::vector<Box> boxes(count);
    float bend = 0.0f;
    for (size_t leaf = 0; leaf < count; leaf++) {
        Box box = {{1e30f, 1e30f, 1e30f}, {-1e30f, -1e30f, -1e30f}};
        for (int64_t i = starts[leaf]; i < starts[leaf + 1]; i++) {
            const double *p = a + 3 * order[(size_t)i], *q = u + 3 * order[(size_t)i];
            for (int d = 0; d < 3; d++) {
                float x = (float)p[d], y = (float)(p[d] + q[d]);
                box.lo[d] = std::min({box.lo[d], x, y}), box.hi[d] = std::max({box.hi[d], x, y});
            }
            bend = std::max(bend, length(w + 3 * order[(size_t)i]));
        }
        boxes[leaf] = box;
    }
    std::vector<int32_t> ids(count);
    std::iota(ids.begin(), ids.end(), 0);
    // The eight branches of the root grow on their own; then their numbers are shifted to be one tree's.
    std::vector<int32_t*> cuts;
    eighths(boxes, ids.data(), ids.data() + count, 3, cuts);
    std::vector<Branch> branches(8);
    int32_t roots[8];
    parallel(8, threads, [&](int64_t b, int) {
        int32_t *from = b ? cuts[(size_t)b - 1] : ids.data(), *end = cuts[(size_t)b];
        if (from < end) roots[b] = branch(branches[(size_t)b], boxes, from, end);
    });
    Node root = empty_node();
    to.nodes.assign(1, root);
    std::vector<int32_t> leaves;
    for (int b = 0; b < 8; b++) {
        int32_t *from = b ? cuts[(size_t)b - 1] : ids.data(), *end = cuts[(size_t)b];
        if (from == end) continue;
        int32_t node_shift = (int32_t)to.nodes.size(), leaf_shift = (int32_t)leaves.size();
        auto shifted = [&](int32_t child) { return child >= 0 ? child + node_shift : ~(~child + leaf_shift); };
        set_box(root, b, join(boxes, from, end));
        root.child[b] = shifted(roots[b]);
        for (Node node : branches[(size_t)b].nodes) {
            for (int c = 0; c < 8; c++)
                if (node.lo[0].at[c] < 1e14f) node.child[c] = shifted(node.child[c]);
            to.nodes.push_back(node);
        }
        leaves.insert(leaves.end(), branches[(size_t)b].leaves.begin(), branches[(size_t)b].leaves.end());
    }
    to.nodes[0] = root;
    to.leaves.resize(count), to.pieces.resize(8 * count), to.edge.assign(8 * count, -1), to.ends.resize(ends ? 32 * count : 0);
    parallel((int64_t)(count + 1023) / 1024, threads, [&](int64_t task, int) {
        for (size_t n = (size_t)task * 1024; n < std::min(count, ((size_t)task + 1) * 1024); n++) {
            Leaf& leaf = to.leaves[n];
            std::memset(&leaf, 0, sizeof leaf);
            int64_t from = starts[(size_t)leaves[n]], end = starts[(size_t)leaves[n] + 1];
            for (int lane = 0; lane < 8; lane++) {
                bool empty = from + lane >= end;
                int64_t i = order[(size_t)(empty ? from : from + lane)];
                Piece& piece = to.pieces[8 * n + (size_t)lane];
                for (int d = 0; d < 3; d++) {
                    piece.a[d] = a[3 * i + d], piece.u[d] = u[3 * i + d], piece.w[d] = w[3 * i + d];
                    leaf.a[d].at[lane] = empty ? 1e15f : (float)piece.a[d];
                    leaf.u[d].at[lane] = empty ? 0.0f : (float)piece.u[d];
                }
                for (int d = 0; d < 4 && ends; d++) to.ends[4 * (8 * n + (size_t)lane) + (size_t)d] = ends[4 * i + d];
                double uu = piece.u[0] * piece.u[0] + piece.u[1] * piece.u[1] + piece.u[2] * piece.u[2];
                leaf.il.at[lane] = empty || uu < 1e-12 ? 0.0f : (float)(1.0 / uu);
                if (!empty) to.edge[8 * n + (size_t)lane] = (int32_t)edge[i];
            }
        }
    });
    double small = e.b * e.b / e.a, large = e.a * e.a / e.b;
    // The largest distance of a piece from its chord is |w| / 4. Rounding positions to single precision moves them by
    // at most 0.43 m each, and the arithmetic adds less than 0.6 m: 1.5 m in all, for the best and for its rival.
    float slack = 2.0f * (bend / 4.0f + 1.5f);
    to.tree = {e, (float)(1.0 / small), (float)(1.05 / 24.0 * (1.0 - (small / large) * (small / large))), slack, 0, to.nodes.data(), to.leaves.data(),
               to.pieces.data(), ends ? to.ends.data() : nullptr, to.edge.data(), &to.cells};
}

Cut cut_planar(const double* start, const double* end, int64_t m, const Ellipsoid& e, double longest_m, double misfit_m, int threads) {
    constexpr int64_t TASK = 8192;
    int64_t tasks = (m + TASK - 1) / TASK;
    std::vector<Cut> parts((size_t)tasks);
    parallel(tasks, threads, [&](int64_t task, int) {
        Cut& part = parts[(size_t)task];
        int64_t last = std::min(m, (task + 1) * TASK);
        part.a.reserve(3 * TASK + 96), part.u.reserve(3 * TASK + 96), part.w.reserve(3 * TASK + 96), part.edge.reserve(TASK + 32);
        for (int64_t i = task * TASK; i < last; i++) {
            double normal[3], lon = end[2 * i] - start[2 * i], lat = end[2 * i + 1] - start[2 * i + 1];
            auto at = [&](double t, double* x) {
                bool whole = t >= 1.0;
                to_space(e, whole ? end[2 * i] : start[2 * i] + t * lon, whole ? end[2 * i + 1] : start[2 * i + 1] + t * lat, normal, x);
            };
            // No shorter than the edge: a degree is at most (pi / 180) a^2 / b.
            double bound = (std::abs(lon) + std::abs(lat)) * DEG * e.a * e.a / e.b, count = std::max(1.0, std::ceil(bound / longest_m));
            size_t before = part.edge.size();
            for (bool fits = false; !fits; count *= 2) {
                part.edge.resize(before), part.a.resize(3 * before), part.u.resize(3 * before), part.w.resize(3 * before), part.ends.resize(4 * before);
                fits = true;
                double A[3], B[3], M[3], Q[3];
                at(0.0, A);
                for (double j = 0; j < count && fits; j++) {
                    at((j + 0.5) / count, M), at((j + 1.0) / count, B);
                    double u[3], w[3], off[2] = {0, 0};
                    for (int d = 0; d < 3; d++) u[d] = B[d] - A[d], w[d] = 4.0 * (M[d] - (A[d] + B[d]) / 2.0);
                    for (int q = 0; q < 2; q++) {
                        double t = q ? 0.75 : 0.25;
                        at((j + t) / count, Q);
                        for (int d = 0; d < 3; d++) {
                            double x = A[d] + t * u[d] + t * (1.0 - t) * w[d] - Q[d];
                            off[q] += x * x;
                        }
                    }
                    fits = std::max(off[0], off[1]) <= misfit_m * misfit_m || count > 1e6;
                    for (int d = 0; d < 3; d++) part.a.push_back(A[d]), part.u.push_back(u[d]), part.w.push_back(w[d]), A[d] = B[d];
                    double t = j / count;
                    part.ends.insert(part.ends.end(), {start[2 * i] + t * lon, start[2 * i + 1] + t * lat, lon / count, lat / count});
                    part.edge.push_back(i);
                }
            }
        }
    });
    Cut all;
    size_t total = 0;
    for (auto& part : parts) total += part.edge.size();
    all.a.reserve(3 * total), all.u.reserve(3 * total), all.w.reserve(3 * total), all.edge.reserve(total), all.ends.reserve(4 * total);
    for (auto& part : parts) {
        all.a.insert(all.a.end(), part.a.begin(), part.a.end()), all.u.insert(all.u.end(), part.u.begin(), part.u.end());
        all.w.insert(all.w.end(), part.w.begin(), part.w.end()), all.edge.insert(all.edge.end(), part.edge.begin(), part.edge.end());
        all.ends.insert(all.ends.end(), part.ends.begin(), part.ends.end());
        part = Cut();
    }
    return all;
}
