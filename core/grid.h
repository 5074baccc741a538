// Which countries a position is drawn in, for all countries at once.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <unordered_map>
#include <vector>

// A set of up to four countries: numbers from 1 in 16 bits each, ascending from the lowest; 0 is no country.
typedef uint64_t Countries;

// Borders as segments straight in longitude and latitude, each with the countries whose outlines it is part of: who
// crosses it leaves or enters those. Over the globe lies a grid; cells that no segment touches have one answer, in the
// others the way from a point with a known answer to the position is followed.
class Territories {
public:
    Territories(const double* start, const double* end, const Countries* owners, int64_t count, double cell_deg);
    // Answers for n positions in degrees; on a line those on either side.
    void find(const double* lon, const double* lat, int64_t n, Countries* out) const;

private:
    struct Point {
        double x, y;
    };
    struct Mixed {
        int64_t from;
        Countries known;
    };
    struct Crossing {
        double x;
        Countries owners;
    };
    struct Free {
        void operator()(void* at) const { std::free(at); }
    };
    int nx_, ny_;
    double per_deg_;
    std::unique_ptr<int32_t[], Free> cell_;  // number in same_, or ~number in mixed_
    std::vector<Countries> same_;
    std::vector<Mixed> mixed_;
    std::vector<int32_t> list_;
    std::vector<Point> points_;      // a segment runs from its number to the next; where one goes on from another, once
    std::vector<Countries> owners_;  // of the segment that starts at each point; 0 where a chain ends

    void label(int y, int32_t listed, std::vector<int32_t>& begin, std::vector<Crossing>& row, std::unordered_map<Countries, int32_t>& numbers);
    double known_x(int x) const { return -180.0 + (x + 0.48712) / per_deg_; }
    double known_y(int y) const { return -90.0 + (y + 0.51397) / per_deg_; }
};

// The same for who does not know the class: the query, which is compiled for several processors.
void find_countries(const Territories& territories, const double* lon, const double* lat, int64_t n, Countries* out);
