// What queries have learnt of the globe: a quadtree over longitude and latitude whose cells know the leaves that can hold
// the nearest piece of any position in them. It is cut where positions ask, and kept: later queries find it ready.
//
// Threads share it without a lock. A cell is never changed once others can see it, but for its four parts, which one
// thread offers and the others take; what loses is thrown away.
#pragma once
#include <atomic>
#include <cstdint>

struct Hit {  // a leaf, and how far it is from the middle of those who ask
    float d;
    int32_t leaf;
};

// Four cells that were cut together lie side by side, and the leaves that they list behind them: what a query needs of a
// place is in a few lines of memory.
struct Cell {
    std::atomic<Cell*> parts{nullptr};   // four, in the order of the Morton key, or none yet
    std::atomic<uint32_t> asked{0};      // by how many positions, about
    int32_t count = -1;                  // of leaves, the nearest first; -1: not known
    float middle[3] = {0, 0, 0};
    uint32_t ahead = 0;                  // how many bytes behind this cell its leaves begin
    const Hit* hits() const { return (const Hit*)((const char*)this + ahead); }
};

struct Cells {
    Cell root;
    std::atomic<int64_t> bytes{0};
    Cells() = default;
    Cells(const Cells&) = delete;
    ~Cells();
};

constexpr int CELL_LEVELS = 16;                   // the smallest cells are 0.0055 by 0.0027 degrees
constexpr int64_t CELLS_BYTES = 256ll << 20;      // beyond, nothing more is learnt

// Functions and not inlined, because the query, which calls them, is compiled for several processors.
uint32_t ask(Cell& cell, uint32_t positions);     // how many have asked by now
bool may_grow(const Cells& cells);
Cell* four_cells(int64_t hits);                   // with room for all that they list
Cell* offer(Cells& cells, Cell& to, Cell* parts, int64_t hits);  // those that stand now: these, or others'
