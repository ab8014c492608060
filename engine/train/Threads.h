// How many threads torch and the BLAS below it use.
#pragma once

namespace bolus {

/// Of the whole process. 0: as many as there are cores.
void useThreads(int threads);

/// useThreads() within a scope; then the numbers are what they were.
class ThreadScope {
public:
    explicit ThreadScope(int threads);
    ~ThreadScope();
    ThreadScope(const ThreadScope&) = delete;
    ThreadScope& operator=(const ThreadScope&) = delete;

private:
    int m_torch, m_blas; // threads before; m_blas 0 where the BLAS does not tell
};

} // namespace bolus
