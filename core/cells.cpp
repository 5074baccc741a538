#include "cells.h"

#include <cstddef>
#include <new>

namespace {

constexpr std::align_val_t LINE{64};

int64_t size_of(int64_t hits) { return 4 * (int64_t)sizeof(Cell) + hits * (int64_t)sizeof(Hit); }

void forget(Cell* four) {
    if (!four) return;
    for (int i = 0; i < 4; i++) forget(four[i].parts.load(std::memory_order_relaxed));
    ::operator delete(four, LINE);
}

}  // namespace

Cells::~Cells() { forget(root.parts.load(std::memory_order_relaxed)); }

uint32_t ask(Cell& cell, uint32_t positions) {
    return cell.asked.fetch_add(positions, std::memory_order_relaxed) + positions;
}

bool may_grow(const Cells& cells) { return cells.bytes.load(std::memory_order_relaxed) < CELLS_BYTES; }

Cell* four_cells(int64_t hits) {
    Cell* four = (Cell*)::operator new((std::size_t)size_of(hits), LINE);
    for (int i = 0; i < 4; i++) new (four + i) Cell;
    return four;
}

Cell* offer(Cells& cells, Cell& to, Cell* parts, int64_t hits) {
    Cell* there = nullptr;
    if (!to.parts.compare_exchange_strong(there, parts, std::memory_order_acq_rel)) {
        forget(parts);
        return there;
    }
    cells.bytes.fetch_add(size_of(hits), std::memory_order_relaxed);
    return parts;
}
