#include "tests/bench/Flops.h"

#include "engine/preprocess/CommonBox.h"

namespace bolus::bench {
namespace {

constexpr double patchVoxels = double(inputSize[0]) * inputSize[1] * inputSize[2] / gridCells;

double blockFlops(double tokens, double width, double mlp) {
    const double attention = 2 * 2 * tokens * tokens * width; // q·kᵀ and weights·v
    return tokens * 2 * (4 * width * width + 2 * width * mlp) + attention;
}

/// Pairs of positions up to `reach` apart along an axis of `size`.
double pairs(int size, int reach) {
    double count = 0;
    for (int at = 0; at < size; ++at)
        for (int to = at - reach; to <= at + reach; ++to)
            count += to >= 0 && to < size;
    return count;
}

double convFlops(const ModelConfig& config, int kernel) {
    const double width = config.width, between = 2.0 * gridCells * width * width;
    double taps = 1;
    for (const int size : gridSize)
        taps *= pairs(size, kernel / 2);
    if (config.convKind == ConvKind::Dense)
        return 2 * taps * width * width;
    return between + (kernel > 1 ? 2 * taps * width : 0);
}

} // namespace

double patchFlops(const ModelConfig& config) {
    return 2.0 * gridCells * patchVoxels * config.width;
}

double encoderFlops(const ModelConfig& config) {
    return patchFlops(config) + config.layers * blockFlops(gridCells + 1, config.width, config.mlp);
}

double cellFlops(const ModelConfig& config) {
    double side = 0;
    for (const int kernel : {1, 3, 5, 3, 3}) // the three kernels and both gates
        side += convFlops(config, kernel);
    return 2 * side; // of the phase and of the memory
}

double textFlops(const ModelConfig& config, std::int64_t tokens) {
    return config.textLayers * blockFlops(double(tokens), config.textWidth, config.textMlp);
}

} // namespace bolus::bench
