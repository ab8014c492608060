#include "library/domain/Registration.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <tuple>

namespace bolus {

namespace {

constexpr std::array verdictTokens{"good", "doubtful", "failed"};

bool allFinite(const auto& values) {
    return std::ranges::all_of(values, [](auto value) { return std::isfinite(value); });
}

bool isRotation(const std::array<double, 16>& m) {
    constexpr double hair = 1e-6;
    for (std::size_t a = 0; a < 3; ++a) {
        for (std::size_t b = 0; b < 3; ++b) {
            const double product =
                m[a] * m[b] + m[4 + a] * m[4 + b] + m[8 + a] * m[8 + b]; // of columns
            if (std::abs(product - (a == b ? 1 : 0)) > hair) {
                return false;
            }
        }
    }
    return dot(cross({m[0], m[4], m[8]}, {m[1], m[5], m[9]}), {m[2], m[6], m[10]}) > 0;
}

/// The node before a place along one axis, and how far toward the next it lies.
std::pair<std::size_t, double> split(double index, std::size_t size) {
    const double inside = std::clamp(index, 0.0, static_cast<double>(size - 1));
    const auto before = std::min(static_cast<std::size_t>(inside), size - 2);
    return {before, inside - static_cast<double>(before)};
}

} // namespace

const char* verdictToken(RegistrationVerdict verdict) {
    return verdictTokens[static_cast<std::size_t>(verdict)];
}

std::optional<RegistrationVerdict> verdictFromToken(std::string_view token) {
    for (std::size_t i = 0; i < verdictTokens.size(); ++i) {
        if (token == verdictTokens[i]) {
            return static_cast<RegistrationVerdict>(i);
        }
    }
    return std::nullopt;
}

bool DisplacementGrid::isUsable() const {
    constexpr std::size_t most = 512; // along one axis: no overflow, whatever was stored
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (size[axis] < 2 || size[axis] > most || !(spacing[axis] > 0)) {
            return false;
        }
    }
    return mm.size() == 3 * nodes() && allFinite(mm) && allFinite(origin) && allFinite(spacing);
}

Vec3 DisplacementGrid::position(std::size_t i, std::size_t j, std::size_t k) const {
    return {origin[0] + spacing[0] * static_cast<double>(i),
            origin[1] + spacing[1] * static_cast<double>(j),
            origin[2] + spacing[2] * static_cast<double>(k)};
}

Vec3 DisplacementGrid::node(std::size_t i, std::size_t j, std::size_t k) const {
    const float* value = mm.data() + 3 * ((k * size[1] + j) * size[0] + i);
    return {value[0], value[1], value[2]};
}

Vec3 DisplacementGrid::at(const Vec3& point) const {
    std::array<std::size_t, 3> first{};
    std::array<double, 3> rest{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        std::tie(first[axis], rest[axis]) =
            split((point[axis] - origin[axis]) / spacing[axis], size[axis]);
    }
    Vec3 sum{};
    for (std::size_t corner = 0; corner < 8; ++corner) {
        const std::array<std::size_t, 3> step{corner & 1U, (corner >> 1U) & 1U, corner >> 2U};
        double weight = 1;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            weight *= step[axis] != 0 ? rest[axis] : 1 - rest[axis];
        }
        sum = sum + weight * node(first[0] + step[0], first[1] + step[1], first[2] + step[2]);
    }
    return sum;
}

double DisplacementGrid::smallestJacobian() const {
    double smallest = std::numeric_limits<double>::max();
    for (std::size_t k = 0; k < size[2]; ++k) {
        for (std::size_t j = 0; j < size[1]; ++j) {
            for (std::size_t i = 0; i < size[0]; ++i) {
                for (std::size_t corner = 0; corner < 8; ++corner) { // one-sided, every way
                    std::array<Vec3, 3> columns{};
                    for (std::size_t axis = 0; axis < 3; ++axis) {
                        std::array<std::size_t, 3> a{i, j, k}, b{i, j, k};
                        const bool up = ((corner >> axis) & 1U) != 0;
                        up ? b[axis] = std::min(b[axis] + 1, size[axis] - 1)
                           : a[axis] = a[axis] == 0 ? 0 : a[axis] - 1;
                        const auto steps = static_cast<double>(b[axis] - a[axis]);
                        columns[axis] = steps == 0
                                            ? Vec3{}
                                            : (1 / (steps * spacing[axis])) *
                                                  (node(b[0], b[1], b[2]) - node(a[0], a[1], a[2]));
                        columns[axis][axis] += 1;
                    }
                    smallest = std::min(smallest, dot(cross(columns[0], columns[1]), columns[2]));
                }
            }
        }
    }
    return smallest;
}

bool Registration::isUsable() const {
    return allFinite(rigid) && rigid[12] == 0 && rigid[13] == 0 && rigid[14] == 0 &&
           rigid[15] == 1 && isRotation(rigid) && (!grid || grid->isUsable());
}

Vec3 Registration::there(const Vec3& point) const {
    return transformed(rigid, grid ? point + grid->at(point) : point);
}

Vec3 transformed(const std::array<double, 16>& m, const Vec3& p) {
    return {m[0] * p[0] + m[1] * p[1] + m[2] * p[2] + m[3],
            m[4] * p[0] + m[5] * p[1] + m[6] * p[2] + m[7],
            m[8] * p[0] + m[9] * p[1] + m[10] * p[2] + m[11]};
}

std::array<double, 16> rigidInverse(const std::array<double, 16>& m) {
    std::array<double, 16> inverse{m[0], m[4], m[8],  0, m[1], m[5], m[9], 0,
                                   m[2], m[6], m[10], 0, 0,    0,    0,    1};
    const Vec3 shift = transformed(inverse, {m[3], m[7], m[11]});
    for (std::size_t row = 0; row < 3; ++row) {
        inverse[4 * row + 3] = -shift[row];
    }
    return inverse;
}

} // namespace bolus
