// Eight floats side by side, portable: vector extensions of GCC and Clang, plain arrays elsewhere.
#pragma once
#include <cstdint>
#if defined(__AVX2__)
#include <immintrin.h>
#endif

#if defined(__GNUC__)
#define GEO_INLINE static inline __attribute__((always_inline))
#define GEO_FLAT __restrict
#else
#define GEO_INLINE static inline
#define GEO_FLAT
#endif

// Room for eight floats without any instruction set: what the tree is made of, the same for every build of the query.
struct alignas(32) Eight {
    float at[8];
};

#if defined(__GNUC__)
typedef float Lanes __attribute__((vector_size(32)));
GEO_INLINE Lanes load(const Eight& from) { return *reinterpret_cast<const Lanes*>(from.at); }
GEO_INLINE Lanes spread(float x) { return Lanes{x, x, x, x, x, x, x, x}; }
#else
struct alignas(32) Lanes {
    float at[8];
    float operator[](int k) const { return at[k]; }
};
#define GEO_LANEWISE(op)                                  \
    GEO_INLINE Lanes operator op(Lanes a, Lanes b) {      \
        for (int k = 0; k < 8; k++) a.at[k] = a.at[k] op b.at[k]; \
        return a;                                         \
    }
GEO_LANEWISE(+) GEO_LANEWISE(-) GEO_LANEWISE(*) GEO_LANEWISE(/)
GEO_INLINE Lanes load(const Eight& from) {
    Lanes to;
    for (int k = 0; k < 8; k++) to.at[k] = from.at[k];
    return to;
}
GEO_INLINE Lanes spread(float x) { return Lanes{{x, x, x, x, x, x, x, x}}; }
#endif

#if defined(__AVX2__)
GEO_INLINE Lanes larger(Lanes a, Lanes b) { return (Lanes)_mm256_max_ps((__m256)a, (__m256)b); }
GEO_INLINE Lanes smaller(Lanes a, Lanes b) { return (Lanes)_mm256_min_ps((__m256)a, (__m256)b); }
// Bit k is set where lane k does not exceed the limit.
GEO_INLINE unsigned at_most(Lanes a, float limit) {
    return (unsigned)_mm256_movemask_ps(_mm256_cmp_ps((__m256)a, _mm256_set1_ps(limit), _CMP_LE_OQ));
}
GEO_INLINE float smallest(Lanes a) {
    __m128 half = _mm_min_ps(_mm256_castps256_ps128((__m256)a), _mm256_extractf128_ps((__m256)a, 1));
    half = _mm_min_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_min_ss(half, _mm_shuffle_ps(half, half, 1)));
}
#else
GEO_INLINE Lanes larger(Lanes a, Lanes b) {
    Lanes c = a;
    for (int k = 0; k < 8; k++) {
        float x = a[k] > b[k] ? a[k] : b[k];
#if defined(__GNUC__)
        c[k] = x;
#else
        c.at[k] = x;
#endif
    }
    return c;
}
GEO_INLINE Lanes smaller(Lanes a, Lanes b) {
    Lanes c = a;
    for (int k = 0; k < 8; k++) {
        float x = a[k] < b[k] ? a[k] : b[k];
#if defined(__GNUC__)
        c[k] = x;
#else
        c.at[k] = x;
#endif
    }
    return c;
}
GEO_INLINE unsigned at_most(Lanes a, float limit) {
    unsigned bits = 0;
    for (int k = 0; k < 8; k++) bits |= (unsigned)(a[k] <= limit) << k;
    return bits;
}
GEO_INLINE float smallest(Lanes a) {
    float least = a[0];
    for (int k = 1; k < 8; k++) least = a[k] < least ? a[k] : least;
    return least;
}
#endif

GEO_INLINE int lowest_bit(uint64_t bits) {
#if defined(__GNUC__)
    return __builtin_ctzll(bits);
#else
    int k = 0;
    while (!(bits >> k & 1u)) k++;
    return k;
#endif
}
