#include "grid.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

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
    segments_.reserve((size_t)count);
    for (int64_t i = 0; i < count; i++)
        segments_.push_back({start[2 * i], start[2 * i + 1], end[2 * i], end[2 * i + 1], owners[i]});
    // Cells that a segment touches, padded by rounding; and where it crosses the known points' rows.
    struct Crossing {
        double x;
        Countries owners;
    };
    std::vector<std::vector<Crossing>> rows((size_t)ny_);
    std::vector<std::pair<int64_t, int32_t>> touched;
    constexpr double pad = 1e-9;
    for (int64_t i = 0; i < count; i++) {
        const Segment& s = segments_[(size_t)i];
        double low = std::min(s.ay, s.by), high = std::max(s.ay, s.by);
        int y0 = std::max(0, (int)std::floor((low + 90.0 - pad) * per_deg_)), y1 = std::min(ny_ - 1, (int)std::floor((high + 90.0 + pad) * per_deg_));
        for (int y = y0; y <= y1; y++) {
            double bottom = -90.0 + y / per_deg_ - pad, top = -90.0 + (y + 1) / per_deg_ + pad, ax = s.ax, bx = s.bx;
            if (high > low) {
                double slope = (s.bx - s.ax) / (s.by - s.ay), at_bottom = s.ax + (bottom - s.ay) * slope, at_top = s.ax + (top - s.ay) * slope;
                double west = std::min(s.ax, s.bx), east = std::max(s.ax, s.bx);
                ax = std::clamp(at_bottom, west, east), bx = std::clamp(at_top, west, east);
                double known = known_y(y);
                if ((s.ay > known) != (s.by > known)) rows[(size_t)y].push_back({s.ax + (known - s.ay) * slope, s.owners});
            }
            int x0 = std::max(0, (int)std::floor((std::min(ax, bx) + 180.0 - pad) * per_deg_));
            int x1 = std::min(nx_ - 1, (int)std::floor((std::max(ax, bx) + 180.0 + pad) * per_deg_));
            for (int x = x0; x <= x1; x++) touched.push_back({(int64_t)y * nx_ + x, (int32_t)i});
        }
    }
    std::sort(touched.begin(), touched.end());
    cell_.assign((size_t)nx_ * (size_t)ny_, 0);
    std::unordered_map<Countries, int32_t> numbers;
    size_t next = 0;
    for (int y = 0; y < ny_; y++) {
        auto& row = rows[(size_t)y];
        std::sort(row.begin(), row.end(), [](const Crossing& a, const Crossing& b) { return a.x < b.x; });
        Countries here = 0;
        int32_t number = -1;
        size_t crossed = 0;
        for (int x = 0; x < nx_; x++) {
            double known = known_x(x);
            for (; crossed < row.size() && row[crossed].x < known; crossed++) here = toggled(here, row[crossed].owners), number = -1;
            if (number < 0) {
                auto found = numbers.emplace(here, (int32_t)same_.size());
                if (found.second) same_.push_back(here);
                number = found.first->second;
            }
            int64_t cell = (int64_t)y * nx_ + x;
            cell_[(size_t)cell] = number;
            if (next == touched.size() || touched[next].first != cell) continue;
            cell_[(size_t)cell] = ~(int32_t)mixed_.size();
            mixed_.push_back({(int64_t)list_.size(), here});
            for (; next < touched.size() && touched[next].first == cell; next++) list_.push_back(touched[next].second);
        }
    }
    mixed_.push_back({(int64_t)list_.size(), 0});
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
            const Segment& s = segments_[(size_t)list_[(size_t)j]];
            double ax = s.ax - px, ay = s.ay - py, bx = s.bx - px, by = s.by - py;
            double side = ax * by - ay * bx;  // of the segment, seen from the position
            if (side == 0.0 && ax * bx <= 0.0 && ay * by <= 0.0) {
                on = joined(on, s.owners);
                continue;
            }
            // A vertex on the way counts once: half-open.
            bool a = ux * ay - uy * ax >= 0.0, b = ux * by - uy * bx >= 0.0;
            if (a == b) continue;
            double known = (s.ax - rx) * (s.by - ry) - (s.ay - ry) * (s.bx - rx);
            if ((known > 0.0) != (side > 0.0)) here = toggled(here, s.owners);
        }
        out[i] = on ? joined(here, on) : here;
    }
}

void find_countries(const Territories& territories, const double* lon, const double* lat, int64_t n, Countries* out) {
    territories.find(lon, lat, n, out);
}
