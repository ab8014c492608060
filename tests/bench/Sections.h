// What bench_engine measures. Every section prints its rows.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "engine/model/Model.h"

namespace bolus::bench {

enum class Size { Compact, Paper };
const char* nameOf(Size size);

/// The robust preset of that size with a linear patch embedding, so that the transformer beside it
/// is the same one; random weights and a vocabulary of made-up words.
Result<std::unique_ptr<Model>> makeModel(Size size);
/// Three phases of noise.
NetworkInput makeInput();

/// GFLOP/s of one product of two fp32 matrices, side × side.
double matmulRate(int side);

void matmul();
Result<void> encode(Size size, int rounds);
Result<void> preprocess(Size size, int rounds);
void phantom(int exams);

struct StepOptions {
    Size size = Size::Compact;
    int cases = 8;
    int rounds = 3;
    /// Where the model and the batch are left for another program to take the same step; or empty.
    std::filesystem::path exchange;
    /// A step for each line "step" on standard input, a product for each line "matmul".
    bool turns = false;
};
Result<void> step(const StepOptions& options);
/// The compact size over tokens that an encoder gave, its phases and reports as long as phantoms'.
Result<void> tokenStep(int cases, int rounds);

} // namespace bolus::bench
