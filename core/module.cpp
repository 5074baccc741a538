// The compiled core as Python sees it. Arguments are checked by geoevents.earth.core, which is the only caller.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include <memory>
#include <mutex>
#include <string>

#include "build.h"
#include "grid.h"
#include "parallel.h"
#include "query.h"

namespace nb = nanobind;
using Doubles = nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Triples = nb::ndarray<const double, nb::shape<-1, 3>, nb::c_contig, nb::device::cpu>;
using Ends = nb::ndarray<const double, nb::shape<-1, 4>, nb::c_contig, nb::device::cpu>;
using Numbers = nb::ndarray<const int64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Couples = nb::ndarray<const double, nb::shape<-1, 2>, nb::c_contig, nb::device::cpu>;

namespace {

struct Build {
    const char* name;
    decltype(&baseline::nearest) nearest;
    decltype(&baseline::inverse_lonlat) inverse;
};

constexpr Build BUILDS[] = {
    {"baseline", baseline::nearest, baseline::inverse_lonlat},
#if defined(GEO_X86)
    {"avx2", avx2::nearest, avx2::inverse_lonlat},
    {"avx512", avx512::nearest, avx512::inverse_lonlat},
#endif
};

int builds_that_run() {
#if defined(GEO_X86)
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 1;
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl")) return 2;
    return 3;
#else
    return 1;
#endif
}

const Build& choose(const std::string& wanted) {
    int count = builds_that_run();
    for (int i = 0; i < count; i++)
        if (wanted == BUILDS[i].name) return BUILDS[i];
    return BUILDS[count - 1];
}

template <class T>
nb::ndarray<nb::numpy, T> owned(std::vector<T>&& values, std::initializer_list<size_t> shape) {
    auto* kept = new std::vector<T>(std::move(values));
    nb::capsule owner(kept, [](void* p) noexcept { delete static_cast<std::vector<T>*>(p); });
    return nb::ndarray<nb::numpy, T>(kept->data(), shape, owner);
}

// A column that is written once: nothing is set to zero before.
template <class T>
class Column {
public:
    explicit Column(size_t n) : size_(n), values_(new T[n ? n : 1]) {}
    T* data() { return values_.get(); }
    nb::ndarray<nb::numpy, T> give() {
        T* values = values_.release();
        nb::capsule owner(values, [](void* p) noexcept { delete[] static_cast<T*>(p); });
        return nb::ndarray<nb::numpy, T>(values, {size_}, owner);
    }

private:
    size_t size_;
    std::unique_ptr<T[]> values_;
};

using Sets = nb::ndarray<const uint64_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

class Grid {
public:
    Grid(Couples start, Couples end, Sets owners, double cell_deg)
        : territories_(start.data(), end.data(), owners.data(), (int64_t)start.shape(0), cell_deg) {}

    nb::ndarray<nb::numpy, uint64_t> find(Doubles lon, Doubles lat, int threads) const {
        size_t n = lon.shape(0);
        std::vector<uint64_t> out(n);
        {
            nb::gil_scoped_release released;
            int64_t chunk = 1 << 15, chunks = ((int64_t)n + chunk - 1) / chunk;
            parallel(chunks, threads, [&](int64_t c, int) {
                int64_t from = c * chunk, count = (int64_t)n - from < chunk ? (int64_t)n - from : chunk;
                territories_.find(lon.data() + from, lat.data() + from, count, out.data() + from);
            });
        }
        return owned(std::move(out), {n});
    }

    const Territories& territories() const { return territories_; }

private:
    Territories territories_;
};

class Index {
public:
    Index(Triples a, Triples u, Triples w, Ends ends, Numbers edge, double axis_m, double flattening, int threads) {
        nb::gil_scoped_release released;
        grow_tree(grown_, a.data(), u.data(), w.data(), ends.shape(0) ? ends.data() : nullptr, edge.data(), (int64_t)a.shape(0), ellipsoid(axis_m, flattening), threads);
    }

    nb::tuple nearest(Doubles lon, Doubles lat, int threads, const std::string& build, const Grid* grid) const {
        size_t n = lon.shape(0);
        Column<double> distance(n), x(n), y(n), azimuth(n);
        Column<int32_t> edge(n);
        Column<int8_t> side(n);
        Column<uint64_t> countries(grid ? n : 0);
        {
            nb::gil_scoped_release released;
            auto query = choose(build).nearest;
            // The more positions are put in order together, the nearer are neighbours.
            int64_t chunk = 1 << 20, share = ((int64_t)n + threads - 1) / (threads > 0 ? threads : 1);
            if (share < chunk) chunk = share > 4096 ? share : 4096;
            int64_t chunks = ((int64_t)n + chunk - 1) / chunk;
            if (threads > chunks) threads = (int)chunks;
            std::vector<std::unique_ptr<Scratch>> scratch = borrow((size_t)(threads > 0 ? threads : 1));
            parallel(chunks, threads, [&](int64_t c, int thread) {
                if (thread == 0) {  // an interrupt ends a long query between two chunks
                    nb::gil_scoped_acquire held;
                    if (PyErr_CheckSignals()) throw nb::python_error();
                }
                int64_t from = c * chunk, count = (int64_t)n - from < chunk ? (int64_t)n - from : chunk;
                Found out = {distance.data() + from, x.data() + from, y.data() + from, azimuth.data() + from,
                             edge.data() + from, side.data() + from, grid ? countries.data() + from : nullptr,
                             grid ? &grid->territories() : nullptr};
                query(grown_.tree, lon.data() + from, lat.data() + from, count, out, *scratch[(size_t)thread]);
            });
            give_back(std::move(scratch));
        }
        return nb::make_tuple(distance.give(), x.give(), y.give(), azimuth.give(), edge.give(), side.give(), countries.give());
    }

private:
    // Room that a query has grown is kept for the next: fresh memory costs as much as a fifth of the work.
    std::vector<std::unique_ptr<Scratch>> borrow(size_t count) const {
        std::vector<std::unique_ptr<Scratch>> taken;
        std::lock_guard<std::mutex> hold(guard_);
        while (taken.size() < count && !idle_.empty()) taken.push_back(std::move(idle_.back())), idle_.pop_back();
        while (taken.size() < count) taken.push_back(std::make_unique<Scratch>());
        return taken;
    }
    void give_back(std::vector<std::unique_ptr<Scratch>> scratch) const {
        std::lock_guard<std::mutex> hold(guard_);
        for (auto& one : scratch)
            if (idle_.size() < 8) idle_.push_back(std::move(one));
    }

    Grown grown_;
    mutable std::mutex guard_;
    mutable std::vector<std::unique_ptr<Scratch>> idle_;
};

nb::tuple planar_pieces(Couples start, Couples end, double axis_m, double flattening, double longest_m, double misfit_m, int threads) {
    Cut cut;
    {
        nb::gil_scoped_release released;
        cut = cut_planar(start.data(), end.data(), (int64_t)start.shape(0), ellipsoid(axis_m, flattening), longest_m, misfit_m, threads);
    }
    size_t k = cut.edge.size();
    return nb::make_tuple(owned(std::move(cut.a), {k, 3}), owned(std::move(cut.u), {k, 3}), owned(std::move(cut.w), {k, 3}), owned(std::move(cut.ends), {k, 4}),
                          owned(std::move(cut.edge), {k}));
}

nb::tuple inverse_pairs(Doubles lon1, Doubles lat1, Doubles lon2, Doubles lat2, double axis_m, double flattening, const std::string& build) {
    size_t n = lon1.shape(0);
    std::vector<double> azimuth(n), distance(n);
    {
        nb::gil_scoped_release released;
        choose(build).inverse(ellipsoid(axis_m, flattening), lon1.data(), lat1.data(), lon2.data(), lat2.data(), (int64_t)n,
                              azimuth.data(), distance.data());
    }
    return nb::make_tuple(owned(std::move(azimuth), {n}), owned(std::move(distance), {n}));
}

}  // namespace

NB_MODULE(_core, m) {
    nb::set_leak_warnings(false);  // indexes live in caches until the process ends
    nb::class_<Index>(m, "Index")
        .def(nb::init<Triples, Triples, Triples, Ends, Numbers, double, double, int>())
        .def("nearest", &Index::nearest, nb::arg("lon"), nb::arg("lat"), nb::arg("threads"), nb::arg("build"), nb::arg("grid").none() = nb::none());
    nb::class_<Grid>(m, "Grid").def(nb::init<Couples, Couples, Sets, double>()).def("find", &Grid::find);
    m.def("planar_pieces", &planar_pieces);
    m.def("inverse", &inverse_pairs);
    nb::list names;
    for (int i = 0; i < builds_that_run(); i++) names.append(BUILDS[i].name);
    m.attr("builds") = nb::tuple(names);
}
