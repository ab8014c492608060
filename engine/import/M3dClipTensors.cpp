// M3D-CLIP (https://huggingface.co/GoodBaiBai88/M3D-CLIP): a 3D ViT with patches of 4×16×16 voxels,
// a BERT, and a projection for each.
#include "engine/import/ImportPlan.h"
#include "engine/preprocess/CommonBox.h"

namespace bolus {
namespace {

const std::string imageTower = "vision_encoder.", textTower = "language_encoder.";
const std::string patchKernel = imageTower + "patch_embedding.patch_embeddings.1";

// Half of Bolus's patch along each axis, so twice its grid.
constexpr std::int64_t patchVoxels = inputSize[0] / gridSize[0] / 2 *
                                     (inputSize[1] / gridSize[1] / 2) *
                                     (inputSize[2] / gridSize[2] / 2);
constexpr std::int64_t patches = 8 * std::int64_t(gridCells);
static_assert(patchVoxels == 4 * 16 * 16 && patches == 8 * 16 * 16);

Result<void> readSizes(const SafeTensorsHeader& header, const TowerHints& hints,
                       ModelConfig& config) {
    const auto width = sizeOf(header, patchKernel + ".weight", 2, 0);
    const auto mlp = sizeOf(header, imageTower + "blocks.0.mlp.linear1.weight", 2, 0);
    for (const auto* size : {&width, &mlp})
        if (!*size)
            return std::unexpected(size->error());
    const auto heads = headCount(*width, hints.imageHeads, "image tower");
    if (!heads)
        return std::unexpected(heads.error());
    config.stem = Stem::Linear;
    config.width = *width;
    config.mlp = *mlp;
    config.heads = *heads;
    config.layers = blockCount(header, imageTower + "blocks.");
    const auto embedding = sizeOf(header, "mm_vision_proj.weight", 2, 0);
    config.embedding = embedding ? *embedding : *width;
    return readBertSizes(header, textTower, hints, config);
}

void expectBlock(const std::string& from, const std::string& to, const ModelConfig& config,
                 ExpectedTensors& expected) {
    const std::int64_t width = config.width, mlp = config.mlp;
    expected.requireNorm(from + "norm1", to + "norm1", width);
    expected.require(from + "attn.qkv.weight", {3 * width, width},
                     {.target = to + "attention.qkv.weight", .remark = {}});
    expected.requireDense(from + "attn.out_proj", to + "attention.out", width, width);
    expected.requireNorm(from + "norm2", to + "norm2", width);
    expected.requireDense(from + "mlp.linear1", to + "up", mlp, width);
    expected.requireDense(from + "mlp.linear2", to + "down", width, mlp);
}

void expectImageTower(const ModelConfig& config, ExpectedTensors& expected) {
    const std::int64_t width = config.width;
    expected.require(imageTower + "cls_token", {1, 1, width},
                     {.target = "phase_encoder.cls", .remark = {}});
    expected.require(imageTower + "patch_embedding.position_embeddings", {1, patches, width},
                     {.target = "phase_encoder.positions",
                      .change = Change::PoolPositions,
                      .remark = "averaged from 8×16×16 to 4×8×8"});
    expected.require(patchKernel + ".weight", {width, patchVoxels},
                     {.target = "phase_encoder.patch.weight",
                      .change = Change::Patch,
                      .remark = "from patches of 4×16×16 to 8×32×32"});
    expected.require(patchKernel + ".bias", {width},
                     {.target = "phase_encoder.patch.bias", .remark = {}});
    for (int i = 0; i < config.layers; ++i)
        expectBlock(imageTower + "blocks." + std::to_string(i) + ".",
                    "phase_encoder.blocks" + std::to_string(i) + ".", config, expected);
    expected.requireNorm(imageTower + "norm", "phase_encoder.norm", width);
}

void expectHeads(const ModelConfig& config, ExpectedTensors& expected) {
    const std::int64_t embedding = config.embedding;
    const auto head = [&](const std::string& name, const std::string& target, std::int64_t width) {
        expected.hope(name + ".weight", {embedding, width},
                      {.target = target + ".weight", .remark = {}});
        expected.hope(name + ".bias", {embedding}, {.target = target + ".bias", .remark = {}});
    };
    head("mm_vision_proj", "head", config.width);
    head("mm_language_proj", "text_head", config.textWidth);
}

} // namespace

Result<ImportPlan> planM3dClip(const SafeTensorsHeader& header, const TowerHints& hints,
                               const ModelConfig& start) {
    ImportPlan plan{.config = start, .transfers = {}, .missing = {}};
    if (auto read = readSizes(header, hints, plan.config); !read)
        return std::unexpected(read.error());
    ExpectedTensors expected;
    expectImageTower(plan.config, expected);
    expectBert(header, textTower, plan.config, expected);
    expectHeads(plan.config, expected);
    const TensorEntry* scale = findTensor(header, "logit_scale");
    const bool listed = scale && scale->shape == std::vector<std::int64_t>{1};
    expected.hope("logit_scale", listed ? ExpectedTensors::Shape{1} : ExpectedTensors::Shape{},
                  {.target = "log_scale",
                   .change = Change::Logarithm,
                   .remark = "its logarithm, as M3D-CLIP multiplies by it"});
    if (auto matched = expected.match(header, {imageTower, textTower}, plan); !matched)
        return std::unexpected(matched.error());
    return plan;
}

} // namespace bolus
