// The options of PAMN: one clean model, its presets and baselines.
#pragma once

#include <cstdint>
#include <string>

#include "library/domain/Result.h"

namespace bolus {

enum class ConvKind { Dense, DepthwiseSeparable };
/// How a patch of 8×32×32 voxels becomes a token: by one linear map (the paper), or by a pyramid of
/// small ones with depthwise convolutions between, which sees a lesion wherever in the patch it
/// lies and costs about as much (ours: no part of the paper's model, nor of PAMN.md's section 2).
enum class Stem { Linear, Pyramid };
enum class Fusion { Pamn, Mean, Max, Attention, SinglePhase }; // how phases become one vector
enum class Intensity { PerVolume, SharedWindow };              // paper, robust

struct ModelConfig {
    // Size
    int layers = 6, width = 256, heads = 8, mlp = 1024, embedding = 256;
    int textLayers = 4, textWidth = 256, textHeads = 8, textMlp = 1024, maxTokens = 512;
    int vocabulary = 0; // entries; set from the tokenizer
    Stem stem = Stem::Pyramid;
    // Memory cell (paper, Eqs. 2-6)
    ConvKind convKind = ConvKind::DepthwiseSeparable;
    bool scaledAttention = true; // g(a) = N·softmax instead of softmax
    bool clampGates = true;      // z, r in [0,1]
    bool firstPhaseFills = true; // M0: first present phase taken with z = 1
    bool phaseEmbedding = true;
    bool meanOfKernels = true; // tanh terms averaged instead of summed
    bool headNorm = true;      // LayerNorm before the linear head
    Fusion fusion = Fusion::Pamn;
    // Input
    Intensity intensity = Intensity::SharedWindow;
    double windowLow = -160, windowHigh = 240; // HU, for SharedWindow on CT

    static ModelConfig paper(bool robust);   // 12 × 768
    static ModelConfig compact(bool robust); // 6 × 256; not robust: the paper's equations and stem
    static ModelConfig tiny(bool robust);    // for tests: 2 × 32, embedding 16

    /// BadInput where a size is out of range or does not fit another.
    Result<void> check() const;

    std::string toJson() const;
    /// Unknown and missing keys are BadInput, so that a newer model is not misread; a model from
    /// before there was a choice of stems has the linear one.
    static Result<ModelConfig> fromJson(const std::string& json);
};

} // namespace bolus
