// Eq. 1, the phase encoder, and Eq. 8, the text encoder.
#include "engine/model/DepthwiseConv.h"
#include "engine/model/GeluKernel.h"
#include "engine/model/PamnNet.h"
#include "engine/preprocess/CommonBox.h"

namespace bolus {
namespace {

constexpr std::int64_t patchDepth = inputSize[0] / gridSize[0];
constexpr std::int64_t patchSide = inputSize[1] / gridSize[1];
constexpr std::int64_t patchVoxels = patchDepth * patchSide * patchSide;
static_assert(patchDepth == 8 && patchSide == 32 && inputSize[1] == inputSize[2]);

/// [K,32,256,256] -> [K,65536,32]: blocks of 2×4×4 voxels, numbered token by token and within a
/// token from coarse to fine (see nestedPlaces), so that the levels of the pyramid are plain
/// reshapes of one another.
torch::Tensor unfoldBlocks(const torch::Tensor& voxels) {
    //                                      D           H               W
    const auto parts = voxels.reshape({-1, 4, 2, 2, 2, 8, 2, 2, 2, 4, 8, 2, 2, 2, 4});
    return parts.permute({0, 1, 5, 10, 6, 11, 2, 7, 12, 3, 8, 13, 4, 9, 14})
        .reshape({-1, gridCells * 256, 32});
}

/// [K,32,256,256] -> [K,256,8192]: a Linear over these is the patch convolution, only quicker.
torch::Tensor unfoldPatches(const torch::Tensor& voxels) {
    const auto blocks = voxels.reshape(
        {-1, gridSize[0], patchDepth, gridSize[1], patchSide, gridSize[2], patchSide});
    return blocks.permute({0, 1, 3, 5, 2, 4, 6}).reshape({-1, gridCells, patchVoxels});
}

} // namespace

PyramidStem::Level::Level(std::int64_t in, std::int64_t out, const ParameterSource& source) {
    merge = register_module("merge", std::make_shared<Dense>(in, out, true, source));
    norm = register_module("norm", std::make_shared<Norm>(out, 1e-5, source));
    spatial = register_parameter("spatial", source.uniform({out, 1, 3, 3, 3}, 27));
}

torch::Tensor PyramidStem::Level::forward(const torch::Tensor& x) const {
    const auto merged = x.reshape({x.size(0), -1, merge->weight.size(1)});
    const auto seen = geluOf(norm->forward(merge->forward(merged)));
    return seen + depthwiseConv(seen, spatial);
}

PyramidStem::PyramidStem(std::int64_t width, const ParameterSource& source) {
    const std::int64_t narrow = width / 8, middle = width / 2;
    first = register_module("first", std::make_shared<Dense>(32, narrow, true, source));
    fine = register_module("fine", std::make_shared<Level>(8 * narrow, middle, source));
    coarse = register_module("coarse", std::make_shared<Level>(8 * middle, width, source));
    last = register_module("last", std::make_shared<Dense>(4 * width, width, true, source));
}

torch::Tensor PyramidStem::forward(const torch::Tensor& voxels) const {
    const auto blocks = geluOf(first->forward(unfoldBlocks(voxels)));
    const auto grid = coarse->forward(fine->forward(blocks));
    return last->forward(grid.reshape({grid.size(0), gridCells, -1}));
}

PhaseEncoder::PhaseEncoder(const ModelConfig& config, const ParameterSource& source) {
    const std::int64_t width = config.width;
    if (config.stem == Stem::Pyramid)
        pyramid = register_module("pyramid", std::make_shared<PyramidStem>(width, source));
    else
        patch = register_module("patch", std::make_shared<Dense>(patchVoxels, width, true, source));
    cls = register_parameter("cls", source.constant({1, 1, width}, 0));
    positions = register_parameter("positions", source.normal({1, gridCells, width}, 0.02));
    for (int i = 0; i < config.layers; ++i)
        blocks.push_back(register_module(
            "blocks" + std::to_string(i),
            std::make_shared<TransformerBlock>(
                width, config.heads, config.mlp,
                TransformerBlock::Kind{.postNorm = false, .qkvBias = false, .eps = 1e-5}, source)));
    norm = register_module("norm", std::make_shared<Norm>(width, 1e-5, source));
}

torch::Tensor PhaseEncoder::forward(const torch::Tensor& voxels) const {
    const auto patches =
        (pyramid ? pyramid->forward(voxels) : patch->forward(unfoldPatches(voxels))) + positions;
    auto x = torch::cat({cls.expand({patches.size(0), 1, -1}), patches}, 1);
    for (const auto& block : blocks)
        x = block->forward(x);
    return norm->forward(x).narrow(1, 1, gridCells);
}

TextEncoder::TextEncoder(const ModelConfig& config, const ParameterSource& source) {
    const std::int64_t width = config.textWidth;
    words = register_parameter("words", source.normal({config.vocabulary, width}, 0.02));
    positions = register_parameter("positions", source.normal({config.maxTokens, width}, 0.02));
    norm = register_module("norm", std::make_shared<Norm>(width, 1e-12, source));
    for (int i = 0; i < config.textLayers; ++i)
        blocks.push_back(register_module(
            "blocks" + std::to_string(i),
            std::make_shared<TransformerBlock>(
                width, config.textHeads, config.textMlp,
                TransformerBlock::Kind{.postNorm = true, .qkvBias = true, .eps = 1e-12}, source)));
}

torch::Tensor TextEncoder::forward(const torch::Tensor& ids, const torch::Tensor& mask) const {
    TORCH_CHECK(ids.dim() == 2 && ids.sizes() == mask.sizes(), "ids and mask differ in shape");
    const std::int64_t length = ids.size(1);
    TORCH_CHECK(length >= 1 && length <= positions.size(0), "a text of ", length, " tokens");
    const auto real = mask.to(torch::kBool);
    TORCH_CHECK(real.select(1, 0).all().item<bool>(), "a text without its first token");
    const auto counts = real.sum(1).to(torch::kCPU);
    SequenceBounds bounds{0};
    for (std::int64_t b = 0; b < counts.size(0); ++b)
        bounds.push_back(bounds.back() + counts.data_ptr<std::int64_t>()[b]);
    const auto rows = real.flatten().nonzero().squeeze(1);
    auto x = norm->forward(torch::embedding(words, ids.flatten().index_select(0, rows)) +
                           torch::embedding(positions, rows.remainder(length)));
    for (std::size_t i = 0; i + 1 < blocks.size(); ++i)
        x = blocks[i]->within(x, bounds);
    return blocks.back()->ofFirsts(x, bounds);
}

} // namespace bolus
