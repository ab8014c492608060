// The index of vectors, without cases and reports.
#include <algorithm>
#include <random>

#include "library/search/VectorIndex.h"
#include "library/search/VectorScan.h"
#include "tests/bench/Measure.h"
#include "tests/bench/SearchSections.h"

namespace bolus::bench {

namespace {

#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
#define BENCH_WIDE __attribute__((target_clones("arch=skylake-avx512", "arch=haswell", "default")))
#else
#define BENCH_WIDE
#endif

/// Reads, and does as little as can be with what was read.
BENCH_WIDE std::uint64_t readAll(const float* values, std::size_t count) {
    typedef std::uint64_t Lanes __attribute__((vector_size(64)));
    Lanes sum[4]{};
    const auto* at = reinterpret_cast<const Lanes*>(values);
    for (std::size_t i = 0; i + 4 <= count / 16; i += 4) {
        for (std::size_t j = 0; j < 4; ++j) {
            sum[j] ^= at[i + j];
        }
    }
    sum[0] ^= sum[1] ^ sum[2] ^ sum[3];
    std::uint64_t all = 0;
    for (int lane = 0; lane < 8; ++lane) {
        all ^= sum[0][lane];
    }
    return all;
}

VectorRows randomRows(std::size_t count, std::size_t dimension) {
    VectorRows rows(dimension);
    std::vector<float> values(dimension);
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = 0; j < dimension; ++j) {
            values[j] = hashed(i * dimension + j) - 0.5F;
        }
        rows.add(values);
    }
    return rows;
}

/// In turns with reading the same bytes, by as many threads.
void againstMemory(const SearchOptions& options) {
    const auto count = static_cast<std::size_t>(options.vectors);
    const VectorRows rows = randomRows(count, 256);
    std::vector<double> scans, reads;
    volatile std::uint64_t sink = 0;
    for (int round = 0; round < options.rounds * 7; ++round) {
        scans.push_back(1000 * secondsOf([&] { sink = dotProducts(rows[0], rows).size(); }));
        reads.push_back(1000 * secondsOf([&] {
                            inParts(count, [&](std::size_t begin, std::size_t end) {
                                for (std::size_t at = begin; at < end;) {
                                    const std::size_t step =
                                        std::min(end - at, VectorRows::rowsPerBlock -
                                                               at % VectorRows::rowsPerBlock);
                                    sink = readAll(rows.row(at), step * rows.dimension());
                                    at += step;
                                }
                            });
                        }));
    }
    print({"cosines of " + std::to_string(count) + " vectors", "ms", median(scans),
           "reading them from memory", median(reads), medianRatio(scans, reads),
           Target::atMost(1.2)});
}

/// Queries near vectors that the library holds; how many of the ten nearest are found.
void byCodes(const VectorIndex& index, int rounds) {
    std::mt19937 random(99);
    std::normal_distribution<float> normal(0, 0.01F);
    std::vector<double> exactly, quickly;
    double found = 0, all = 0;
    for (int q = 0; q < rounds * 20; ++q) {
        const auto like = index.vectorOf(static_cast<std::int64_t>(random() % index.size()) + 1);
        std::vector<float> query(like.begin(), like.end());
        for (float& value : query) {
            value += normal(random);
        }
        Result<Nearest> exact, quick;
        exactly.push_back(1000 *
                          secondsOf([&] { exact = index.search({.vector = query, .k = 10}); }));
        quickly.push_back(1000 * secondsOf([&] {
                              quick = index.search({.vector = query, .k = 10, .exact = false});
                          }));
        for (const NearCase& near : quick->cases) {
            found += std::ranges::count(exact->cases, near.caseId, &NearCase::caseId);
        }
        all += static_cast<double>(exact->cases.size());
    }
    print({"ten nearest of " + std::to_string(index.size()) + " vectors, all compared",
           "ms",
           median(exactly),
           "",
           0,
           0,
           {}});
    if (index.codes()) {
        print({"the same by codes of 128 bits", "ms", median(quickly), "all compared",
               median(exactly), medianRatio(quickly, exactly), Target::atMost(1)});
        print({"of the ten nearest, found by codes", "%", 100 * found / all, "all compared", 100,
               found / all, Target::atLeast(VectorCodes::wantedRecall)});
    }
}

} // namespace

Result<void> vectorIndex(const SearchOptions& options) {
    againstMemory(options);
    const auto folder = options.folder / "vectors";
    const std::string model(64, 'a');
    auto library = Library::open(folder);
    if (!library) {
        return std::unexpected(library.error());
    }
    if (auto inserted = insertVectors(folder, model, options.vectors); !inserted) {
        return inserted;
    }
    library = Library::open(folder);
    Result<std::unique_ptr<VectorIndex>> index;
    const auto open = [&] { index = VectorIndex::open(**library, model); };
    const double first = secondsOf(open);
    if (!index) {
        return std::unexpected(index.error());
    }
    std::vector<double> again;
    for (int round = 0; round < options.rounds; ++round) {
        *index = nullptr;
        again.push_back(1000 * secondsOf(open));
    }
    const std::string count = std::to_string(options.vectors);
    if ((*index)->codes()) {
        print({"first start of the index of " + count + " vectors: codes are learned",
               "ms",
               1000 * first,
               "",
               0,
               0,
               {}});
    }
    print({"start of the index of " + count + " vectors", "ms", median(again), "limit", 1000,
           median(again) / 1000, options.vectors > 100000 ? Target() : Target::atMost(1)});
    const double raw = 256.0 * sizeof(float) * options.vectors / 1e6;
    const double held = static_cast<double>((*index)->bytes()) / 1e6;
    print({"memory of the index of " + count + " vectors", "MB", held, "the vectors", raw,
           held / raw, Target::atMost(1.3)});
    byCodes(**index, options.rounds);
    return {};
}

} // namespace bolus::bench
