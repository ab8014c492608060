// Rows of floats in memory, in large blocks: adding rows moves none, and nothing is held twice.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>
#include <vector>

#include <sys/mman.h>

namespace bolus {

class VectorRows {
public:
    static constexpr std::size_t rowsPerBlock = 4096;

    explicit VectorRows(std::size_t dimension = 0) : m_dimension(dimension) {}
    std::size_t dimension() const { return m_dimension; }
    std::size_t size() const { return m_size; }
    const float* row(std::size_t i) const {
        return m_blocks[i / rowsPerBlock].get() + i % rowsPerBlock * m_dimension;
    }
    std::span<const float> operator[](std::size_t i) const { return {row(i), m_dimension}; }
    void add(std::span<const float> values) {
        if (m_size % rowsPerBlock == 0) {
            m_blocks.push_back(block());
        }
        ++m_size;
        set(m_size - 1, values);
    }
    void set(std::size_t i, std::span<const float> values) {
        std::copy(values.begin(), values.end(), const_cast<float*>(row(i)));
    }
    std::size_t bytes() const {
        return m_blocks.size() * rowsPerBlock * m_dimension * sizeof(float);
    }

private:
    struct Free {
        void operator()(float* memory) const { std::free(memory); }
    };
    using Block = std::unique_ptr<float[], Free>;

    /// On large pages where the system has them: rows far apart are read at random, too.
    Block block() const {
        constexpr std::size_t page = std::size_t{2} << 20;
        const std::size_t bytes =
            (rowsPerBlock * m_dimension * sizeof(float) + page - 1) / page * page;
        auto* memory = static_cast<float*>(std::aligned_alloc(page, bytes));
        if (memory == nullptr) {
            throw std::bad_alloc();
        }
        ::madvise(memory, bytes, MADV_HUGEPAGE);
        return Block(memory);
    }

    std::size_t m_dimension = 0, m_size = 0;
    std::vector<Block> m_blocks;
};

} // namespace bolus
