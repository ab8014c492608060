// The torch modules of PAMN. Internal to engine/*.cpp: every other header stays free of torch.
// Names in brackets are shapes; N = 256 positions of the 4×8×8 grid, D-major; C = config.width.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <torch/torch.h>

#include "engine/model/AttentionKernel.h"
#include "engine/model/MemoryKernel.h"
#include "engine/model/ModelConfig.h"

namespace bolus {

/// Where a module's parameters come from: drawn from an own generator when a seed is given (so that
/// a seed gives the same weights whatever else draws random numbers), else left empty to be loaded.
/// On the meta device they have shapes and no memory.
class ParameterSource {
public:
    static ParameterSource seeded(std::uint64_t seed);
    static ParameterSource empty(torch::Device device);

    torch::Tensor constant(torch::IntArrayRef shape, double value) const;
    /// Normal, cut off at two standard deviations.
    torch::Tensor normal(torch::IntArrayRef shape, double deviation) const;
    /// Uniform in ±1/sqrt(fanIn), the usual start of a convolution.
    torch::Tensor uniform(torch::IntArrayRef shape, std::int64_t fanIn) const;

private:
    explicit ParameterSource(torch::Device device) : m_device(device) {}
    torch::Device m_device;
    std::optional<at::Generator> m_random;
};

/// x·Wᵀ + b on the last axis: weight [out, in], bias [out].
struct Dense : torch::nn::Module {
    Dense(std::int64_t in, std::int64_t out, bool withBias, const ParameterSource& source);
    torch::Tensor forward(const torch::Tensor& x) const;
    torch::Tensor weight, bias;
};

struct Norm : torch::nn::Module {
    Norm(std::int64_t width, double eps, const ParameterSource& source);
    torch::Tensor forward(const torch::Tensor& x) const;
    torch::Tensor weight, bias;
    double eps;
};

struct SelfAttention : torch::nn::Module {
    SelfAttention(std::int64_t width, std::int64_t heads, bool qkvBias,
                  const ParameterSource& source);
    torch::Tensor forward(const torch::Tensor& x) const; // [B,T,C]
    /// Within each of B sequences that lie one after the other: x [R,C].
    torch::Tensor within(const torch::Tensor& x, const SequenceBounds& bounds) const;
    /// What the first token of each sees: firsts [B,C] out of x [R,C] -> [B,C].
    torch::Tensor ofFirsts(const torch::Tensor& firsts, const torch::Tensor& x,
                           const SequenceBounds& bounds) const;
    std::int64_t heads;
    std::shared_ptr<Dense> qkv, out; // rows of qkv: q | k | v
};

/// Pre-norm as in a ViT, post-norm as in BERT.
struct TransformerBlock : torch::nn::Module {
    struct Kind {
        bool postNorm, qkvBias;
        double eps;
    };
    TransformerBlock(std::int64_t width, std::int64_t heads, std::int64_t mlp, Kind kind,
                     const ParameterSource& source);
    torch::Tensor forward(const torch::Tensor& x) const; // [B,T,C]
    /// Post-norm only, as within() and ofFirsts() of the attention; the first tokens are all that a
    /// text's last block has to give.
    torch::Tensor within(const torch::Tensor& x, const SequenceBounds& bounds) const;
    torch::Tensor ofFirsts(const torch::Tensor& x, const SequenceBounds& bounds) const;
    torch::Tensor feedForward(const torch::Tensor& x) const;
    torch::Tensor afterAttention(const torch::Tensor& x, const torch::Tensor& seen) const;
    bool postNorm;
    std::shared_ptr<Norm> norm1, norm2;
    std::shared_ptr<SelfAttention> attention;
    std::shared_ptr<Dense> up, down;
};

/// Patches of 8×32×32 to tokens in four steps, each a linear map of what 2×4×4, then 2×2×2, 2×2×2
/// and 1×2×2 neighbours hold; LayerNorm, GELU and a depthwise 3×3×3 convolution between.
struct PyramidStem : torch::nn::Module {
    PyramidStem(std::int64_t width, const ParameterSource& source);
    /// voxels [K,32,256,256] -> [K,N,C].
    torch::Tensor forward(const torch::Tensor& voxels) const;
    struct Level : torch::nn::Module {
        Level(std::int64_t in, std::int64_t out, const ParameterSource& source);
        /// [K,n,in / m] -> [K,n / m,out]: m neighbours become one.
        torch::Tensor forward(const torch::Tensor& x) const;
        std::shared_ptr<Dense> merge;
        std::shared_ptr<Norm> norm;
        torch::Tensor spatial; // depthwise [out,1,3,3,3]
    };
    std::shared_ptr<Dense> first, last;
    std::shared_ptr<Level> fine, coarse; // on grids of 8×32×32 and of 4×16×16
};

/// Psi (Eq. 1): a 3D ViT with patches of 8×32×32, shared by the phases.
struct PhaseEncoder : torch::nn::Module {
    PhaseEncoder(const ModelConfig& config, const ParameterSource& source);
    /// voxels [K,1,32,256,256] or [K,32,256,256] in [0,1] -> patch tokens [K,N,C].
    torch::Tensor forward(const torch::Tensor& voxels) const;
    std::shared_ptr<Dense> patch;         // Stem::Linear, else null
    std::shared_ptr<PyramidStem> pyramid; // Stem::Pyramid, else null
    torch::Tensor cls, positions;         // [1,1,C], [1,N,C]
    std::vector<std::shared_ptr<TransformerBlock>> blocks;
    std::shared_ptr<Norm> norm;
};

/// One convolution of the memory cell on [B,N,C]: k×k×k, stride 1, same padding.
struct GridConv : torch::nn::Module {
    GridConv(std::int64_t width, int kernel, ConvKind kind, const ParameterSource& source);
    torch::Tensor forward(const torch::Tensor& x) const;
    bool isDepthwise() const { return spatial.defined() && weight.defined(); }
    torch::Tensor spatial; // depthwise [C,1,k,k,k], dense [C,C,k,k,k]; undefined for k = 1
    torch::Tensor weight;  // [C,C] between channels; undefined for a dense kernel > 1
    torch::Tensor bias;    // [C]
};

/// What the cell did at one phase, [B,N,C] each: the gate z (0 where the phase is absent) and the
/// candidate g(a) ⊙ Mc. With them M_T = Σ_t z_t Π_{u>t}(1 − z_u) ⊙ update_t.
struct MemoryStep {
    torch::Tensor gate, update;
};

/// Eqs. 2-6. Always fp32.
struct MemoryCell : torch::nn::Module {
    MemoryCell(const ModelConfig& config, const ParameterSource& source);
    /// features [B,P,N,C], present [B,P] bool -> M_T [B,N,C]; steps are filled where asked for.
    torch::Tensor forward(const torch::Tensor& features, const torch::Tensor& present,
                          std::vector<MemoryStep>* steps) const;

    using Inputs = CellInputs;
    struct Side : torch::nn::Module {
        Side(const ModelConfig& config, const ParameterSource& source);
        Inputs forward(const torch::Tensor& x) const;
        std::vector<std::shared_ptr<GridConv>> kernels; // 1, 3, 5
        std::shared_ptr<GridConv> z, r;                 // 3
    };
    MemoryStep step(const Inputs& feature, const torch::Tensor& memory) const;
    /// Phases that all cases have, by the kernel: the same as step after step, in less time.
    torch::Tensor readAll(const std::vector<Inputs>& phases) const;
    torch::Tensor gate(const torch::Tensor& sum, const torch::Tensor& theta) const;

    bool scaledAttention, clampGates, firstPhaseFills, meanOfKernels;
    std::shared_ptr<Side> feature, memory;
    torch::Tensor thetaZ, thetaR; // [1,N,1]
    std::shared_ptr<Dense> localAttention;
};

/// Eq. 8: BERT, token 0. Segment embeddings are always those of segment 0, so they are part of the
/// positions.
struct TextEncoder : torch::nn::Module {
    TextEncoder(const ModelConfig& config, const ParameterSource& source);
    /// ids [B,L] int64, mask [B,L] (true or 1: a real token, as the first of each text must be),
    /// 1 ≤ L ≤ maxTokens -> [B,textWidth]. Padding costs nothing: only real tokens are computed.
    torch::Tensor forward(const torch::Tensor& ids, const torch::Tensor& mask) const;
    torch::Tensor words, positions; // [vocabulary,W], [maxTokens,W]
    std::shared_ptr<Norm> norm;
    std::vector<std::shared_ptr<TransformerBlock>> blocks;
};

struct FusedCases {
    torch::Tensor memory; // M_T [B,N,C], fp32; undefined for a baseline
    torch::Tensor pooled; // v [B,C], fp32: before the head
    torch::Tensor raw;    // head(v) [B,E], not normalised
    torch::Tensor unit;   // [B,E], length 1
    /// [B,P,N,C], only where asked for: what each phase and position adds to v. They sum to v.
    torch::Tensor contributions;
};

struct PamnNet : torch::nn::Module {
    PamnNet(const ModelConfig& config, const ParameterSource& source);

    /// Present phases only: voxels [K,1,32,256,256] -> tokens [K,N,C].
    torch::Tensor encodePhases(const torch::Tensor& voxels) const;
    /// Tokens of the present phases, cases one after the other and phases in order, into their
    /// places: [K,N,C] and present [B,P] -> [B,P,N,C], zero where absent. Differentiable.
    torch::Tensor placePhases(const torch::Tensor& tokens, const torch::Tensor& present) const;
    /// tokens [B,P,N,C], present [B,P] bool, phaseId [B,P] int64 (the Phase enum). Values of absent
    /// phases are never looked at. Throws c10::Error for a case without any phase.
    FusedCases fuse(const torch::Tensor& tokens, const torch::Tensor& present,
                    const torch::Tensor& phaseId, bool decompose = false) const;
    /// The head as a linear map at the LayerNorm scale of `pooled`: a vector x [B,…,C] that is a
    /// part of pooled [B,C] -> its part of raw [B,…,E], without the bias.
    torch::Tensor headPart(const torch::Tensor& part, const torch::Tensor& pooled) const;
    torch::Tensor headBias() const; // [E]: raw − Σ headPart

    /// ids, mask as in TextEncoder -> [B,E], length 1.
    torch::Tensor encodeText(const torch::Tensor& ids, const torch::Tensor& mask) const;
    /// s = exp(ℓ), ℓ ≤ ln 100: [1].
    torch::Tensor logitScale() const;

    torch::Device device() const { return logScale.device(); }

    ModelConfig config;
    std::shared_ptr<PhaseEncoder> phaseEncoder;
    std::shared_ptr<MemoryCell> cell;      // null for a baseline
    torch::Tensor phaseEmbedding;          // [9,C]; undefined where the option is off
    std::shared_ptr<Dense> readout;        // C -> 1: p = softmax over positions
    std::shared_ptr<Dense> phaseAttention; // C -> 1, Fusion::Attention only
    std::shared_ptr<Norm> headNorm;        // null where the option is off
    std::shared_ptr<Dense> head;
    std::shared_ptr<TextEncoder> textEncoder;
    std::shared_ptr<Dense> textHead;
    torch::Tensor logScale; // ℓ [1], starts at ln(1/0.07)
    torch::Tensor logBias; // [1], SigLIP's b, starts at −10; other losses leave it without gradient

private:
    struct Pooled {
        torch::Tensor vector, contributions; // [B,C] and, where asked for, [B,P,N,C]
        torch::Tensor memory;                // [B,N,C], of a memory
    };
    torch::Tensor positionWeights(const torch::Tensor& x) const; // p [...,N,1]
    Pooled poolMemory(const torch::Tensor& features, const torch::Tensor& present,
                      bool decompose) const;
    Pooled poolPhases(const torch::Tensor& features, const torch::Tensor& present,
                      bool decompose) const;
    torch::Tensor phaseWeights(const torch::Tensor& vectors, const torch::Tensor& present) const;
};

/// Length 1 along the last axis; eps 1e-6.
torch::Tensor unitLength(const torch::Tensor& x);

} // namespace bolus
