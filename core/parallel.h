// Tasks 0 to n - 1 on threads, in no order; the first exception is thrown again when all threads have ended.
#pragma once
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

template <class Task>
void parallel(int64_t n, int threads, Task task) {
    std::atomic<int64_t> next{0};
    std::exception_ptr failure;
    std::mutex guard;
    auto run = [&](int number) {
        try {
            for (int64_t i; (i = next++) < n;) task(i, number);
        } catch (...) {
            std::lock_guard<std::mutex> hold(guard);
            if (!failure) failure = std::current_exception();
            next = n;
        }
    };
    if (threads > n) threads = (int)n;
    std::vector<std::thread> others;
    try {
        for (int number = 1; number < threads; number++) others.emplace_back(run, number);
    } catch (...) {
        // No more threads are to be had: those that there are do the work.
    }
    run(0);
    for (auto& thread : others) thread.join();
    if (failure) std::rethrow_exception(failure);
}
