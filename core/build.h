// Pieces out of edges, and the tree over pieces.
#pragma once
#include <vector>
#include "cells.h"
#include "tree.h"

Ellipsoid ellipsoid(double a, double f);

struct Grown {  // a tree and all that it points to
    Tree tree;
    std::vector<Node> nodes;
    std::vector<Leaf> leaves;
    std::vector<Piece> pieces;
    std::vector<double> ends;
    std::vector<int32_t> edge;
    Cells cells;
};

// Pieces are given as (k, 3) arrays; those that follow each other where edges meet should follow each other here.
// `ends` is (k, 4) for planar pieces, null otherwise.
void grow_tree(Grown& to, const double* a, const double* u, const double* w, const double* ends, const int64_t* edge, int64_t k, const Ellipsoid& e, int threads);

struct Cut {  // pieces and the edge of each
    std::vector<double> a, u, w, ends;
    std::vector<int64_t> edge;
};

// Cut edges that are straight in longitude and latitude, (m, 2) degrees each end, so that no piece misses its edge by
// more than `misfit_m`, measured at a quarter and three quarters of its length.
Cut cut_planar(const double* start, const double* end, int64_t m, const Ellipsoid& e, double longest_m, double misfit_m, int threads);
