#include "grid.h"

#include <algorithm>
#include <cmath>
#include <new>

namespace {

// Members of `change` enter the set, or leave it. Five countries at one place are more than any dataset draws.
Countries toggled(Countries set, Countries change) {
    uint16_t member[9];
    int count = 0;
    for (; set; set >>= 16) member[count++] = (uint16_t)set;
    for (; change; change >>= 16) {
        uint16_t one = (uint16_t)change;
        int at = 0;
        while (at < count && member[at] != one) at++;
        if (at < count) member[at] = member[--count];
        else member[count++] = one;
    }
    std::sort(member, member + count);
    Countries found = 0;
    for (int i = std::min(count, 4) - 1; i >= 0; i--) found = found << 16 | member[i];
    return found;
}

Countries joined(Countries set, Countries more) {
    for (Countries rest = more; rest; rest >>= 16) {
        bool has = false;
        for (Countries s = set; s; s >>= 16) has |= (uint16_t)s == (uint16_t)rest;
        if (!has) set = toggled(set, rest & 0xffff);
    }
    return set;
}

}  // namespace

Territories::Territories(const double* start, const double* end, const Countries* owners, int64_t count, double cell_deg) {
    nx_ = (int)std::lround(360.0 / cell_deg), ny_ = (int)std::lround(180.0 / cell_deg);
    per_deg_ = nx_ / 360.0;
    // Cells that a segment touches, padded by rounding; and where it crosses the known points' rows.
    struct Touch {
        int32_t cell, segment;
    };
    std::vector<Touch> touches;
    std::vector<std::vector<Crossing>> crossings((size_t)ny_);
    points_.reserve((size_t)count + 1), owners_.reserve((size_t)count + 1), touches.reserve((size_t)(count + count / 2));
    std::vector<size_t> rows((size_t)ny_ + 1);  // touches of each row, then where they begin
    // Below zero a cast does not round down, but there is no cell there either.
    constexpr double pad = 1e-9;
    auto row_at = [&](double y) { return std::clamp((int)((y + 90.0) * per_deg_), 0, ny_ - 1); };
    auto column_at = [&](double x) { return std::clamp((int)((x + 180.0) * per_deg_), 0, nx_ - 1); };
    for (int64_t i = 0; i < count; i++) {
        if (!owners[i]) continue;  // no outline: crossing it changes nothing
        const Point a = {start[2 * i], start[2 * i + 1]}, b = {end[2 * i], end[2 * i + 1]};
        if (points_.empty() || points_.back().x != a.x || points_.back().y != a.y) points_.push_back(a), owners_.push_back(0);
        int32_t number = (int32_t)points_.size() - 1;
        owners_.back() = owners[i];
        points_.push_back(b), owners_.push_back(0);
        double low = std::min(a.y, b.y), high = std::max(a.y, b.y), west = std::min(a.x, b.x), east = std::max(a.x, b.x);
        int y0 = row_at(low - pad), y1 = row_at(high + pad);
        for (int y = y0; y <= y1; y++) {
            double first = west, last = east;
            if (y0 < y1 && high > low) {
                double bottom = -90.0 + y / per_deg_ - pad, top = -90.0 + (y + 1) / per_deg_ + pad, slope = (b.x - a.x) / (b.y - a.y);
                first = std::clamp(a.x + (bottom - a.y) * slope, west, east), last = std::clamp(a.x + (top - a.y) * slope, west, east);
            }
            double known = known_y(y);
            if ((a.y > known) != (b.y > known)) crossings[(size_t)y].push_back({a.x + (known - a.y) * ((b.x - a.x) / (b.y - a.y)), owners[i]});
            int x0 = column_at(std::min(first, last) - pad), x1 = column_at(std::max(first, last) + pad);
            for (int x = x0; x <= x1; x++) touches.push_back({y * nx_ + x, number}), rows[(size_t)y + 1]++;
        }
    }
    for (int y = 0; y < ny_; y++) rows[(size_t)y + 1] += rows[(size_t)y];
    std::vector<Touch> by_row(touches.size());
    std::vector<size_t> next(rows.begin(), rows.end() - 1);
    for (const Touch& touch : touches) by_row[next[(size_t)(touch.cell / nx_)]++] = touch;
    // Zero is no country; most of the globe is sea, and its pages are never written.
    cell_.reset((int32_t*)std::calloc((size_t)nx_ * (size_t)ny_, sizeof(int32_t)));
    if (!cell_) throw std::bad_alloc();
    std::unordered_map<Countries, int32_t> numbers = {{0, 0}};
    same_.push_back(0);
    list_.resize(touches.size());
    std::vector<int32_t> begin((size_t)nx_);  // how many segments touch each cell of a row, then where they are listed
    for (int y = 0; y < ny_; y++) {
        const Touch *from = by_row.data() + rows[(size_t)y], *to = by_row.data() + rows[(size_t)y + 1];
        if (from == to && crossings[(size_t)y].empty()) continue;
        std::fill(begin.begin(), begin.end(), 0);
        for (const Touch* t = from; t < to; t++) begin[(size_t)(t->cell - y * nx_)]++;
        label(y, (int32_t)rows[(size_t)y], begin, crossings[(size_t)y], numbers);
        for (const Touch* t = from; t < to; t++) list_[(size_t)begin[(size_t)(t->cell - y * nx_)]++] = t->segment;
    }
    mixed_.push_back({(int64_t)list_.size(), 0});
}

// Say of each cell of a row which set it has, or that segments touch it and where they are listed.
void Territories::label(int y, int32_t listed, std::vector<int32_t>& begin, std::vector<Crossing>& row, std::unordered_map<Countries, int32_t>& numbers) {
    std::sort(row.begin(), row.end(), [](const Crossing& a, const Crossing& b) { return a.x < b.x; });
    // The first column whose known point lies beyond what is crossed next.
    auto beyond = [&](size_t crossed) {
        if (crossed == row.size()) return nx_;
        int x = std::clamp((int)((row[crossed].x + 180.0) * per_deg_) - 1, 0, nx_);
        while (x < nx_ && !(row[crossed].x < known_x(x))) x++;
        return x;
    };
    int32_t* cell = cell_.get() + (size_t)y * (size_t)nx_;
    Countries here = 0;
    int32_t number = 0;
    size_t crossed = 0;
    for (int x = 0, change = beyond(0); x < nx_; x++) {
        if (x == change) {
            while (change == x) here = toggled(here, row[crossed].owners), change = beyond(++crossed);
            auto found = numbers.emplace(here, (int32_t)same_.size());
            if (found.second) same_.push_back(here);
            number = found.first->second;
        }
        int32_t touching = begin[(size_t)x];
        begin[(size_t)x] = listed;
        if (touching) {
            cell[x] = ~(int32_t)mixed_.size();
            mixed_.push_back({(int64_t)listed, here});
            listed += touching;
        } else if (number) {
            cell[x] = number;
        }
    }
}

void Territories::find(const double* lon, const double* lat, int64_t n, Countries* out) const {
    for (int64_t i = 0; i < n; i++) {
        double px = lon[i], py = lat[i];
        if (px > 180.0 || px < -180.0) px -= 360.0 * std::floor((px + 180.0) / 360.0);
        int x = std::clamp((int)((px + 180.0) * per_deg_), 0, nx_ - 1), y = std::clamp((int)((py + 90.0) * per_deg_), 0, ny_ - 1);
        int32_t number = cell_[(size_t)y * (size_t)nx_ + (size_t)x];
        if (number >= 0) {
            out[i] = same_[(size_t)number];
            continue;
        }
        const Mixed& cell = mixed_[(size_t)~number];
        int64_t to = mixed_[(size_t)~number + 1].from;
        double rx = known_x(x), ry = known_y(y), ux = px - rx, uy = py - ry;
        Countries here = cell.known, on = 0;
        for (int64_t j = cell.from; j < to; j++) {
            size_t segment = (size_t)list_[(size_t)j];
            const Point &a = points_[segment], &b = points_[segment + 1];
            double ax = a.x - px, ay = a.y - py, bx = b.x - px, by = b.y - py;
            double side = ax * by - ay * bx;  // of the segment, seen from the position
            if (side == 0.0 && ax * bx <= 0.0 && ay * by <= 0.0) {
                on = joined(on, owners_[segment]);
                continue;
            }
            // A vertex on the way counts once: half-open.
            if ((ux * ay - uy * ax >= 0.0) == (ux * by - uy * bx >= 0.0)) continue;
            double known = (a.x - rx) * (b.y - ry) - (a.y - ry) * (b.x - rx);
            if ((known > 0.0) != (side > 0.0)) here = toggled(here, owners_[segment]);
        }
        out[i] = on ? joined(here, on) : here;
    }
}

void find_countries(const Territories& territories, const double* lon, const double* lat, int64_t n, Countries* out) {
    territories.find(lon, lat, n, out);
}
