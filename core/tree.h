// What an index holds: pieces of edges, and a tree of boxes over them. No instruction set, no behaviour.
#pragma once
#include <cstdint>
#include "ellipsoid.h"

struct Cells;
class Territories;

// X(t) = a + t u + t (1 - t) w, t in [0, 1], metres in space.
struct Piece {
    double a[3], u[3], w[3];
};

// Eight pieces without their bend, in single precision; il is 1 / |u|^2, or 0. Empty lanes lie far outside.
struct Leaf {
    Eight a[3], u[3], il;
};

// Boxes of eight children: a node when the number is not negative, leaf ~number otherwise.
struct Node {
    Eight lo[3], hi[3];
    int32_t child[8];
};

struct Tree {
    Ellipsoid e;
    float per_rho;            // 1 / the smallest radius of curvature of the ellipsoid
    float per_margin;         // 1.05 / 24 (1 - (smallest / largest radius of curvature)^2)
    float slack;              // by how much single precision and the bend can misstate a chord, twice
    int32_t root;
    const Node* nodes;
    const Leaf* leaves;
    const Piece* pieces;      // eight for each leaf
    const double* ends;       // of planar pieces: longitude and latitude at the start and their differences; or null
    const int32_t* edge;      // that each piece is part of, -1 in empty lanes
    Cells* cells;             // what queries have learnt: grows while they ask
};

// Results for positions, each array of length n; edge is -1 for positions beyond
// what the series can do (within 10 degrees of the antipode of the nearest line).
struct Found {
    double *distance, *lon, *lat, *azimuth;
    int32_t* edge;
    int8_t* side;
    uint64_t* countries;             // where territories are asked as well: neighbours share their cells, too
    const Territories* territories;  // or null
};
void find_countries(const Territories& territories, const double* lon, const double* lat, int64_t n, uint64_t* out);

// Growing room for the queries of one thread, aligned for vectors; grow() keeps nothing, extend() keeps what is there.
struct Room {
    void* at = nullptr;
    int64_t bytes = 0;
    void* grow(int64_t wanted);
    void* extend(int64_t wanted);
    Room() = default;
    Room(const Room&) = delete;
    ~Room();
};

constexpr int ROOMS = 10;
struct Scratch {
    Room room[ROOMS];
};

constexpr double ON_LINE_M = 1e-6;  // nearer than this the distance is 0
constexpr double SIDE_M = 2e-5;     // nearer than this there is no side: pieces are no truer
constexpr double TIE_M = 3e-8;      // distances that differ by less are the same: the series are no truer
