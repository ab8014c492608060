// Vectors to search through, and what is nearest by the plainest of loops.
#pragma once

#include <algorithm>
#include <cmath>
#include <random>

#include "Fixture.h"
#include "library/search/VectorIndex.h"

namespace bolus::test {

inline const std::string vectorModel(64, 'a');

/// Of unit length; `spread` around `centre` where there is one.
inline std::vector<float> unitVector(std::mt19937& random, std::size_t dimension,
                                     const std::vector<float>& centre = {}, float spread = 1) {
    std::normal_distribution<float> normal(0, spread / std::sqrt(static_cast<float>(dimension)));
    std::vector<float> vector(dimension);
    double square = 0;
    for (std::size_t i = 0; i < dimension; ++i) {
        vector[i] = normal(random) + (centre.empty() ? 0 : centre[i]);
        square += static_cast<double>(vector[i]) * vector[i];
    }
    for (float& value : vector) {
        value = static_cast<float>(value / std::sqrt(square));
    }
    return vector;
}

/// One case a vector, each of a study of its own; the ids.
inline std::vector<std::int64_t> addVectors(Library& library,
                                            const std::vector<std::vector<float>>& vectors,
                                            const std::string& study = "1") {
    std::vector<std::int64_t> ids;
    if (!library.addModel({"compact", vectorModel, "m", "{}", "{}", false, 0})) {
        return ids;
    }
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const std::string uid = study + "." + std::to_string(i + 1);
        ids.push_back(importExam(library, uid, {Phase::Arterial}));
        if (const auto put =
                library.putVector(vectorModel, {ids.back(), vectors[i], {Phase::Arterial}});
            !put) {
            qWarning("%s", say(put.error()).c_str());
        }
    }
    return ids;
}

/// Ids by cosine in double precision, ties by id.
inline std::vector<std::int64_t> orderedPlainly(const std::vector<std::vector<float>>& vectors,
                                                const std::vector<std::int64_t>& ids,
                                                const std::vector<float>& query) {
    std::vector<std::pair<double, std::int64_t>> cosines;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < query.size(); ++j) {
            sum += static_cast<double>(query[j]) * vectors[i][j];
        }
        cosines.emplace_back(-sum, ids[i]);
    }
    std::ranges::sort(cosines);
    std::vector<std::int64_t> order;
    for (const auto& [cosine, id] : cosines) {
        order.push_back(id);
    }
    return order;
}

inline std::vector<std::int64_t> idsOf(const Nearest& nearest) {
    std::vector<std::int64_t> ids;
    for (const NearCase& near : nearest.cases) {
        ids.push_back(near.caseId);
    }
    return ids;
}

} // namespace bolus::test
