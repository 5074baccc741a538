#include "cells.h"

#include <algorithm>

namespace {

int64_t size_of(const Cell* four) {
    int64_t bytes = 4 * (int64_t)sizeof(Cell) + 64;
    for (int i = 0; i < 4; i++) bytes += four[i].hits ? four[i].count * (int64_t)sizeof(Hit) + 32 : 0;
    return bytes;
}

void forget(Cell* four) {
    if (!four) return;
    for (int i = 0; i < 4; i++) {
        forget(four[i].parts.load(std::memory_order_relaxed));
        delete[] four[i].hits;
    }
    delete[] four;
}

}  // namespace

Cells::~Cells() { forget(root.parts.load(std::memory_order_relaxed)); }

uint32_t ask(Cell& cell, uint32_t positions) {
    return cell.asked.fetch_add(positions, std::memory_order_relaxed) + positions;
}

bool may_grow(const Cells& cells) { return cells.bytes.load(std::memory_order_relaxed) < CELLS_BYTES; }

Cell* four_cells() { return new Cell[4]; }

Hit* keep(const Hit* hits, int32_t count) {
    Hit* kept = new Hit[(size_t)count];
    std::copy(hits, hits + count, kept);
    return kept;
}

Cell* offer(Cells& cells, Cell& to, Cell* parts) {
    Cell* there = nullptr;
    if (!to.parts.compare_exchange_strong(there, parts, std::memory_order_acq_rel)) {
        forget(parts);
        return there;
    }
    cells.bytes.fetch_add(size_of(parts), std::memory_order_relaxed);
    return parts;
}
