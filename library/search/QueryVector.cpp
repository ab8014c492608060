#include "library/search/QueryVector.h"

#include <cmath>

namespace bolus {

namespace {
constexpr double moreWeight = 0.75, lessWeight = 0.15;
}

Result<std::vector<float>> unitVector(std::vector<float> vector) {
    double square = 0;
    for (const float value : vector) {
        square += static_cast<double>(value) * value;
    }
    if (!(square > 1e-12) || !std::isfinite(square)) {
        return fail(ErrorCode::BadInput,
                    "What is asked cancels itself out: leave a part of it away.");
    }
    const double length = std::sqrt(square);
    for (float& value : vector) {
        value = static_cast<float>(value / length);
    }
    return vector;
}

Result<std::vector<float>> mixedVector(std::span<const WeightedVector> parts) {
    std::vector<double> sum;
    for (const WeightedVector& part : parts) {
        sum.resize(sum.empty() ? part.vector.size() : sum.size());
        if (part.vector.size() != sum.size()) {
            return fail(ErrorCode::BadInput, "These vectors are of different models.");
        }
        for (std::size_t i = 0; i < sum.size(); ++i) {
            sum[i] += part.weight * part.vector[i];
        }
    }
    return unitVector(std::vector<float>(sum.begin(), sum.end()));
}

Result<std::vector<float>> movedVector(const std::vector<float>& query,
                                       std::span<const std::vector<float>> more,
                                       std::span<const std::vector<float>> less) {
    std::vector<WeightedVector> parts;
    if (!query.empty()) {
        parts.push_back({1, query});
    }
    for (const auto& vector : more) {
        parts.push_back({moreWeight / static_cast<double>(more.size()), vector});
    }
    for (const auto& vector : less) {
        parts.push_back({-lessWeight / static_cast<double>(less.size()), vector});
    }
    return mixedVector(parts);
}

} // namespace bolus
