// BERT (Devlin et al. 2019) under the names of Hugging Face's implementation.
#include <algorithm>

#include "engine/import/ImportPlan.h"

namespace bolus {
namespace {

constexpr int mostTokens = 512;
constexpr std::int64_t mostRows = 8192; // of positions and segments: bounds memory
constexpr const char* words = "embeddings.word_embeddings.weight";
constexpr const char* positions = "embeddings.position_embeddings.weight";
constexpr const char* segments = "embeddings.token_type_embeddings.weight";

void expectEmbeddings(const SafeTensorsHeader& header, const std::string& prefix,
                      const ModelConfig& config, ExpectedTensors& expected) {
    const std::int64_t width = config.textWidth;
    const auto rows = [&](const char* name) -> std::int64_t {
        const TensorEntry* entry = findTensor(header, prefix + name);
        return entry && !entry->shape.empty() ? std::min(entry->shape[0], mostRows) : 1;
    };
    expected.require(prefix + words, {config.vocabulary, width},
                     {.target = "text_encoder.words", .remark = {}});
    expected.require(prefix + positions, {rows(positions), width},
                     {.target = "text_encoder.positions",
                      .change = Change::AddRows,
                      .remark = rows(positions) > mostTokens
                                    ? "the first 512, joined with segment 0"
                                    : "joined with segment 0"});
    expected.require(prefix + segments, {rows(segments), width},
                     {.target = "text_encoder.positions",
                      .change = Change::AddFirstRow,
                      .remark = "a report is segment 0: added to the positions"});
    expected.requireNorm(prefix + "embeddings.LayerNorm", "text_encoder.norm", width);
    expected.ignore(prefix + "embeddings.position_ids", "it only counts the positions");
    expected.ignore(prefix + "embeddings.token_type_ids", "a report is segment 0");
}

void expectBlock(const std::string& from, const std::string& to, const ModelConfig& config,
                 ExpectedTensors& expected) {
    const std::int64_t width = config.textWidth, mlp = config.textMlp;
    std::int64_t row = 0;
    for (const char* part : {"query", "key", "value"}) {
        const auto joined = [&](const char* kind) {
            return Transfer{.target = to + "attention.qkv." + kind,
                            .change = Change::Rows,
                            .row = row,
                            .remark = "query, key and value joined"};
        };
        const std::string name = from + "attention.self." + part;
        expected.require(name + ".weight", {width, width}, joined("weight"));
        expected.require(name + ".bias", {width}, joined("bias"));
        row += width;
    }
    expected.requireDense(from + "attention.output.dense", to + "attention.out", width, width);
    expected.requireNorm(from + "attention.output.LayerNorm", to + "norm1", width);
    expected.requireDense(from + "intermediate.dense", to + "up", mlp, width);
    expected.requireDense(from + "output.dense", to + "down", width, mlp);
    expected.requireNorm(from + "output.LayerNorm", to + "norm2", width);
}

} // namespace

std::optional<std::string> bertPrefix(const SafeTensorsHeader& header) {
    for (const char* prefix : {"", "bert."})
        if (findTensor(header, std::string(prefix) + words))
            return prefix;
    return std::nullopt;
}

Result<void> readBertSizes(const SafeTensorsHeader& header, const std::string& prefix,
                           const TowerHints& hints, ModelConfig& config) {
    const auto vocabulary = sizeOf(header, prefix + words, 2, 0);
    const auto width = sizeOf(header, prefix + words, 2, 1);
    const auto tokens = sizeOf(header, prefix + positions, 2, 0);
    const auto mlp = sizeOf(header, prefix + "encoder.layer.0.intermediate.dense.weight", 2, 0);
    for (const auto* size : {&vocabulary, &width, &tokens, &mlp})
        if (!*size)
            return std::unexpected(size->error());
    const auto heads = headCount(*width, hints.textHeads, "text tower");
    if (!heads)
        return std::unexpected(heads.error());
    config.vocabulary = *vocabulary;
    config.textWidth = *width;
    config.maxTokens = std::min(*tokens, mostTokens);
    config.textMlp = *mlp;
    config.textHeads = *heads;
    config.textLayers = blockCount(header, prefix + "encoder.layer.");
    return config.check();
}

void expectBert(const SafeTensorsHeader& header, const std::string& prefix,
                const ModelConfig& config, ExpectedTensors& expected) {
    expectEmbeddings(header, prefix, config, expected);
    for (int i = 0; i < config.textLayers; ++i)
        expectBlock(prefix + "encoder.layer." + std::to_string(i) + ".",
                    "text_encoder.blocks" + std::to_string(i) + ".", config, expected);
    for (const char* pooler : {"pooler.dense.weight", "pooler.dense.bias"})
        expected.ignore(prefix + pooler, "PAMN reads token 0 before the pooler");
}

Result<ImportPlan> planBert(const SafeTensorsHeader& header, const TowerHints& hints,
                            const ModelConfig& start) {
    const auto prefix = bertPrefix(header);
    if (!prefix)
        return badWeights(std::string("tensor “") + words + "” is missing");
    ImportPlan plan{.config = start, .transfers = {}, .missing = {}};
    if (auto read = readBertSizes(header, *prefix, hints, plan.config); !read)
        return std::unexpected(read.error());
    ExpectedTensors expected;
    expectBert(header, *prefix, plan.config, expected);
    if (auto matched =
            expected.match(header, {*prefix + "embeddings.", *prefix + "encoder."}, plan);
        !matched)
        return std::unexpected(matched.error());
    return plan;
}

} // namespace bolus
