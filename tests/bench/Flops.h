// Floating-point operations of the model's products (a multiplication and an addition are two).
// Softmax, normalisation, GELU and the optimiser are not counted: they are what a share of the
// matrix product's speed is lost to.
#pragma once

#include <cstdint>

#include "engine/model/ModelConfig.h"

namespace bolus::bench {

/// A forward pass of the phase encoder with a linear patch embedding, for one phase.
double encoderFlops(const ModelConfig& config);
/// The patch embedding's part of it.
double patchFlops(const ModelConfig& config);
/// The memory cell and the readout, for one phase.
double cellFlops(const ModelConfig& config);
double textFlops(const ModelConfig& config, std::int64_t tokens);

} // namespace bolus::bench
