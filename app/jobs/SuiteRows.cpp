#include "app/jobs/SuiteRows.h"

#include <algorithm>

#include <fmt/format.h>

namespace bolus {

namespace {

using Given = SuiteRow::Given;
using Options = SuiteRow::Options;

constexpr int textHeads = 4;

std::vector<SuiteRow> tableRows() {
    return {
        {.name = "pamn_robust", .label = "PAMN robust"},
        {.name = "baseline_st",
         .label = "3D Baseline ST",
         .given = Given::OnePhase,
         .fusion = Fusion::SinglePhase},
        {.name = "mean", .label = "MEAN", .fusion = Fusion::Mean},
        {.name = "max", .label = "MAX", .fusion = Fusion::Max},
        {.name = "attention", .label = "ATTENTION", .fusion = Fusion::Attention},
        {.name = "pamn_paper", .label = "PAMN paper", .options = Options::Literal},
        {.name = "baseline_3d",
         .label = "3D Baseline",
         .given = Given::EveryPhase,
         .fusion = Fusion::SinglePhase},
        {.name = "pamn_without_t", .label = "PAMN w/o T", .given = Given::OnePhase},
        {.name = "pamn_paper_dense",
         .label = "PAMN paper, dense",
         .options = Options::LiteralDense,
         .onlyWhenNamed = true},
    };
}

std::vector<SuiteRow> makeRows() {
    std::vector<SuiteRow> rows = tableRows();
    for (const int most : {2, 3}) {
        rows.push_back({.name = fmt::format("pamn_p{}", most),
                        .label = fmt::format("PAMN robust, {} phases", most),
                        .mostPhases = most});
    }
    for (const int percent : {60, 70, 80, 90}) {
        rows.push_back({.name = fmt::format("pamn_{}", percent),
                        .label = fmt::format("PAMN robust, {} % of the data", percent),
                        .percent = percent});
        rows.push_back({.name = fmt::format("st_{}", percent),
                        .label = fmt::format("3D Baseline ST, {} % of the data", percent),
                        .given = Given::OnePhase,
                        .fusion = Fusion::SinglePhase,
                        .percent = percent});
    }
    return rows;
}

} // namespace

const std::vector<SuiteRow>& suiteRows() {
    static const std::vector<SuiteRow> rows = makeRows();
    return rows;
}

const SuiteRow* suiteRow(const std::string& name) {
    const auto row = std::ranges::find(suiteRows(), name, &SuiteRow::name);
    return row == suiteRows().end() ? nullptr : &*row;
}

const std::vector<std::string>& tableRowNames() {
    static const std::vector<std::string> names{
        "baseline_3d", "baseline_st",      "mean",           "max",        "attention",
        "pamn_paper",  "pamn_paper_dense", "pamn_without_t", "pamn_robust"};
    return names;
}

std::vector<std::string> scaleRowNames(bool pamn) {
    std::vector<std::string> names;
    for (const int percent : {60, 70, 80, 90}) {
        names.push_back(fmt::format("{}_{}", pamn ? "pamn" : "st", percent));
    }
    names.emplace_back(pamn ? "pamn_robust" : "baseline_st");
    return names;
}

std::vector<std::string> phaseRowNames() {
    return {"pamn_p2", "pamn_p3", "pamn_robust"};
}

ModelConfig rowConfig(const SuiteRow& row, const ModelConfig& encoder, int textLayers,
                      int textWidth) {
    const ModelConfig preset = ModelConfig::paper(row.options == Options::Robust);
    ModelConfig config = encoder;
    config.textLayers = textLayers;
    config.textWidth = textWidth;
    config.textHeads = textHeads;
    config.textMlp = 4 * textWidth;
    config.fusion = row.fusion;
    config.convKind =
        row.options == Options::LiteralDense ? ConvKind::Dense : ConvKind::DepthwiseSeparable;
    config.scaledAttention = preset.scaledAttention;
    config.clampGates = preset.clampGates;
    config.firstPhaseFills = preset.firstPhaseFills;
    config.phaseEmbedding = preset.phaseEmbedding;
    config.meanOfKernels = preset.meanOfKernels;
    config.headNorm = preset.headNorm;
    return config;
}

Loss rowLoss(const SuiteRow& row) {
    return row.options == Options::Robust ? Loss::MultiPositive : Loss::OneWay;
}

} // namespace bolus
